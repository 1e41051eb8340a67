"""Talking to the supervisor: a unix socket below `.devstack/`, one JSON object per line.

A request is `{"verb": …, "args": {…}}`; the answer is any number of `{"progress": text}` and then one `{"result": {…}}`
or `{"error": text, "exit_code": 1}`. The socket is open to its owner alone.
"""

import asyncio
import contextlib
import json
import os
import socket
import stat
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from devstack import state
from devstack.errors import DevstackError, NotRunning

Progress = Callable[[str], None]
Handler = Callable[[str, dict[str, Any], Progress], Awaitable[dict[str, Any]]]
Lease = Callable[[dict[str, Any], Progress, asyncio.Event], Awaitable[dict[str, Any]]]
"""A verb that lasts as long as its client holds the line: the event says that the client has closed its side."""

LONGEST_PATH = 100
"""Bytes. The kernel takes 107 (103 on macOS); a longer path is cut or refused depending on the platform."""
LONGEST_LINE = 1 << 20


class NoAnswer(DevstackError):
    """A supervisor is there and does not answer in time."""


def address(root: Path) -> Path:
    """Where the socket of a checkout stands: below `.devstack/`, or in a folder of the user's own if that path is too long."""
    near = root.resolve() / state.folder.HOME / "control.sock"
    if len(os.fsencode(near)) <= LONGEST_PATH:
        return near
    name = f"devstack-{state.checkout_id(root)}.sock"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and len(os.fsencode(runtime)) + len(name) < LONGEST_PATH and _is_private(Path(runtime)):
        return Path(runtime) / name
    return _temporary_folder() / name


def _temporary_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"devstack-{os.getuid()}"
    if len(os.fsencode(folder)) > LONGEST_PATH - 30:
        folder = Path("/tmp") / folder.name  # noqa: S108 - made 0700 and checked to be ours below
    folder.mkdir(mode=0o700, exist_ok=True)
    if not _is_private(folder):
        raise DevstackError(f"{folder} is open to others or not yours; remove it or set XDG_RUNTIME_DIR")
    return folder


def _is_private(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077


class Server:
    """The supervisor's end, on its event loop. A client has `patience_s` to say what it wants, and to take the answer."""

    def __init__(
        self, path: Path, handler: Handler, patience_s: float = 5.0, leases: Mapping[str, Lease] | None = None
    ) -> None:
        self.path = path
        self._leases = leases or {}
        self._handler = handler
        self._patience_s = patience_s
        self._server: asyncio.Server | None = None
        self._inode = (0, 0)
        self._talks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen, in place of a socket that a dead supervisor left behind. OSError when that is impossible."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._server = await asyncio.start_unix_server(self._accept, sock=_bound(self.path), limit=LONGEST_LINE)
        self._inode = self._there()

    async def guard(self) -> None:
        """Listen anew if the socket was removed under us, so that `down` and `status` find the way again.

        Whoever is being answered keeps the old connection: a `restart` half done is not broken off.
        """
        if self._there() != self._inode:
            self._deafen()
            with contextlib.suppress(OSError):
                await self.open()

    async def close(self) -> None:
        """Stop listening; answers under way are finished first, for a second at most."""
        self._deafen()
        own = asyncio.current_task()
        if talks := [talk for talk in self._talks if talk is not own]:
            _, late = await asyncio.wait(talks, timeout=1)
            for talk in late:
                talk.cancel()

    def _deafen(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        if self._there() == self._inode:
            self.path.unlink(missing_ok=True)

    def _there(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError:
            return (-1, -1)
        return (status.st_dev, status.st_ino)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "asyncio calls this inside a task"  # noqa: S101 - a promise of asyncio
        self._talks.add(task)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            pass  # the client left, said or took nothing in time, or spoke too long a line: its loss alone
        finally:
            self._talks.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(**message: Any) -> None:
            if not writer.is_closing():
                writer.write(json.dumps(message).encode() + b"\n")

        line = await asyncio.wait_for(reader.readline(), timeout=self._patience_s)
        try:
            verb, arguments = _request(line)
            if verb in self._leases:
                say(result=await _leased(self._leases[verb], arguments, lambda text: say(progress=text), reader))
            else:
                say(result=await self._handler(verb, arguments, lambda text: say(progress=text)))
        except DevstackError as error:
            say(error=str(error), exit_code=error.exit_code)
        await asyncio.wait_for(writer.drain(), timeout=self._patience_s)


async def _leased(
    lease: Lease, arguments: dict[str, Any], progress: Progress, reader: asyncio.StreamReader
) -> dict[str, Any]:
    """Hear the end of the client's side while the verb lasts; what else it says means nothing."""
    gone = asyncio.Event()

    async def hear() -> None:
        try:
            while await reader.read(4096):
                continue
        except ConnectionError:
            pass  # that is an end as well
        finally:
            gone.set()

    hearing = asyncio.create_task(hear())
    try:
        return await lease(arguments, progress, gone)
    finally:
        hearing.cancel()


def _bound(path: Path) -> socket.socket:
    """A socket for its owner alone. In one step: whatever the loop did meanwhile would be done under our umask too."""
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        bound.bind(str(path))
    except OSError:
        bound.close()
        raise
    finally:
        os.umask(before)
    return bound


def _request(line: bytes) -> tuple[str, dict[str, Any]]:
    try:
        request = json.loads(line)
        verb, arguments = request["verb"], request.get("args", {})
        if isinstance(verb, str) and isinstance(arguments, dict):
            return verb, arguments
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise DevstackError('a request is one line: {"verb": "status", "args": {}}')


def call(
    root: Path, verb: str, *, within: float = 5.0, progress: Progress | None = None, **args: Any
) -> dict[str, Any]:
    """Ask the running supervisor and return its result.

    NotRunning when there is none, NoAnswer after `within` seconds without a whole answer; an error of the other side is
    raised here as a DevstackError with its words and exit code. `progress` hears what happens meanwhile, line by line.
    """
    deadline = time.monotonic() + within
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        _connect(link, root, within)
        try:
            link.sendall(json.dumps({"verb": verb, "args": args}).encode() + b"\n")
            return _answer(link, deadline, progress or (lambda _: None))
        except TimeoutError:
            raise NoAnswer(f"{_who(root)} did not answer `{verb}` within {within:g} s") from None
        except (ConnectionError, EOFError):
            raise NotRunning(f"the supervisor of {root} left before it answered `{verb}`") from None


def hold(root: Path, *, within: float = 5.0) -> socket.socket:
    """A line that keeps the stack up until it is closed, by whatever process has it then; NotRunning, NoAnswer."""
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _connect(link, root, within)
        link.sendall(b'{"verb": "keep"}\n')
    except BaseException:  # whatever it is goes on, without a line left open
        link.close()
        raise
    link.settimeout(None)
    return link


def _who(root: Path) -> str:
    pid = state.holder(root)
    return f"the supervisor (pid {pid})" if pid else "the supervisor"


def _connect(link: socket.socket, root: Path, within: float) -> None:
    known = state.read(root)
    paths = [address(root), *([Path(known.control)] if known and known.control else [])]
    link.settimeout(max(0.01, within))
    for path in dict.fromkeys(paths):
        try:
            link.connect(str(path))
        except TimeoutError:
            raise NoAnswer(f"{_who(root)} did not take the call within {within:g} s") from None
        except OSError:
            continue
        return
    raise NotRunning(f"nothing runs in {root}; start it with `invoke up`")


def _answer(link: socket.socket, deadline: float, progress: Progress) -> dict[str, Any]:
    for line in _lines(link, deadline):
        message = json.loads(line)
        if "progress" in message:
            progress(message["progress"])
        elif "error" in message:
            raise _error(message["error"], message.get("exit_code", 1))
        else:
            result: dict[str, Any] = message["result"]
            return result
    raise EOFError


def _lines(link: socket.socket, deadline: float) -> Iterator[bytes]:
    rest = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        link.settimeout(left)
        data = link.recv(65536)
        if not data:
            return
        *whole, rest = (rest + data).split(b"\n")
        yield from whole


def _error(words: str, exit_code: int) -> DevstackError:
    error = NotRunning(words) if exit_code == NotRunning.exit_code else DevstackError(words)
    error.exit_code = exit_code
    return error
