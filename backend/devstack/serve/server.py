"""uvicorn's Server, with three differences: it names its instance, it hears a signal at once, and it can retire.

To retire is to stop while another process goes on serving the same socket: nothing new is accepted, WebSockets are closed with
1012, requests are finished, and a client that still uses an open connection is answered and told to open a new one.
"""

import asyncio
import gc
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from socket import socket
from types import FrameType
from typing import Any

import uvicorn

INSTANCE = "DEVSTACK_INSTANCE"
"""Names this process, so that a probe can tell its answers from a stranger's on the same port."""
HEADER = "X-Devstack-Instance"
TICK_S = 0.1
GRACE_S = 3.0
"""How long requests may take where uvicorn is not told, which means for ever: nobody waits that long for an old worker."""
LINGER_S = 1.0
"""How long an idle connection is kept for one more request: closed at once, it would meet the request that is on its way."""


logger = logging.getLogger("uvicorn.error")


class Server(uvicorn.Server):
    """See above. `retire` and `leave` may be called from the event loop alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        named = (HEADER, os.environ.get(INSTANCE, ""))
        if named[1] and named not in config.headers:  # a fork has its reloader's
            config.headers.append(named)
        super().__init__(config)
        self._told: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._retiring = False
        self._told_to_go: set[Any] = set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """As uvicorn's; then wake the loop, which else looks up ten times a second only."""
        super().handle_exit(sig, frame)
        if self._loop is not None and self._told is not None:
            self._loop.call_soon_threadsafe(self._told.set)

    def leave(self) -> None:
        """Stop as on a signal."""
        self.should_exit = True
        if self._told is not None:
            self._told.set()

    def retire(self) -> None:
        """Stop, but see to clients that are still here."""
        self._retiring = True
        self.leave()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """From here on there is a loop to wake, and when it answers, garbage."""
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets=sockets)
        gc.enable()

    async def main_loop(self) -> None:
        """uvicorn's ticks, the last of them cut short."""
        assert self._told is not None, "startup comes first"  # noqa: S101 - for the type checker
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % 864000
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), TICK_S)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """uvicorn's, without its fixed pause where nobody is connected; to retire is another matter."""
        if self._retiring:
            await self._retire()
        elif self.server_state.connections or self.server_state.tasks or self.force_exit:
            await super().shutdown(sockets=sockets)
        else:
            logger.info("Shutting down")
            for server in self.servers:
                server.close()
            for one in sockets or []:
                one.close()
            await self.lifespan.shutdown()

    async def _retire(self) -> None:
        """WebSockets are closed and requests finished from now on; connections at rest are left open a little longer."""
        logger.info("Retiring")
        began = asyncio.get_running_loop().time()
        until = began + (self.config.timeout_graceful_shutdown or GRACE_S)
        for server in self.servers:
            server.close()
        # Every response says so from now on, and uvicorn closes the connection after it.
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        await self._until(lambda: not self.server_state.connections, min(until, began + LINGER_S))
        for connection in self.server_state.connections - self._told_to_go:
            self._told_to_go.add(connection)
            connection.shutdown()
        if not await self._until(lambda: not self.server_state.connections and not self.server_state.tasks, until):
            logger.error("%d requests or WebSockets were cut off: their time was over", len(self.server_state.tasks))
            for task in self.server_state.tasks:
                task.cancel(msg="Task cancelled, timeout graceful shutdown exceeded")
        await self.lifespan.shutdown()

    async def _until(self, done: Callable[[], bool], moment: float) -> bool:
        """Whether it has come true by that moment of the loop's clock. Connections tell nobody when they change or go."""
        loop = asyncio.get_running_loop()
        while not done() and loop.time() < moment and not self.force_exit:
            self._dismiss_the_busy()
            await asyncio.sleep(0.02)
        return done()

    def _dismiss_the_busy(self) -> None:
        """Each once: uvicorn cannot close a WebSocket that it has closed, and answers one that is still opening with a 500."""
        for connection in self.server_state.connections - self._told_to_go:
            if self._busy(connection):
                self._told_to_go.add(connection)
                connection.shutdown()

    def _busy(self, connection: Any) -> bool:
        """An open WebSocket, or a request under way; an idle connection is not."""
        if isinstance(connection, self.config.ws_protocol_class or ()):
            return bool(getattr(connection, "handshake_complete", True))
        cycle = getattr(connection, "cycle", None)
        return cycle is not None and not cycle.response_complete
