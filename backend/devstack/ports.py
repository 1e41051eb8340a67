"""Which ports are free, who holds the others, and where a second checkout can go. Looks and names; never touches a holder.

A look is a hint: whoever binds first afterwards wins, and the child that cannot bind says so itself.
"""

import errno
import hashlib
import os
import socket
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from devstack.errors import DevstackError
from devstack.plan import Plan, Process

_ADDRESSES = (
    (socket.AF_INET, "127.0.0.1"),
    (socket.AF_INET, "0.0.0.0"),  # noqa: S104 - held for a moment, to see who else is there
    (socket.AF_INET6, "::1"),
    (socket.AF_INET6, "::"),
)
_LAST = 32767  # above it Linux hands ports to outgoing connections, which may take ours between two starts
_STEP = 100
_AGAIN_S = 0.03
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Taken:
    """A port somebody holds. Without pid it belongs to another user, or to a socket that was bound but does not listen."""

    port: int
    wanted_by: str
    address: str
    pid: int | None = None
    command: str | None = None
    folder: str | None = None
    """The working folder of the holder, by which one recognises another checkout."""
    ours: bool = False
    """Whether the holder is one of the processes that were named as ours, or descends from one."""

    def __str__(self) -> str:
        what = f"port {self.port} ({self.wanted_by}) is held"
        if self.pid is None:
            return f"{what} on {self.address} by a process that cannot be seen: another user's, or one that does not listen yet"
        folder = f", in {self.folder}" if self.folder else ""
        return f"{what} by pid {self.pid} ({self.command or 'unknown command'}{folder})"


def check(plan: Plan) -> None:
    """Refuse to start while somebody holds a port of the plan; every one of them is named in one DevstackError."""
    _refuse(holders(plan.ports))


def check_process(process: Process) -> None:
    """The same for one process alone."""
    _refuse(holders({} if process.port is None else {process.port: process.name}))


def _refuse(taken: list[Taken]) -> None:
    if taken:
        it = "it" if len(taken) == 1 else "them"
        lines = "\n".join(map(str, taken))
        raise DevstackError(f"{lines}; stop {it} or run `invoke up --port-offset auto`")


def holders(ports: Mapping[int, str], ours: Collection[int] = ()) -> list[Taken]:
    """Which of these ports (port to who wants it) are held. `ours` are the pids of the running stack, if there is one."""
    suspects = _suspects(ports)
    if not suspects:
        return []
    listeners = _listeners(suspects)
    if set(suspects) - set(listeners):  # perhaps just another `up` that looks, as we do: look again
        time.sleep(_AGAIN_S)
        suspects = _suspects(suspects)
        listeners = _listeners(suspects)
    return [_taken(port, ports[port], suspects[port], listeners.get(port), ours) for port in sorted(suspects)]


def auto_offset(root: Path, ports: Iterable[int]) -> int:
    """How far to move all ports so that several checkouts run side by side: worked out from the checkout's path.

    The next place is tried while a port of this one is held, so the answer is the same as long as the machine is free.
    """
    wanted = sorted(set(ports))
    places = _places(wanted)
    if not places:
        raise DevstackError(f"ports up to {wanted[-1]} leave no room for an offset; choose lower ones in deploy.yaml")
    first = int.from_bytes(hashlib.sha256(os.fsencode(root.resolve())).digest()[:8])
    for turn in range(len(places)):
        offset = places[(first + turn) % len(places)]
        if not _suspects(port + offset for port in wanted):
            return offset
    raise DevstackError(
        f"none of {len(places)} port offsets is free; choose one yourself: `invoke up --port-offset 400`"
    )


def _places(wanted: list[int]) -> range:
    """The offsets to choose from: far enough apart that two never overlap, below the ephemeral ports where that is possible."""
    if not wanted:
        return range(_STEP, _STEP + 1)
    step = -(-(wanted[-1] - wanted[0] + 1) // _STEP) * _STEP
    return range(step, _LAST - wanted[-1] + 1, step) or range(step, 65535 - wanted[-1] + 1, step)


def _suspects(ports: Iterable[int]) -> dict[int, str]:
    """The held ones of these ports, each with the address on which it showed."""
    closing = cache(_closing)  # the table of sockets costs 20 ms and is rarely asked for: read it at most once
    return {port: address for port in ports if (address := _held(port, closing))}


def _held(port: int, closing: Callable[[], set[int]]) -> str | None:
    """The address on which a port is held, or None."""
    for family, address in _ADDRESSES:
        if not _binds(family, address, port, reuse=True):
            return address
    # A socket that is bound but not listening, with SO_REUSEADDR, hides from the above, though its owner will listen soon.
    # Without SO_REUSEADDR it shows, but so do connections that are still closing after a stop: those are no reason to refuse.
    for family, address in _ADDRESSES:
        if not _binds(family, address, port, reuse=False) and port not in closing():
            return address
    return None


def _closing() -> set[int]:
    """Local ports of connections, not of listeners."""
    return {connection.port for connection in _connections() if connection.status != psutil.CONN_LISTEN}


def _binds(family: int, address: str, port: int, *, reuse: bool) -> bool:
    """Whether we could listen there; an address this machine does not have (no IPv6) cannot be held."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            if reuse:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
            if reuse:
                probe.listen(1)
    except OSError as error:
        return error.errno != errno.EADDRINUSE
    return True


def _listeners(ports: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Who listens on each of these ports: address and, where we may know it, pid. A known pid wins over an unknown one."""
    found: dict[int, tuple[str, int | None]] = {}
    wanted = set(ports)
    for connection in _connections():
        port = connection.port
        if connection.status == psutil.CONN_LISTEN and port in wanted and found.get(port, ("", None))[1] is None:
            found[port] = (connection.address, connection.pid)
    return found


@dataclass(frozen=True, slots=True)
class _Connection:
    address: str
    port: int
    status: str
    pid: int | None


def _connections() -> Iterator[_Connection]:
    """All bound TCP sockets; on macOS, where the whole table needs root, those of our own processes."""
    try:
        for row in psutil.net_connections("tcp"):
            if row.laddr:
                yield _Connection(row.laddr.ip, row.laddr.port, row.status, row.pid)
    except psutil.AccessDenied:
        for process in psutil.process_iter():
            yield from _of(process)


def _of(process: psutil.Process) -> Iterator[_Connection]:
    with suppress(psutil.Error):  # it left meanwhile, or is another user's
        for row in process.net_connections("tcp"):
            if row.laddr:
                yield _Connection(row.laddr.ip, row.laddr.port, row.status, process.pid)


def _taken(port: int, wanted_by: str, seen: str, found: tuple[str, int | None] | None, ours: Collection[int]) -> Taken:
    address, pid = found or (seen, None)
    if pid is None:
        return Taken(port, wanted_by, address)
    try:
        holder = psutil.Process(pid)
        command = _short(holder.cmdline() or [holder.name()])
        family = {pid, *(parent.pid for parent in holder.parents())}
    except psutil.Error:  # it left while we looked, or we may not look at it
        return Taken(port, wanted_by, address, pid)
    return Taken(port, wanted_by, address, pid, command, _folder(holder), ours=not family.isdisjoint(ours))


def _folder(holder: psutil.Process) -> str | None:
    """Its working folder; only our own user's processes tell."""
    try:
        return holder.cwd()
    except psutil.Error:
        return None


def _short(command: list[str]) -> str:
    text = " ".join([Path(command[0]).name, *command[1:]])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
