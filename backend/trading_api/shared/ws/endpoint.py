"""A module's `/ws`: its routes, the topics alive in this process, and one Connection per client."""

from collections.abc import Callable, Sequence

from starlette.websockets import WebSocket

from trading_api.shared.problems import deny, problem
from trading_api.shared.ws.connection import Connection, Limits
from trading_api.shared.ws.route import AnyWsRoute
from trading_api.shared.ws.topics import Topics


class WsEndpoint:
    """Serves the routes of one module on one path. `scope_of` names whose topics a connection sees, from its
    handshake; a ValueError of it refuses the handshake with a problem (403 forbidden)."""

    def __init__(
        self,
        routes: Sequence[AnyWsRoute],
        scope_of: Callable[[WebSocket], str] = lambda socket: "",
        limits: Limits | None = None,
    ) -> None:
        self.topics = Topics()
        self._routes = {route.route: route for route in routes}
        self._scope_of = scope_of
        self._limits = limits or Limits()
        if len(self._routes) != len(routes):
            raise TypeError(f"two WebSocket routes of one name: {', '.join(route.route for route in routes)}")

    async def __call__(self, socket: WebSocket) -> None:
        """Serve one client until either side ends it."""
        try:
            scope = self._scope_of(socket)
        except ValueError as error:
            refusal = problem(403, "forbidden", str(error))
            await deny(refusal, socket.scope, socket.receive, socket.send)
            return
        await Connection(socket, self._routes, self.topics, scope, self._limits).run()
