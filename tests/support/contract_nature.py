"""Where layouts answer differently, each with its reason: what a request meets first, and whom an answer is about."""

from dataclasses import dataclass, replace

from support.contract import HANDSHAKE, JSON, Call

NGINX_FIRST = "nginx refuses it before it looks for a location"
NO_HTTP = (
    "the server's parser refuses it before there is a request, in its own words; the gateway knows it is talking HTTP"
)
OF_THE_PROCESS = "it speaks of the process that answers, and `single` has one for all modules"
FILES = "nginx serves files and can tell whether one is still the same"


@dataclass(frozen=True)
class Difference:
    """A call, what the process itself answers (an instance, `single`), and what the gateway does."""

    reason: str
    call: Call
    gateway: dict[str, object]

    @property
    def at_gateway(self) -> Call:
        """The call as the gateway answers it."""
        return replace(self.call, **self.gateway)  # type: ignore[arg-type]  # the values are fields of Call


def _refused(reason: str, call: Call, status: int = 400, code: str = "bad_request") -> Difference:
    return Difference(reason, call, {"status": status, "code": code, "contains": ""})


def _host(name: str, host: str) -> Difference:
    """Which hosts are malformed depends on nginx's version; here none of them is ours."""
    return _refused(NGINX_FIRST, Call(name, "/core/health", 421, host=host, code="foreign_host"))


def _handshake(name: str, status: int, words: str, method: str = "GET", **changed: str) -> Difference:
    headers = tuple((key, changed.get(key.replace("-", "_"), value)) for key, value in HANDSHAKE)
    sent = tuple((key, value) for key, value in headers if value)
    call = Call(name, "/broker/ws", status, "broker", method, sent, media="text/plain; charset=utf-8", contains=words,
                says={"x-request-id": ""})  # fmt: skip
    return Difference(
        "the WebSocket library refuses it before the application", call, {"says": {"x-request-id": "made here"}}
    )


TEXT = "text/plain; charset=utf-8"
INVALID = "Invalid HTTP request received."
DIFFERENCES = (
    _host("a Host that is none", "a b"),
    _host("an empty Host", ""),
    _refused(NGINX_FIRST, Call("CONNECT", "/core/health", 405, method="CONNECT", code="method_not_allowed")),
    _refused(NGINX_FIRST, Call("TRACE of nothing", "/nope", 404, method="TRACE", code="not_found"), 405,
             "method_not_allowed"),
    _refused(NGINX_FIRST, Call("a body beyond what nginx takes", "/nope", 404, method="POST", headers=JSON,
                               body=b"x" * (17 << 20), code="not_found"), 413, "content_too_large"),
    _refused(NO_HTTP, Call("a method in small letters", "/core/health", 400, method="get", media=TEXT, contains=INVALID)),
    _refused(NO_HTTP, Call("a foreign transfer encoding", "/broker/orders", 400, "broker", "POST",
                           (("Transfer-Encoding", "gzip"),), body=b"{}", media=TEXT, contains=INVALID),
             501, "not_implemented"),
    _handshake("a handshake without a key", 400, "missing Sec-WebSocket-Key", Sec_WebSocket_Key=""),
    _handshake("a handshake of an old version", 400, "invalid Sec-WebSocket-Version", Sec_WebSocket_Version="8"),
    _handshake("a handshake by POST", 405, "unsupported HTTP method: POST", "POST"),
    Difference(FILES, Call("asking whether a document changed", "/openapi.json", 200, None,
                           headers=(("If-None-Match", "*"),)), {"status": 304, "media": ""}),
)  # fmt: skip


def preflights(origin: str) -> tuple[Difference, ...]:
    """What the gateway answers itself needs no preflight; an application answers each, also for what is not there."""
    asking = (("Origin", origin), ("Access-Control-Request-Method", "GET"))
    allowed = {"access-control-allow-origin": origin}
    cases = (("/openapi.json", 405, "method_not_allowed"), ("/nope", 404, "not_found"))
    return tuple(
        _refused(
            "reading needs no preflight",
            Call(
                f"preflight {path}",
                path,
                200,
                method="OPTIONS",
                headers=asking,
                media=TEXT,
                says=allowed,
                contains="OK",
            ),
            status,
            code,
        )
        for path, status, code in cases
    )
