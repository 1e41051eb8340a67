"""Unix sockets in a folder: a short enough path, no name that appears before it listens, none that stays when nobody listens."""

import asyncio
import os
import socket
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from trading_api.shared.bus.interface import BusUrlError

LONGEST = 50
"""Characters of the folder's path: the system takes 103 with the name of the socket."""
BACKLOG = 128


def short(folder: Path) -> Path:
    """The folder itself, or one in the temporary folder that stands for it when its path is too long for a socket."""
    whole = Path.cwd() / folder
    if len(os.fsencode(whole)) <= LONGEST:
        return whole
    mark = sha256(os.fsencode(whole)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"bus-{os.getuid()}-{mark}"


def prepare(folder: Path) -> None:
    """Make the folder, for this user alone; BusUrlError when it is another one's."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        about = folder.lstat()
    except OSError as error:
        raise BusUrlError(f"BUS_URL: the folder {folder} cannot be used: {error.strerror}") from None
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid():
        raise BusUrlError(f"BUS_URL: {folder} is not a folder of this user; name another one: local:PATH")
    if stat.S_IMODE(about.st_mode) & 0o077:
        folder.chmod(0o700)


def found(folder: Path) -> list[Path]:
    """The sockets there, listening or not."""
    return sorted(folder.glob("*.sock"))


async def listen(path: Path, protocol: Callable[[], asyncio.Protocol]) -> asyncio.Server:
    """Listen there. The name appears when connections are taken already: a socket that refuses is one that was left behind."""
    hidden = path.with_suffix(".new")
    server = await asyncio.get_running_loop().create_unix_server(protocol, str(hidden), backlog=BACKLOG)
    hidden.rename(path)
    return server


async def connect(path: Path, protocol: Callable[[], asyncio.Protocol]) -> asyncio.Transport | None:
    """A connection to it; None when nobody listens there any more, and then the name is removed. OSError for other reasons."""
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.setblocking(False)
    try:
        link.connect(str(path))  # does not wait: it succeeds or fails at once, a full queue included
        transport, _ = await asyncio.get_running_loop().create_unix_connection(protocol, sock=link)
    except (ConnectionRefusedError, FileNotFoundError):
        link.close()
        with suppress(OSError):
            path.unlink(missing_ok=True)  # noqa: ASYNC240 - removing a name does not wait
        return None
    except BaseException:  # whatever it is goes on, without an open socket
        link.close()
        raise
    return transport
