"""Waiting until servers answer, with a deadline, and until then ready to leave at a signal."""

import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from urllib.parse import urlsplit

POLL_S = 0.025
PATIENCE_S = 2.0
"""How long one answer may take, and after how long it is said who is waited for."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)


class Asked(Exception):
    """A signal asked us to leave."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that has to answer 200, or anything below 500 where `lenient`."""

    url: str
    lenient: bool = False

    def satisfied(self, status: int) -> bool:
        """Whether this status means ready."""
        return status < 500 if self.lenient else status == 200


class Notes:
    """Signals as notes: the handler does nothing, Python's wakeup descriptor makes `pause` return at once."""

    def __init__(self) -> None:
        self._heard, wake = socket.socketpair()
        for end in (self._heard, wake):
            end.setblocking(False)
        self._wake = wake  # kept: a closed descriptor would be written to
        for number in SIGNALS:
            signal.signal(number, _note)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)

    def pause(self, seconds: float, on: socket.socket | None = None) -> bool:
        """Wait until `on` can be read or the time is over, and say which. Asked when a signal came."""
        watched = [self._heard] if on is None else [self._heard, on]
        ready, _, _ = select.select(watched, [], [], max(0.0, seconds))
        if self._heard in ready:
            raise Asked
        return bool(ready)

    def hold(self) -> None:
        """Before nginx takes over: a signal from here on waits for it, since a blocked one survives exec.

        nginx blocks the same signals itself and takes them one by one, so it minds neither. Asked when one came before.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, (*SIGNALS, signal.SIGHUP))
        self.pause(0)


def _note(number: int, frame: FrameType | None) -> None:
    """The wakeup descriptor has the note already."""


def wait_for(targets: Sequence[Target], within: float, notes: Notes, say: Callable[[str], None]) -> dict[str, str]:
    """Ask all until each has answered once. Returns what did not by the deadline: {url: what came instead}."""
    started = time.monotonic()
    pending = dict.fromkeys(targets, "was not asked")
    said = False
    while True:
        for target in list(pending):
            status = probe(target.url, notes)
            if isinstance(status, int) and target.satisfied(status):
                del pending[target]
            else:
                pending[target] = status if isinstance(status, str) else f"answers {status}"
        waited = time.monotonic() - started
        if not pending or waited > within:
            return {target.url: reason for target, reason in pending.items()}
        if waited > PATIENCE_S and not said:
            said = True
            for target, reason in pending.items():
                say(f"waiting for {target.url}: it {reason}")
        notes.pause(POLL_S)


def probe(url: str, notes: Notes) -> int | str:
    """One GET: the status, or in words why there is none. Plain sockets: http.client alone costs 20 ms of every start."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 80)
    try:
        with socket.create_connection(address, timeout=PATIENCE_S) as connection:
            path = parts.path or "/"
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
            return _status(connection, notes)
    except ConnectionRefusedError:
        return "refuses connections"
    except OSError as error:
        return f"cannot be asked ({error.strerror or error})"


def _status(connection: socket.socket, notes: Notes) -> int | str:
    head = b""
    deadline = time.monotonic() + PATIENCE_S
    while b"\r\n" not in head and len(head) < 100:
        if not notes.pause(deadline - time.monotonic(), on=connection):
            return "accepts connections but does not answer"
        piece = connection.recv(100)
        if not piece:
            break
        head += piece
    words = head.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        return "does not speak HTTP"
    return int(words[1])


def tell(line: str) -> None:
    """A line for the log. Nobody reading it is no reason to stop."""
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - this program's log is its standard error
    except OSError:
        return
