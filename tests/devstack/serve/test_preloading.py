"""What is loaded beforehand, and what must not be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = {
    "calm": "",
    "busy": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n",
    "open_": "import socket\nkept = socket.socket()\n",
    "loop": "import asyncio\nkept = asyncio.new_event_loop()\n",
    "broken": "raise RuntimeError('not alone')\n",
}
ADD = """\
import sys
from devstack.serve.preloading import Preload
preload = Preload("web-0")
preload.{what}
print(preload.spoilt, sorted(set(sys.modules) & {names!r}))
sys.stdout.flush()
import os; os._exit(0)
"""


def run(folder: Path, what: str, **env: str) -> str:
    """Preload in a process of its own, with the packages beside its project."""
    libraries = folder / "libraries"
    for name, text in PACKAGES.items():
        (libraries / name).mkdir(parents=True, exist_ok=True)
        (libraries / name / "__init__.py").write_text(text)
    project = folder / "project"
    (project / ".devstack").mkdir(parents=True, exist_ok=True)
    code = ADD.format(what=what, names=set(PACKAGES))
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(libraries), **env},
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    ).stdout.strip()


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("calm", "None ['calm']"),
        ("broken", "None []"),
        ("busy", "busy starts threads when it is imported ['busy']"),
        ("open_", "open_ opens connections when it is imported ['open_']"),
        ("loop", "loop opens connections when it is imported ['loop']"),
    ],
)
def test_what_makes_forking_unsafe_is_named(tmp_path: Path, package: str, said: str) -> None:
    """A lock that another thread holds at the moment of a fork is never released in the child."""
    assert run(tmp_path, f"add(['{package}'])") == said


def test_a_package_can_be_left_out(tmp_path: Path) -> None:
    """By name, in deploy.yaml."""
    assert run(tmp_path, "add(['busy', 'calm'])", DEVSTACK_NO_PRELOAD="busy, other") == "None ['calm']"


def test_it_is_remembered_for_the_next_start(tmp_path: Path) -> None:
    """So that the first worker is a fork of what has loaded already."""
    run(tmp_path, "remember(['calm'])")

    assert run(tmp_path, "repeat()") == "None ['calm']"


@pytest.mark.parametrize("changed", [{"python": "2.7"}, {"libraries": [1]}], ids=["another Python", "installed since"])
def test_it_is_learned_anew_where_it_may_not_fit_any_more(tmp_path: Path, changed: dict[str, object]) -> None:
    """Another Python, or packages that were installed or removed."""
    run(tmp_path, "remember(['calm'])")
    kept = tmp_path / "project/.devstack/run/serve/web-0.json"
    kept.write_text(json.dumps({**json.loads(kept.read_text()), **changed}))

    assert run(tmp_path, "repeat()") == "None []"


def test_what_was_loaded_from_the_start_is_not_taken_for_the_applications(tmp_path: Path) -> None:
    """A fork is born with what all servers need together; its own list stays its own."""
    run(tmp_path, "remember(['json', 'calm'])")

    kept = json.loads((tmp_path / "project/.devstack/run/serve/web-0.json").read_text())
    assert kept["modules"] == ["calm"]


def test_a_package_that_is_left_out_is_not_remembered_either(tmp_path: Path) -> None:
    """The process of which servers are forks goes by what is remembered."""
    run(tmp_path, "remember(['busy', 'calm'])", DEVSTACK_NO_PRELOAD="busy")

    assert json.loads((tmp_path / "project/.devstack/run/serve/web-0.json").read_text())["modules"] == ["calm"]


def test_a_memory_that_cannot_be_read_costs_nothing(tmp_path: Path) -> None:
    """It is only a faster start."""
    run(tmp_path, "remember(['calm'])")
    (tmp_path / "project/.devstack/run/serve/web-0.json").write_text("{")

    assert run(tmp_path, "repeat()") == "None []"


DRAW = """\
import os, sys
import numpy
from devstack.serve.preloading import reseed
before = "numpy.random" in sys.modules
reseed()
print(before == ("numpy.random" in sys.modules), flush=True)
numpy.random.seed(1)
for _ in range(2):
    if os.fork() == 0:
        reseed()
        print(numpy.random.random(), flush=True)
        os._exit(0)
    os.wait()
"""


def test_forks_draw_other_numbers_and_load_nothing_for_that(tmp_path: Path) -> None:
    """numpy loads its generators when they are asked for, which in each fork would take a twentieth of its time."""
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW], cwd=tmp_path, capture_output=True, text=True, timeout=20, check=True
    )
    nothing_loaded, one, other = drawn.stdout.split()

    assert nothing_loaded == "True"
    assert one != other
