"""The supervisor's own process, before it has anything to run."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.project import clean_env

from devstack import state
from devstack.reaper.guarding import SUPERVISOR

HEAVY = {
    "pydantic",
    "yaml",
    "jinja2",
    "invoke",
    "rich",
    "psutil",
    "dotenv",
    "httpx",
    "fastapi",
    "uvicorn",
    "watchfiles",
}


@contextmanager
def started(root: Path) -> "Iterator[tuple[subprocess.Popen[bytes], socket.socket]]":
    """It, and our end of its line."""
    ours, theirs = socket.socketpair()
    ours.settimeout(10)
    with ours, theirs:
        run = subprocess.Popen(
            [*SUPERVISOR, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            env=clean_env(),
            stderr=subprocess.PIPE,
        )
        theirs.close()
        ours.sendall(os.fsencode(root) + b"\n")
        try:
            yield run, ours
        finally:
            ours.close()
            run.wait(10)
            assert run.stderr is not None
            run.stderr.close()


def test_it_loads_nothing_of_what_reads_and_renders() -> None:
    """Each relay is a fork of it, so what it loads is paid for once per process of the stack."""
    code = "import sys, devstack.supervisor.__main__, devstack.supervisor.running\n"
    code += "print(*{name.partition('.')[0] for name in sys.modules})"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20)

    assert HEAVY & set(said.stdout.split()) == set()


def test_it_takes_the_lock_and_leaves_when_nobody_gives_it_an_order(tmp_path: Path) -> None:
    """`up` was broken off, or killed, while it read deploy.yaml."""
    with started(tmp_path) as (run, line):
        said = json.loads(line.recv(1 << 16))
        holder = state.holder(tmp_path)
        line.close()
        code = run.wait(10)

    assert said == {"locked": True}
    assert holder == run.pid
    assert code == 0
    assert state.holder(tmp_path) is None


def test_a_second_one_says_who_has_the_checkout(tmp_path: Path) -> None:
    """In words for the user of the second `up`."""
    with started(tmp_path) as (first, line):
        line.recv(1 << 16)
        with started(tmp_path) as (second, other):
            said = json.loads(other.recv(1 << 16))
            code = second.wait(10)

    assert said["error"].startswith(f"the stack of {tmp_path} is already running (pid {first.pid})")
    assert code == said["exit_code"] == 1


def test_one_that_was_killed_before_its_order_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Nothing was started yet, and `up` says so with the exit code of a process that was killed."""
    script = "import sys; from pathlib import Path; from devstack import reaper\n"
    script += "with reaper.Manager.begin(Path(sys.argv[1])) as manager:\n"
    script += "    manager.lock(); print('locked', flush=True); sys.stdin.read(); manager.hand_over(b'{}\\n')\n"
    words = [sys.executable, "-c", script, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, env=clean_env(), **pipes) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"locked\n"
        pid = state.holder(tmp_path)
        assert pid is not None

        os.kill(pid, signal.SIGKILL)
        _, said = run.communicate(timeout=10)

    assert run.returncode == 128 + signal.SIGKILL
    assert said.decode().strip() == f"the supervisor (pid {pid}) was killed by SIGKILL; nothing of the stack was left"
    assert state.holder(tmp_path) is None
