"""One worker as its reloader sees it: started as a fork or afresh, heard over a line, told to retire, reaped."""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

import uvicorn

from devstack.serve import joining
from devstack.serve.preloading import reseed


@dataclass(eq=False)
class Worker:
    """`ready` once it answers; `code` once it is gone, below zero for a signal; `failed` says why it never answered."""

    pid: int
    line: socket.socket
    began: float
    ready: bool = False
    failed: str | None = None
    code: int | None = None
    ends_at: float | None = None
    _rest: bytes = b""

    def hear(self) -> list[dict[str, Any]] | None:
        """What it has said since the last time; None when it will say nothing more."""
        try:
            data = self.line.recv(1 << 20)
        except BlockingIOError:
            return []
        except ConnectionError:
            return None
        if not data:
            return None
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [json.loads(line) for line in whole]

    def retire(self, within: float) -> None:
        """Ask it to finish what it has; what is left of it then is killed."""
        self.ends_at = time.monotonic() + within
        try:
            self.line.send(joining.RETIRE)
        except OSError:  # it is leaving already
            return

    def send(self, number: int) -> None:
        """Signal it: our own child, not yet reaped, so its pid is nobody else's."""
        if self.code is None:
            os.kill(self.pid, number)

    def reaped(self) -> bool:
        """Whether it has ended; from then on `code` is there."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None


def fork(
    config: uvicorn.Config, sockets: list[socket.socket], leave_behind: Callable[[], Iterable[int]], *, late: bool
) -> Worker:
    """A copy of this process, which loads the application. `leave_behind` names the descriptors that are not its own."""
    ours, theirs = socket.socketpair()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    pid = os.fork()
    if pid == 0:
        _live(config, sockets, theirs, (ours.fileno(), *leave_behind()), late=late)
    theirs.close()
    ours.setblocking(False)
    return Worker(pid, ours, time.monotonic())


def _live(
    config: uvicorn.Config, sockets: list[socket.socket], line: socket.socket, others: Iterable[int], *, late: bool
) -> NoReturn:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
        for descriptor in others:
            os.close(descriptor)
        gc.disable()  # code that is loaded is no garbage; the server turns it on again when it answers
        reseed()
        joining.work(config, sockets, line, late=late)
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(status)  # nothing of the reloader's is to be unwound or run at exit here


def start(sockets: list[socket.socket]) -> Worker:
    """The same by a fresh interpreter, which reads our own command line and finds socket and line by their descriptors."""
    ours, theirs = socket.socketpair()
    passed = (sockets[0].fileno(), theirs.fileno())
    environment = {**os.environ, joining.PLACE: ",".join(map(str, passed))}
    child = subprocess.Popen([sys.executable, *sys.orig_argv[1:]], env=environment, pass_fds=passed)
    child.returncode = 0  # it is reaped here; Popen is not to ask for it as well
    theirs.close()
    ours.setblocking(False)
    return Worker(child.pid, ours, time.monotonic())


def in_words(code: int) -> str:
    """How a worker with this exit code has ended."""
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"left with exit code {code}"
