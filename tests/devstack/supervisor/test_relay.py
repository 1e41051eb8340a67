"""A relay with a real command: its lines, its end, and what it leaves in its group."""

import os
import pickle
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from support.stacks import PROGRAM

from devstack.state import start_ticks
from devstack.supervisor.relay import LONGEST, Lines

RELAY_ONCE = str(Path(PROGRAM).with_name("relay_once.py"))
PYTHON = f"exec '{sys.executable}' -S "


def run(command: str, *, life: int | None = None) -> list[Any]:
    """Everything a relay of this command says until its end. It is forked from a process without threads, unlike ours."""
    words = [sys.executable, RELAY_ONCE, command, str(life or "")]
    done = subprocess.run(words, capture_output=True, check=True, timeout=10, pass_fds=[life] if life else [])
    assert done.stderr == b""
    messages: list[Any] = pickle.loads(done.stdout)  # noqa: S301 - our own script wrote it
    return messages


def lines(messages: list[Any]) -> bytes:
    return b"".join(message.data for message in messages if message.type == "line")


@pytest.mark.parametrize(
    ("command", "code"),
    [("sleep 0.1; exit 3", 3), ("sleep 0.1; kill -TERM $$", -15), ("sleep 0.1; exec /no/such/program", 127)],
)
def test_the_end_is_told(command: str, code: int) -> None:
    """Exit code or signal, after a start with pid and start time."""
    messages = run(command)

    assert messages[0].type == "start"
    assert messages[0].data["pid"] > 1
    assert messages[0].data["ticks"] > 0
    assert messages[-1].data == {"returncode": code}


def test_lines_of_both_streams_come_whole() -> None:
    """The last one may lack its end."""
    assert lines(run("printf 'one\\ntwo\\n'; printf three >&2")) == b"one\ntwo\nthree\n"


def test_a_grandchild_that_keeps_the_pipe_does_not_hide_the_end() -> None:
    """honcho waits for the end of the output; here the end of the process counts, and its group goes with it."""
    began = time.monotonic()
    messages = run("sleep 30 & echo $!; exit 4")

    assert messages[-1].data == {"returncode": 4}
    assert time.monotonic() - began < 9  # the grandchild would take 30
    assert start_ticks(int(lines(messages))) is None


def test_one_that_fled_into_another_session_does_not_hide_it_either() -> None:
    """It is the sweep by stack id that finds this one."""
    began = time.monotonic()
    messages = run(f"{PYTHON} '{PROGRAM}' --escape --leave 5")
    escaped = _escapee()

    assert messages[-1].data == {"returncode": 5}
    assert time.monotonic() - began < 4
    assert escaped
    for pid in escaped:
        os.kill(pid, signal.SIGKILL)


def _escapee() -> list[int]:
    wanted = [sys.executable, PROGRAM, "--ignore-term", "--quiet"]
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode().split("\0")[:-1]
        except OSError:
            continue
        environ = path.with_name("environ").read_bytes() if words == wanted else b""
        if f"PYTEST_CURRENT_TEST={os.environ['PYTEST_CURRENT_TEST']}".encode() in environ:
            found.append(int(path.parent.name))
    return [pid for pid in found if pid > 1]


def test_the_command_has_ordinary_signals_and_no_terminal() -> None:
    """An ignored signal would be inherited across exec, and a program that reads would steal keystrokes."""
    code = "import signal,sys; print(signal.getsignal(15), signal.getsignal(2), signal.pthread_sigmask(0,()), sys.stdin.read())"

    said = lines(run(f'{PYTHON} -c "{code}"')).decode()

    assert re.fullmatch(r"(\S+SIG_DFL|0) .*default_int_handler.* set\(\) \n", said), said


def test_nothing_of_the_manager_is_open_in_the_command() -> None:
    """A listening socket or a lock held by a child would outlive us."""
    code = "import os; print(sorted(int(n) for n in os.listdir('/dev/fd')))"

    assert lines(run(f'{PYTHON} -c "{code}"')) == b"[0, 1, 2, 3]\n"  # 3 is listdir's own


def test_when_the_manager_dies_the_command_is_stopped() -> None:
    """Told by a pipe whose other end only the manager has, so it works whatever killed it."""
    read, write = os.pipe()
    os.close(write)

    messages = run("sleep 30", life=read)
    os.close(read)

    assert messages[-1].data == {"returncode": -15}


def test_long_lines_are_cut_and_counted() -> None:
    """A line of 100 MB must not fill the memory of two processes."""
    cutter = Lines()
    for _ in range(50):
        assert cutter.feed(b"x" * LONGEST) == b""

    cut = cutter.feed(b"end\nnext\nopen")

    first, second, nothing = cut.split(b"\n")
    assert first == b"x" * LONGEST + b" [cut: %d bytes more]" % (49 * LONGEST + 3)
    assert (second, nothing) == (b"next", b"")
    assert cutter.rest() == b"open\n"
    assert cutter.rest() == b""
