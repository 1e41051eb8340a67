"""`run -n broker-0` in a terminal, beside a stack that leaves it out: a debugger has its standard input."""

import os
import pty
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from support.ports import free_block
from support.project import COMMAND, Project, Projects, clean_env, left_behind
from support.samples import SHOP_FILES, shop

pytestmark = pytest.mark.e2e

BREAKPOINT = '        if scope["path"].endswith("/break"):\n            answer = 42\n            breakpoint()\n'
FILES = SHOP_FILES | {
    "backend/shop/main.py": SHOP_FILES["backend/shop/main.py"].replace(
        '        print("asked for"', BREAKPOINT + '        print("asked for"'
    )
}


LEAD = """\
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Makes a program the leader of its terminal, so that Ctrl-C typed there is a signal, as in any shell."""


class Session:
    """A command in a pseudo-terminal that it leads, and what it wrote there."""

    def __init__(self, project: Project, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", LEAD, *COMMAND, *words],
            cwd=project.root,
            env=clean_env(TERM="xterm"),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self._said = b""
        self._closed = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        try:
            while data := os.read(self._ours, 65536):
                self._said += data
        except OSError:  # EIO: the other side has closed
            pass

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def wait_for(self, text: str, within: float = 15) -> None:
        deadline = time.monotonic() + within
        while text.encode() not in self._said:
            assert time.monotonic() < deadline, f"no {text!r} in:\n{self._said.decode(errors='replace')}"
            time.sleep(0.02)

    def close(self) -> None:
        """SIGTERM, and let go of the terminal. Twice is once."""
        if self._closed:
            return
        self._closed = True
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self._reader.join(5)
        os.close(self._ours)


@pytest.fixture
def sessions() -> Iterator[list[Session]]:
    """Terminals that a test opens; they are closed after it."""
    opened: list[Session] = []
    yield opened
    for session in opened:
        session.close()


def test_a_breakpoint_works_and_the_gateway_balances_to_it(project: Projects, sessions: list[Session]) -> None:
    """The stack runs everything else; the one under the debugger takes its share of the requests."""
    port = free_block(4)
    made = project(FILES, deploy_yaml=shop(port), port=port)
    up = made.run("up", "--except", "broker-0", "--detach")
    assert up.returncode == 0, up.stderr
    assert list(made.rows()) == ["web-0", "broker-1", "nginx"]

    session = Session(made, "run", "-n", "broker-0")
    sessions.append(session)
    session.wait_for("Uvicorn running on")
    answers: list[httpx.Response] = []
    asker = threading.Thread(
        target=lambda: answers.append(httpx.get(f"http://127.0.0.1:{port + 2}/broker/break", timeout=20))
    )
    asker.start()
    session.wait_for("(Pdb)")
    session.type("p answer * 1000\n")
    session.wait_for("42000")
    session.type("c\n")
    asker.join(15)

    assert [answer.status_code for answer in answers] == [200]
    both = {"broker-0", "broker-1"}
    assert made.answering("/broker/", both) == both
    session.close()
    assert made.answering("/broker/", {"broker-1"}) == {"broker-1"}


def test_ctrl_c_in_its_terminal_ends_it(project: Projects, sessions: list[Session]) -> None:
    """It is a process like any other there: nothing stands between it and the keyboard."""
    made = project(FILES, deploy_yaml=shop(free_block(4)))
    session = Session(made, "run", "-n", "broker-0")
    sessions.append(session)
    session.wait_for("Application startup complete")

    session.type("\x03")

    session.wait_for("Finished server process")
    assert session.process.wait(10) in {0, 130, -2}
    assert left_behind(made.root) == []


def test_a_process_that_runs_already_is_not_started_twice(project: Projects) -> None:
    """Its port is held by the stack, which is said instead of a traceback of uvicorn."""
    port = free_block(4)
    made = project(FILES, deploy_yaml=shop(port), port=port)
    made.run("up", "--detach").check_returncode()

    run = made.run("run", "-n", "broker-0")

    assert run.returncode == 1
    assert f"port {port + 2} (broker-0) is held by pid {made.rows()['broker-0']['pid']}" in run.stderr


@pytest.mark.parametrize(
    ("name", "words"), [("broker", "takes one process"), ("brokr-0", "no process or server is called brokr-0")]
)
def test_run_takes_one_process(project: Projects, name: str, words: str) -> None:
    """A terminal has one standard input."""
    made = project(FILES, deploy_yaml=shop(free_block(4)))

    run = made.run("run", "-n", name)

    assert run.returncode == 2
    assert words in run.stderr
    assert left_behind(made.root) == []
