"""The bus of several processes on one machine, `local:FOLDER`: each listens on a socket there and writes to the others'.

Stream sockets, because bursts of datagrams are refused. Who comes tells everybody there, and is told back; whoever is slow or
stopped loses messages and holds up nobody.
"""

import asyncio
import logging
import os
import re
import secrets
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from trading_api.shared.bus import sockets
from trading_api.shared.bus.frames import Decoder, Garbage, encoded
from trading_api.shared.bus.interface import checked
from trading_api.shared.bus.memory import MemoryBus

MOST_UNSENT = 1 << 20
"""Bytes that wait for a peer which does not read; beyond them its messages are dropped."""
LOOK_S = 1.0
"""How often the folder is looked at, for what the greetings missed."""
WITHIN_S = 1.0
"""What greeting a peer or a goodbye may take."""

log = logging.getLogger(__name__)


class LocalBus(MemoryBus):
    """`folder` is shared by those who shall hear each other; `instance` names our socket in it for who looks."""

    def __init__(self, folder: Path, instance: str) -> None:
        super().__init__()
        self._folder = sockets.short(folder)
        # Never used twice, so a socket that nobody listens on any more can be removed without a race.
        name = f"{re.sub(r'[^A-Za-z0-9_-]', '-', instance)[:24]}-{os.getpid()}-{secrets.token_hex(3)}"
        self._socket = self._folder / f"{name}.sock"
        self._peers: dict[str, asyncio.Transport] = {}
        self._heard: set[asyncio.BaseTransport] = set()
        self._greeting: set[str] = set()
        self._greeted_by: set[str] = set()
        self._greeting_came = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen, then greet everybody there until all have greeted back: of two that come at once, one sees the other."""
        sockets.prepare(self._folder)
        self._server = await sockets.listen(self._socket, lambda: _Ear(self))
        await self._look()
        self._start(self._keep_looking())
        with suppress(TimeoutError):  # a peer that is stopped greets later
            async with asyncio.timeout(WITHIN_S):
                while not self._greeted_by >= set(self._peers):
                    self._greeting_came.clear()
                    await self._greeting_came.wait()

    async def close(self) -> None:
        """Leave the folder first, so nobody comes any more."""
        self._socket.unlink(missing_ok=True)
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._flushed()
        for peer in list(self._peers.values()):
            peer.abort()
        for heard in list(self._heard):
            heard.close()
        await asyncio.sleep(0)

    def publish(self, topic: str, data: bytes) -> None:
        """Write it to every peer's socket, as far as that takes it at once or soon."""
        message = checked(topic, data)
        self._deliver(message)
        frame = encoded(topic, data)
        for transport in list(self._peers.values()):
            if transport.get_write_buffer_size() > MOST_UNSENT:
                self.dropped += 1
            else:
                transport.write(frame)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            await self._look()

    async def _look(self) -> None:
        names = {path.name for path in sockets.found(self._folder)} - {self._socket.name}
        await asyncio.gather(*(self._greet(name) for name in names))

    async def _greet(self, name: str) -> None:
        """Connect to a peer that we do not know yet, and say where we are to be found."""
        if name in self._peers or name in self._greeting:
            return
        self._greeting.add(name)
        try:
            async with asyncio.timeout(WITHIN_S):
                transport = await sockets.connect(self._folder / name, lambda: _Mouth(self, name))
        except (OSError, TimeoutError):
            return
        finally:
            self._greeting.discard(name)
        if transport:
            self._peers[name] = transport
            transport.write(encoded("", self._socket.name.encode()))

    def heard(self, name: str) -> None:
        """A peer greets: answer it."""
        if re.fullmatch(r"[A-Za-z0-9_-]+\.sock", name):
            self._greeted_by.add(name)
            self._greeting_came.set()
            self._start(self._greet(name))

    def gone(self, name: str) -> None:
        """A peer has closed."""
        self._peers.pop(name, None)
        self._greeted_by.discard(name)
        self._greeting_came.set()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _flushed(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(WITHIN_S):
                # A transport tells nobody when its buffer is empty.
                while any(peer.get_write_buffer_size() for peer in self._peers.values()):  # noqa: ASYNC110 - as said
                    await asyncio.sleep(0.005)


class _Mouth(asyncio.Protocol):
    """The connection to a peer's socket; it says nothing back."""

    def __init__(self, bus: LocalBus, name: str) -> None:
        self._bus, self._name = bus, name

    def connection_lost(self, error: Exception | None) -> None:
        self._bus.gone(self._name)


class _Ear(asyncio.Protocol):
    """A connection from a peer to ours."""

    def __init__(self, bus: LocalBus) -> None:
        self._bus, self._decoder = bus, Decoder()
        self._transport: asyncio.BaseTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._bus._heard.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._bus._heard.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        try:
            for message in self._decoder.feed(data):
                if message.topic:
                    self._bus._deliver(message)
                else:
                    self._bus.heard(message.data.decode("ascii", "replace"))
        except Garbage as error:
            log.warning("somebody on the bus does not speak our language: %s", error)
            self._transport.close()
