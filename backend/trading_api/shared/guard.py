"""Who may call, and how: foreign hosts and origins, and what nginx could not read, are turned away before any route is looked at.

The gateway does the same; it stands here too because an instance's port is reachable without the gateway.
"""

import re
import uuid
from collections.abc import Iterable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trading_api.shared.problems import deny, problem

LOCAL = ("localhost", "127.0.0.1", "[::1]")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HALF_AN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
ANSWERS = frozenset({"http.response.start", "websocket.accept", "websocket.http.response.start"})

LONGEST_LINE, LONGEST_HEAD = 8192, 32768
"""Bytes of a request line or a header with its line end, and of all headers together, as at the gateway."""

Headers = list[tuple[bytes, bytes]]


class Guard:
    """ASGI middleware: one Host header that names this server, an Origin that may call, a request id on every answer.

    A page of another site can reach a server on loopback by name (DNS rebinding) or by a WebSocket, to which browsers apply
    no same-origin rule. The Host check stops the first, the Origin check the second.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = (), origins: Iterable[str] = ()) -> None:
        self.app = app
        names = "|".join(re.escape(host.lower()) for host in (*LOCAL, *hosts))
        self._host = re.compile(rf"({names})(:[0-9]{{1,5}})?".encode("ascii"))
        self._origins = frozenset(origin.lower().encode("ascii") for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on with the request id in the headers and in `scope["state"]`."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope["headers"])
        sending = _sending(send, request_id)
        if refusal := self._refusal(scope):
            await deny(refusal, scope, receive, sending)
        else:
            await self.app(_with_request_id(scope, request_id), receive, sending)

    def _refusal(self, scope: Scope) -> Response | None:
        return _unreadable(scope) or self._foreign(scope)

    def _foreign(self, scope: Scope) -> Response | None:
        hosts = [value.lower() for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not self._host.fullmatch(hosts[0]):
            return problem(421, "foreign_host", "this server does not answer for that host")
        if _guarded(scope) and not self._may_call(scope["headers"], hosts[0]):
            return problem(403, "foreign_origin", "this origin may not call this server")
        return None

    def _may_call(self, headers: Headers, host: bytes) -> bool:
        """No Origin, or an empty one, which nginx cannot tell from none: no browser. Several: nobody sends that honestly."""
        origins = [said for name, value in headers if name == b"origin" and (said := value.strip().lower())]
        allowed = {b"http://" + host, b"https://" + host, *self._origins}
        return not origins or (len(origins) == 1 and origins[0] in allowed)


def _unreadable(scope: Scope) -> Response | None:
    """What nginx would not read: a NUL or half an escape in the path, and lines longer than its buffers."""
    path = scope.get("raw_path") or scope["path"].encode()
    method, query = scope.get("method", "GET"), scope["query_string"]
    address = len(path) + len(query) + bool(query)
    lines = [len(name) + len(value) + len(b": \r\n") for name, value in scope["headers"]]
    if address + len(f"{method}  HTTP/1.1\r\n") > LONGEST_LINE:
        return problem(414, "uri_too_long", "the address is longer than 8 KiB")
    if max(lines, default=0) > LONGEST_LINE or sum(lines) > LONGEST_HEAD:
        return problem(431, "headers_too_large", "a header is longer than 8 KiB")
    if "\0" in scope["path"] or HALF_AN_ESCAPE.search(path):
        return problem(400, "bad_request", "this is not a well-formed HTTP request")
    return None


def _guarded(scope: Scope) -> bool:
    """What changes something, and every upgrade: browsers send those to other sites without asking first."""
    upgrade = scope["type"] == "websocket" or any(name == b"upgrade" for name, _ in scope["headers"])
    return upgrade or scope["method"] not in SAFE_METHODS


def _request_id(headers: Headers) -> bytes:
    """The caller's, if it is one and harmless in a log line; else a new one in the form nginx makes."""
    said = [value.strip() for name, value in headers if name == b"x-request-id"]
    return said[0] if len(said) == 1 and REQUEST_ID.fullmatch(said[0]) else uuid.uuid4().hex.encode("ascii")


def _with_request_id(scope: Scope, request_id: bytes) -> Scope:
    headers = [*((n, v) for n, v in scope["headers"] if n != b"x-request-id"), (b"x-request-id", request_id)]
    return {**scope, "headers": headers, "state": {**scope.get("state", {}), "request_id": request_id.decode("ascii")}}


def _sending(send: Send, request_id: bytes) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] in ANSWERS:
            others = [(n, v) for n, v in message.get("headers", ()) if n.lower() != b"x-request-id"]
            message = {**message, "headers": [*others, (b"x-request-id", request_id)]}
        await send(message)

    return sending


class QueryRouting:
    """ASGI middleware for the query_param strategy: the WebSocket `{base}/ws?type=broker` is that of module broker.

    Like nginx's `$arg_NAME`: the first occurrence, the name in any case, the value as it stands on the wire.
    """

    def __init__(self, app: ASGIApp, base_url: str, parameter: str, modules: Iterable[str]) -> None:
        self.app = app
        self.base_url = base_url
        self.parameter = parameter.encode("ascii")
        self.modules = {name.encode("ascii"): name for name in modules}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the path, or leave it to end as an unknown one."""
        if scope["type"] == "websocket" and scope["path"] == f"{self.base_url}/ws":
            module = self.modules.get(self._said(scope["query_string"]))
            path = f"{self.base_url}/{module}/ws"
            scope = {**scope, "path": path, "raw_path": path.encode("ascii")} if module else scope
        await self.app(scope, receive, send)

    def _said(self, query: bytes) -> bytes:
        pairs = (pair.partition(b"=") for pair in query.split(b"&"))
        return next((value for name, _, value in pairs if name.lower() == self.parameter), b"")
