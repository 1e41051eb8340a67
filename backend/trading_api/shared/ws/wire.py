"""The transport below a WebSocket, where uvicorn serves it: whole frames written to it at once, and an end to one that is dead.

ASGI's `send` costs a message, a coroutine per layer and an encoding for each client, and cannot tell whether it would wait; nor
can ASGI let go of a peer that reads nothing, or hear of a stop in time. So this looks behind `send`, and promises nothing:
where it does not find what it knows, everything goes through ASGI.
"""

import asyncio
import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

EXTENSION = "trading_api.wire"
UVICORN = "uvicorn.protocols.websockets.websockets_sansio_impl"
"""The protocol that `--ws auto` chooses. Looked up and never imported: without it nobody serves us with it."""
NEEDED = ("transport", "conn", "writable", "handshake_complete", "close_sent", "disconnected")

TEXT, SHORT, MEDIUM = 0x81, 126, 1 << 16


class Frame:
    """A text message, and its bytes on the wire as a server sends them, worked out once for all who get it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def encoded(self) -> bytes:
        """One final, unmasked, uncompressed frame (RFC 6455, 5.2)."""
        data = self.text.encode()
        size = len(data)
        if size < SHORT:
            return bytes((TEXT, size)) + data
        if size < MEDIUM:
            return bytes((TEXT, SHORT)) + size.to_bytes(2, "big") + data
        return bytes((TEXT, SHORT + 1)) + size.to_bytes(8, "big") + data


class Wire:
    """uvicorn's protocol object of one connection."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol

    def write(self, frame: Frame) -> bool:
        """Hand the frame to the transport, if it has room and nothing stands against it. False: nothing was written."""
        protocol = self._protocol
        if not self.open or not protocol.writable.is_set():
            return False
        if protocol.conn.extensions:  # each connection compresses in its own way
            protocol.conn.send_text(frame.text.encode())
            protocol.transport.write(b"".join(protocol.conn.data_to_send()))
        else:
            protocol.transport.write(frame.encoded)
        return True

    @property
    def open(self) -> bool:
        """Whether frames may be written."""
        protocol = self._protocol
        done = protocol.close_sent or protocol.disconnected or protocol.transport.is_closing()
        return bool(protocol.handshake_complete and not done)

    @property
    def closing(self) -> bool:
        """Whether the connection is over for the server. While bytes are unread it tells nobody: the close waits behind them."""
        return bool(self._protocol.transport.is_closing())

    def before_shutdown(self, act: Callable[[], None]) -> None:
        """Call `act` when the server is about to close this connection because it stops; uvicorn asks no application."""
        shutdown = self._protocol.shutdown

        def noticed() -> None:
            act()
            shutdown()

        self._protocol.shutdown = noticed

    def abort(self) -> None:
        """Let go at once of a peer that no longer reads, with what it has not read."""
        if not self._protocol.disconnected:
            self._protocol.transport.abort()

    def abort_unread(self, after_s: float) -> None:
        """The same in a while, if the peer has left bytes unread until then: uvicorn would wait for it, at a stop as well."""
        asyncio.get_running_loop().call_later(after_s, self._abort_unread)

    def _abort_unread(self) -> None:
        if not self._protocol.disconnected and self._protocol.transport.get_write_buffer_size():
            self.abort()


class WithWire:
    """ASGI middleware, outside of any that wraps `send`: puts the Wire among the scope's extensions where there is one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on."""
        if scope["type"] == "websocket" and (wire := _found(send)):
            scope = {**scope, "extensions": {**scope.get("extensions", {}), EXTENSION: wire}}
        await self.app(scope, receive, send)


def wire_of(scope: Scope) -> Wire | None:
    """The connection's Wire, if there is one."""
    found = scope.get("extensions", {}).get(EXTENSION)
    return found if isinstance(found, Wire) else None


def _found(send: Send) -> Wire | None:
    protocol = getattr(send, "__self__", None)
    known = getattr(sys.modules.get(UVICORN), "WebSocketsSansIOProtocol", None)
    if known is None or not isinstance(protocol, known) or not all(hasattr(protocol, name) for name in NEEDED):
        return None
    return Wire(protocol)
