"""uvicorn's Server, with three differences: it names its instance, it hears a signal at once, and it can retire.

To retire is to stop while another process goes on serving the same socket: nothing new is accepted, WebSockets are closed with
1012, requests are finished, and a client that still uses an open connection is answered and told to open a new one.
"""

import asyncio
import logging
import os
from contextlib import suppress
from socket import socket
from types import FrameType
from typing import Any

import uvicorn

INSTANCE = "DEVSTACK_INSTANCE"
"""Names this process, so that a probe can tell its answers from a stranger's on the same port."""
HEADER = "X-Devstack-Instance"
TICK_S = 0.1
LINGER_S = 1.0
"""How long an idle connection is kept for one more request: closed at once, it would meet the request that is on its way."""


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
        """From here on there is a loop to wake."""
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets=sockets)

    async def main_loop(self) -> None:
        """uvicorn's ticks, the last of them cut short."""
        assert self._told is not None, "startup comes first"  # noqa: S101 - for the type checker
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % 864000
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), TICK_S)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """uvicorn's, without its fixed pause where nobody is connected, and later for those who still are."""
        if self._retiring:
            await self._linger()
        if self.server_state.connections or self.server_state.tasks or self.force_exit:
            await super().shutdown(sockets=sockets)
            return
        logging.getLogger("uvicorn.error").info("Shutting down")
        for server in self.servers:
            server.close()
        for one in sockets or []:
            one.close()
        await self.lifespan.shutdown()

    async def _linger(self) -> None:
        for server in self.servers:
            server.close()
        # Every response says so from now on, and uvicorn closes the connection after it.
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        for connection in list(self.server_state.connections):
            if self._busy(connection):
                connection.shutdown()
        loop = asyncio.get_running_loop()
        until = loop.time() + LINGER_S
        while self.server_state.connections and loop.time() < until and not self.force_exit:  # noqa: ASYNC110 - as uvicorn does
            await asyncio.sleep(0.02)

    def _busy(self, connection: Any) -> bool:
        """A WebSocket, or a request under way; an idle connection is not."""
        if isinstance(connection, self.config.ws_protocol_class or ()):
            return True
        cycle = getattr(connection, "cycle", None)
        return cycle is not None and not cycle.response_complete
