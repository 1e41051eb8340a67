"""A module's `/ws`: its routes, the topics alive in this process, and one Connection per client."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter
from starlette.websockets import WebSocket

from trading_api.models.ws import Connections
from trading_api.shared.problems import deny, problem
from trading_api.shared.ws.connection import Connection, Limits
from trading_api.shared.ws.route import AnyWsRoute
from trading_api.shared.ws.topics import Topics

UNAUTHENTICATED = 4001
LOOK_S = 0.4
"""How often connections are looked at. Two looks find one whose peer is gone: within a second of the missing pong."""

ScopeOf = Callable[[WebSocket], str | Awaitable[str]]


class Unauthenticated(Exception):
    """The handshake does not say who calls, or not credibly."""


class WsEndpoint:
    """Serves the routes of one module on one path. `scope_of` names whose topics a connection sees, from its handshake.

    A ValueError of it refuses the handshake with a problem (403 forbidden). Unauthenticated accepts and closes with 4001, since
    a browser shows its page no other reason.
    """

    def __init__(
        self,
        routes: Sequence[AnyWsRoute],
        scope_of: ScopeOf = lambda socket: "",
        limits: Limits | None = None,
    ) -> None:
        self.topics = Topics()
        self._routes = {route.route: route for route in routes}
        self._scope_of = scope_of
        self._limits = limits or Limits()
        self._connections: set[Connection] = set()
        if len(self._routes) != len(routes):
            raise TypeError(f"two WebSocket routes of one name: {', '.join(route.route for route in routes)}")

    async def __call__(self, socket: WebSocket) -> None:
        """Serve one client until either side ends it."""
        try:
            scope = await self._scope(socket)
        except Unauthenticated as error:
            await socket.accept()
            await socket.close(UNAUTHENTICATED, str(error)[:100])
        except ValueError as error:
            refusal = problem(403, "forbidden", str(error))
            await deny(refusal, socket.scope, socket.receive, socket.send)
        else:
            await self._serve(Connection(socket, self._routes, self.topics, scope, self._limits))

    def figures(self) -> Connections:
        """What is open here now."""
        behind = sum(connection.behind for connection in self._connections)
        return Connections(connections=len(self._connections), topics=len(self.topics), behind=behind)

    def router(self) -> APIRouter:
        """`GET /connections`: the figures, for whoever runs this."""
        api = APIRouter()

        @api.get("/connections")
        async def get_connections() -> Connections:
            """The WebSockets of this module in the process that answers, and the topics they keep alive."""
            return self.figures()

        return api

    async def _scope(self, socket: WebSocket) -> str:
        named = self._scope_of(socket)
        return await named if inspect.isawaitable(named) else named

    async def _serve(self, connection: Connection) -> None:
        if not self._connections:
            asyncio.get_running_loop().call_later(LOOK_S, self._look)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)

    def _look(self) -> None:
        """At all connections from time to time, as long as there are any: one clock for all costs less than one for each."""
        for connection in self._connections:
            connection.look()
        if self._connections:
            asyncio.get_running_loop().call_later(LOOK_S, self._look)
