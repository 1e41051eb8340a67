"""The process that follows edits, alone: its first moments."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from support.children import children
from support.project import Project, Projects, clean_env

DEPLOY = "app: shop.main:app\nservers: {web: {port: 20001, routes: [/]}}\n"
GENERATING = "devstack.stack.generating"


def test_an_edit_is_seen_that_comes_before_it_can_look(project: Projects) -> None:
    """An interpreter takes a while to start, and longer while a whole stack does."""
    made = project({"shop/__init__.py": ""}, deploy_yaml=DEPLOY)
    with following(made, "off") as process:
        made.write({"nginx/nginx.conf.j2": "{{ nonsense"})
        assert process.stdout is not None
        said = process.stdout.readline()

    assert "devstack.follow: " in said


@pytest.mark.parametrize(("on_change", "begun"), [("specs", True), ("off", False)])
def test_what_makes_generated_files_loads_before_the_first_edit(
    project: Projects, on_change: str, *, begun: bool
) -> None:
    """Where something is to be made; and nothing of it is left with the process that follows."""
    made = project({"shop/__init__.py": ""}, deploy_yaml=DEPLOY)

    with following(made, on_change) as process:
        until, there = time.monotonic() + 14, list[psutil.Process]()
        while not there and time.monotonic() < until:
            there = children(GENERATING, of=process.pid)
            time.sleep(0.05)

    assert bool(there) is begun
    assert psutil.wait_procs(there, timeout=5)[1] == []


DEAF = """
import signal
from devstack.follow import __main__ as follow

class Deaf:
    def __del__(self):
        signal.raise_signal(signal.SIGTERM)

def look(consequences, looked=follow._stamps):
    global Deaf
    Deaf and Deaf()
    Deaf = None
    return looked(consequences)

follow._stamps = look
follow.main()
"""


def test_a_signal_that_comes_where_nothing_can_be_raised_is_not_forgotten(project: Projects) -> None:
    """Python throws away what a handler raises in a `__del__`; the stack would have to kill it after its grace."""
    made = project({"shop/__init__.py": ""}, deploy_yaml=DEPLOY)
    words = ("-c", DEAF, "deploy.yaml", "--code", "shop", "--on-change", "off")

    followed = made.start(*words, command=(sys.executable,))

    assert followed.exit_code(within=30) == 0
    assert "Exception ignored" in followed.text, "it was thrown away"


@contextmanager
def following(made: Project, on_change: str) -> "Iterator[subprocess.Popen[str]]":
    """The process, as a stack begins it."""
    words = [sys.executable, "-m", "devstack.follow", "deploy.yaml", "--code", "shop", "--on-change", on_change]
    with subprocess.Popen(
        words, cwd=made.root, env=clean_env(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
