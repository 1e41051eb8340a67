"""Between the manager and one command: starts it, passes its lines on, and takes it along when the manager dies.

A relay is honcho's Process in a forked process of its own. It is single-threaded and lives as long as its command.
"""

import ctypes
import gc
import os
import selectors
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, NoReturn

from honcho import process as honcho

from devstack.state import start_ticks
from devstack.supervisor.frames import Sender

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
LONGEST = 64 * 1024
LAST_RESORT = signal.SIGKILL
READ = 64 * 1024
AFTERLIFE_S = 0.5
"""How long what a command left in its group may finish speaking after the command itself has left."""
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Popen(honcho.Popen):  # type: ignore[misc]  # honcho carries no types
    """honcho's Popen, with signals as a command expects them, no terminal to read from, and an end with its relay."""

    def __init__(self, cmd: str, **options: Any) -> None:
        relay = os.getpid()
        # The relay has one thread, which is what preexec_fn asks for.
        super().__init__(cmd, stdin=subprocess.DEVNULL, preexec_fn=lambda: before_exec(relay), **options)


def before_exec(relay: int) -> None:
    """In what becomes the command: signals as it expects them, and an end with its relay."""
    for number in SIGNALS:  # an ignored signal stays ignored across exec
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if _libc is not None:
        # TERM rather than KILL: uvicorn's reloader and nginx's master take their workers along only if they may act.
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != relay:
            os._exit(1)


class Relay(honcho.Process):  # type: ignore[misc]  # honcho carries no types
    """honcho's Process: the same messages (start, line, stop), but a line message holds a run of complete lines."""

    grace_s = 3.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.command: Callable[..., Any] = Popen
        """What starts the command; of it `pid`, `stdout` and `wait` are asked."""

    def run(self, events: Any = None, ignore_signals: bool = True, life: int | None = None) -> None:
        """Run the command to its end. `life` is a pipe that ends when the manager dies, however it dies."""
        wake = _prepare_signals(ignore_signals)
        self._events = events
        try:
            self._child = self.command(self.cmd, env=self.env, cwd=self.cwd)
        except OSError as error:
            self._send_message({"returncode": 127, "error": str(error)}, type="stop")
            return
        begun = {"relay": os.getpid(), "pid": self._child.pid, "ticks": start_ticks(self._child.pid)}
        self._send_message(begun, type="start")
        _Pump(self._child, self._send_message, self.grace_s).run(life, wake)
        self._send_message({"returncode": self._child.wait()}, type="stop")


def fork(relay: Relay, life: int) -> tuple[int, int]:
    """Start the relay; returns its pid and the descriptor its frames come from."""
    receive, send = os.pipe()
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, SIGNALS
    )  # none may reach the relay before it has its own handling
    try:
        pid = os.fork()
        if pid == 0:
            live(relay, send, life)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    os.close(send)
    return pid, receive


def live(relay: Relay, send: int, life: int) -> NoReturn:
    """The forked side; frames go to `send`. Nothing of the manager's may be closed or flushed here, so it never returns."""
    status = 1
    try:
        gc.disable()
        gc.freeze()
        close_all_but({0, 1, 2, send, life})
        relay.run(Sender(send), ignore_signals=True, life=life)
        status = 0
    except BaseException:  # our bug, shown with its traceback; unwinding would run the manager's code twice
        traceback.print_exc()
    finally:
        os._exit(status)


def close_all_but(kept: set[int]) -> None:
    """Of what was inherited."""
    for name in os.listdir("/dev/fd"):  # noqa: PTH208 - names only
        if int(name) not in kept:
            with suppress(OSError):
                os.close(int(name))


def _prepare_signals(ignore: bool) -> int:
    """Ignore what asks the stack to stop (the manager decides), be woken when the command leaves; returns what to read."""
    signal.set_wakeup_fd(-1)  # the manager's event loop listens on the one we inherited
    if ignore:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
    read, write = os.pipe()
    for end in (read, write):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    return read


class _Pump:
    """Moves output until the command has left, and leaves nothing of its process group behind."""

    def __init__(self, child: "subprocess.Popen[bytes]", send: Callable[..., None], grace_s: float) -> None:
        self._child = child
        self._send = send
        self._grace_s = grace_s
        self._lines = Lines()
        self._selector = selectors.DefaultSelector()
        self._ends_at: float | None = None
        self._kills_at: float | None = None
        assert child.stdout is not None, "honcho's Popen pipes stdout"  # noqa: S101 - a promise of honcho
        self._output: IO[bytes] | None = child.stdout

    def run(self, life: int | None, wake: int) -> None:
        """Returns when the command has left and its group is dead, before the command is reaped."""
        assert self._output is not None, "not read yet"  # noqa: S101 - for the type checker
        os.set_blocking(self._output.fileno(), False)
        self._selector.register(self._output, selectors.EVENT_READ, self._read)
        self._selector.register(wake, selectors.EVENT_READ, lambda: os.read(wake, 512))
        if life is not None:
            self._selector.register(life, selectors.EVENT_READ, lambda: self._orphaned(life))
        while not self._over():
            for key, _ in self._selector.select(self._patience()):
                key.data()
        # The zombie still holds the pid, so this group cannot be anybody else's.
        self._signal(signal.SIGKILL)
        while self._output and self._read():
            pass
        if rest := self._lines.rest():
            self._send(rest)

    def _over(self) -> bool:
        if not _has_left(self._child):
            return False
        self._ends_at = self._ends_at or time.monotonic() + AFTERLIFE_S
        return self._output is None or time.monotonic() >= self._ends_at

    def _patience(self) -> float | None:
        times = [moment for moment in (self._ends_at, self._kills_at) if moment]
        left = min(times) - time.monotonic() if times else None
        if left is not None and left <= 0 and self._kills_at:
            self._signal(signal.SIGKILL)
            self._kills_at = None
        return None if left is None else max(0.0, left)

    def _read(self) -> bool:
        """Pass one run of lines on; False when there is nothing more for now or ever."""
        if self._output is None:
            return False
        try:
            data = os.read(self._output.fileno(), READ)
        except BlockingIOError:
            return False
        if data:
            if whole := self._lines.feed(data):
                self._send(whole)
            return True
        self._selector.unregister(self._output)
        self._output.close()
        self._output = None
        return False

    def _orphaned(self, life: int) -> None:
        self._selector.unregister(life)
        self._signal(signal.SIGTERM)
        self._kills_at = time.monotonic() + self._grace_s

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, number)


def _has_left(child: "subprocess.Popen[bytes]") -> bool:
    if not hasattr(os, "waitid"):  # macOS before Python 3.13
        return child.poll() is not None
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


class Lines:
    """Cuts a stream of bytes into runs of complete lines; of a line longer than 64 KiB only the start is kept."""

    def __init__(self) -> None:
        self._rest = b""
        self._lost = 0

    def feed(self, data: bytes) -> bytes:
        """All lines that are complete now, with their ends; empty when none is."""
        whole, newline, rest = data.rpartition(b"\n")
        if not newline:
            self._keep(data)
            return b""
        first, newline, others = (whole + b"\n").partition(b"\n")
        self._keep(first)
        run = self._flush() + others
        self._keep(rest)
        return run

    def rest(self) -> bytes:
        """What came after the last line end, ended here because nothing more will come."""
        return self._flush() if self._rest else b""

    def _keep(self, piece: bytes) -> None:
        room = LONGEST - len(self._rest)
        self._rest += piece[:room]
        self._lost += max(0, len(piece) - room)

    def _flush(self) -> bytes:
        mark = b" [cut: %d bytes more]" % self._lost if self._lost else b""
        line, self._rest, self._lost = self._rest + mark + b"\n", b"", 0
        return line
