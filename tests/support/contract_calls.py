"""The calls of the contract: one line per promise to a client, by theme."""

from support.contract import HANDSHAKE, JSON, Call

EVIL = (("Origin", "https://evil.example"),)
HTML = "text/html; charset=utf-8"
CSS = "text/css; charset=utf-8"
SCRIPT = "text/javascript; charset=utf-8"
GET_HEAD = {"allow": "GET, HEAD"}
MIB = 1 << 20
ORDER = b'{"symbol":"AAPL","type":1,"side":1,"qty":"5","limitPrice":"101.00"}'
BARS = "/datafeed/bars?symbol=AAPL&resolution=1D&to_time=1700000000&count_back=3"

BARS_BY_UDF = "/datafeed/udf/history?symbol=AAPL&resolution=1D&from=0&to=1700000000&countback=3"


def _gets() -> list[Call]:
    me = ("server", "instance", "pid")
    return [
        Call("health", "/core/health", 200, contains='{"status":"ok"}'),
        Call("health of a module", "/broker/health", 200, "broker"),
        Call("readiness of a module", "/broker/ready", 200, "broker", contains="broker.store"),
        Call("version", "/datafeed/version", 200, "datafeed"),
        Call("instance", "/broker/instance", 200, "broker", volatile=me),
        Call("time", "/core/time", 200, volatile=("time",)),
        Call("bars", BARS, 200, "datafeed", contains='"bars":[{'),
        Call("quotes by GET", "/datafeed/quotes?symbols=NOPE", 200, "datafeed"),
        Call("UDF history", BARS_BY_UDF, 200, "datafeed", contains='"s":"ok","t":[1699'),
        Call("UDF history of nothing", BARS_BY_UDF.replace("AAPL", "NOPE"), 200, "datafeed", contains='"s":"error"'),
        Call("UDF history by milliseconds", BARS_BY_UDF.replace("to=17", "to=17000"), 422, "datafeed", code="invalid_request"),
        Call("UDF symbol", "/datafeed/udf/symbols?symbol=AAPL", 200, "datafeed", contains='"pricescale":100'),
        Call("UDF table of symbols", "/datafeed/udf/symbol_info", 200, "datafeed", contains='"exchange-listed":["SIM"'),
        Call("UDF search", "/datafeed/udf/search?query=aa&type=&exchange=&limit=3", 200, "datafeed", contains="SIM:AAPL"),
        Call("UDF marks", "/datafeed/udf/marks?symbol=AAPL&from=0&to=1700000000&resolution=D", 200, "datafeed",
             contains='"labelFontColor"'),
        Call("marks", "/datafeed/marks?symbol=NVDA&to_time=1700000000", 200, "datafeed", contains='"label":"M"'),
        Call("marks of an unknown symbol", "/datafeed/timescale_marks?symbol=NOPE", 404, "datafeed", code="symbol_unknown"),
        Call("a symbol with a slash", "/datafeed/resolve/a%2Fb", 404, "datafeed", code="not_found"),
        Call("a symbol beyond ASCII", "/datafeed/resolve/%C3%A9", 404, "datafeed", code="symbol_unknown"),
        Call("bytes that are no text", "/datafeed/resolve/%FF", 404, "datafeed", code="symbol_unknown"),
        Call("a symbol of dots", "/datafeed/resolve/%2e%2e", 404, "datafeed", code="symbol_unknown"),
        Call("a query that is missing", "/datafeed/bars", 422, "datafeed", code="invalid_request"),
        Call("a query that is refused", BARS.replace("1D", "7"), 422, "datafeed", code="bad_resolution"),
        Call("a header that is refused", "/broker/orders", 422, "broker", headers=(("X-Account", "a b"),),
             code="invalid_request"),
        Call("an order nobody placed", "/broker/orders/none", 404, "broker", code="order_unknown"),
    ]  # fmt: skip


def _paths() -> list[Call]:
    """Nothing is redirected, nothing is normalised: a path is what was sent, or it is unknown."""
    unknown = [
        "/nope", "/core/nope", "/core", "/core/", "/core/health/", "/core//health", "/core/./health", "/core/%2e/health",
        "/core/../core/health", "/core/health%20", "/core/health%2F", "/core/..%2Fcore/health", "/CORE/health", "/", "",
        "/core/docs/", "/core/docs/assets", "/core/docs/assets/", "/core/docs/assets/nope", "/core/ws", "/corehealth",
    ]  # fmt: skip
    ours = ["/docs/", "/docs/assets", "/docs/assets/", "/docs/assets/nope", "/docs/assets/a/b", "/openapi.json/", "//docs",
            "//openapi.json", "//api", "//", "//api/v1x", "//favicon.ico", "/./docs", "/core/../docs", "/core/%2E%2E/docs",
            "/docs/../openapi.json", "/docs/assets/../../docs", "/docs/assets/./swagger-ui.css", "/ws"]  # fmt: skip
    return [
        *(Call(f"unknown {path or 'base'}", path, 404, code="not_found", says={"location": ""}) for path in unknown),
        *(Call(f"unknown {path} of all", path, 404, None, code="not_found", says={"location": ""}) for path in ours),
        Call("an escaped letter", "/core/%68ealth", 200),
        Call("an escaped letter in a document", "/%64ocs", 200, None, media=HTML),
        Call("a doubled slash before a document", "///api/v1/docs", 404, code="not_found"),
        *(
            Call(f"half an escape {path}", path, 400, code="bad_request")
            for path in ("/core/health%", "/core/health%4", "/core/%zz")
        ),
        Call("half an escape in a query", "/core/health?a=%zz", 200),
        Call("a NUL in the path", "/broker/orders/%00", 400, "broker", code="bad_request"),
    ]


def _methods() -> list[Call]:
    calls = [
        Call(
            "HEAD of a resource", "/core/health", 405, method="HEAD", code="method_not_allowed", says={"allow": "GET"}
        ),
        Call("HEAD of nothing", "/nope", 404, method="HEAD", code="not_found"),
        Call("HEAD of a document", "/openapi.json", 200, None, "HEAD"),
        Call("HEAD of a page", "/docs", 200, None, "HEAD", media=HTML),
    ]
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        calls += [
            Call(f"{method} of a resource", "/core/health", 405, method=method, code="method_not_allowed",
                 says={"allow": "GET"}),
            Call(f"{method} of nothing", "/nope", 404, method=method, code="not_found"),
            Call(f"{method} of a module's page", "/core/docs", 405, method=method, code="method_not_allowed", says=GET_HEAD),
            Call(f"{method} of a page", "/docs", 405, None, method, code="method_not_allowed", says=GET_HEAD),
            Call(f"{method} of a document", "/openapi.json", 405, None, method, code="method_not_allowed", says=GET_HEAD),
            Call(f"{method} of an asset", "/docs/assets/swagger-ui.css", 405, None, method, code="method_not_allowed",
                 says=GET_HEAD),
            Call(f"{method} of no asset", "/docs/assets/nope", 404, None, method, code="not_found"),
        ]  # fmt: skip
    return calls


def _bodies() -> list[Call]:
    hostile = {
        "half of JSON": b"{", "NaN": b'{"qty":NaN}', "beyond a double": b'{"qty":1e999}', "a key twice": b'{"a":1,"a":2}',
        "no UTF-8": b"\xff", "half a surrogate pair": b'"\\ud800"', "too deep": b"[" * 100_000,
    }  # fmt: skip
    invalid = {"an empty object": b"{}", "a list": b"[]", "null": b"null", "nothing": b"", "a foreign key": b'{"x":1}'}
    refused = {
        "price_unexpected": ORDER.replace(b'"type":1', b'"type":2'),
        "symbol_unknown": ORDER.replace(b"AAPL", b"NOPE"),
        "price_off_tick": ORDER.replace(b"101.00", b"101.001"),
        "qty_off_step": ORDER.replace(b'"5"', b'"0.5"'),
    }
    orders = ("/broker/orders", "broker", "POST", JSON)

    def post(name: str, status: int, body: bytes, **more: object) -> Call:
        path, owner, method, headers = orders
        settings = {"headers": headers, **more}
        return Call(name, path, status, owner, method, body=body, **settings)  # type: ignore[arg-type]  # keywords of Call

    return [
        *(post(f"a body of {name}", 400, body, code="invalid_json") for name, body in hostile.items()),
        *(post(f"a body of {name}", 422, body, code="invalid_request") for name, body in invalid.items()),
        *(post(f"refused: {code}", 422, body, code=code) for code, body in refused.items()),
        post("a body that is no JSON by its type", 422, b"{}", headers=(("Content-Type", "text/plain"),),
             code="invalid_request"),
        post("a body as large as allowed", 400, b"x" * MIB, code="invalid_json"),
        post("a body too large", 413, b"x" * (MIB + 1), code="content_too_large"),
        post("a large body to be continued", 413, b"x" * (MIB + 1), headers=(*JSON, ("Expect", "100-continue")),
             code="content_too_large"),
        Call("a large body for nobody", "/nope", 404, method="POST", headers=JSON, body=b"x" * 2 * MIB, code="not_found"),
        Call("quotes by POST", "/datafeed/quotes", 200, "datafeed", "POST", JSON, body=b'{"symbols":["NOPE"]}'),
    ]  # fmt: skip


def _callers() -> list[Call]:
    """Who may call, and how a request is named."""
    foreign = [("evil.example", 421), ("localhost.evil.example", 421), ("127.0.0.1.", 421), ("0.0.0.0", 421)]
    ids = {"a": "a", "A-b_c.9": "A-b_c.9", "x" * 64: "x" * 64, "x" * 65: "made here", "a b": "made here", "": "made here",
           "\xe9": "made here", '"': "made here"}  # fmt: skip
    return [
        *(Call(f"Host {h}", "/core/health", s, host=h, code="foreign_host") for h, s in foreign),
        Call("foreign Host and no such path", "/nope", 421, host="evil.example", code="foreign_host"),
        Call("foreign Host for a page", "/docs", 421, None, host="evil.example", code="foreign_host"),
        *(Call(f"Host {host}", "/core/health", 200, host=host) for host in ("localhost", "LOCALHOST:9", "[::1]:65535",
                                                                          "stack.example", "Stack.Example:80")),
        *(Call(f"foreign Origin by {method}", "/core/health", 403, method=method, headers=EVIL, code="foreign_origin")
          for method in ("POST", "PUT", "PATCH", "DELETE")),
        Call("foreign Origin and no such path", "/nope", 403, method="POST", headers=EVIL, code="foreign_origin"),
        Call("foreign Origin posting to a page", "/docs", 403, None, "POST", EVIL, code="foreign_origin"),
        Call("Origin null", "/broker/orders", 403, "broker", "POST", (*JSON, ("Origin", "null")), body=b"{}",
             code="foreign_origin"),
        Call("its own Origin and a blank", "/core/health", 405, method="POST", headers=(("Origin", "http://127.0.0.1:{port} "),),
             code="method_not_allowed"),
        Call("foreign Origin reading", "/core/health", 200, headers=EVIL, says={"access-control-allow-origin": ""}),
        Call("foreign Origin reading a document", "/openapi.json", 200, None, headers=EVIL,
             says={"access-control-allow-origin": ""}),
        Call("its own Origin", "/broker/orders", 422, "broker", "POST", (*JSON, ("Origin", "http://127.0.0.1:{port}")),
             body=b"{}", code="invalid_request"),
        *(Call(f"request id {said!r}", "/core/health", 200, headers=(("X-Request-ID", said),), says={"x-request-id": answer})
          for said, answer in ids.items()),
        Call("two request ids", "/core/health", 200, headers=(("X-Request-ID", "a"), ("X-Request-ID", "b")),
             says={"x-request-id": "made here"}),
        Call("request id of an error", "/nope", 404, headers=(("X-Request-ID", "a"),), code="not_found",
             says={"x-request-id": "a"}),
        Call("request id of a page", "/docs", 200, None, headers=(("X-Request-ID", "a"),), media=HTML,
             says={"x-request-id": "a"}),
        Call("request id of a refusal", "/nope", 421, host="evil.example", headers=(("X-Request-ID", "a"),),
             code="foreign_host", says={"x-request-id": "a"}),
        Call("traceparent", "/core/health", 200, headers=(("traceparent", f"00-{'a' * 32}-{'b' * 16}-01"),)),
        Call("malformed traceparent", "/core/health", 200, headers=(("traceparent", "00-0-0"),)),
        Call("an address too long", f"/core/health?{'a' * 9000}", 414, code="uri_too_long"),
        Call("a header too long", "/core/health", 431, headers=(("X-Long", "a" * 9000),), code="headers_too_large"),
        Call("headers too long together", "/core/health", 431, headers=tuple((f"X-{i}", "a" * 7000) for i in range(6)),
             code="headers_too_large"),
        Call("an address that is long", f"/core/health?{'a' * 7000}", 200),
        Call("a header that is long", "/core/health", 200, headers=(("X-Long", "a" * 7000),)),
    ]  # fmt: skip


def _documents() -> list[Call]:
    fresh = {"cache-control": "no-cache"}
    page = {**fresh, "content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data:"}  # fmt: skip
    asset = {"cache-control": "max-age=3600", "accept-ranges": ""}
    calls = [
        Call("merged OpenAPI", "/openapi.json", 200, None, says=fresh, contains='"openapi": "3.1.0"'),
        Call("merged AsyncAPI", "/asyncapi.json", 200, None, says=fresh, contains='"asyncapi": "3.0.0"'),
        Call("the page of all", "/docs", 200, None, media=HTML, says=page, contains="swagger-ui-bundle.js"),
        Call("a style", "/docs/assets/swagger-ui.css", 200, None, media=CSS, says=asset),
        Call("a script", "/docs/assets/swagger-ui-bundle.js", 200, None, media=SCRIPT, says=asset),
        Call("an icon", "/docs/assets/favicon-32x32.png", 200, None, media="image/png", says=asset),
        Call(
            "a part of an asset", "/docs/assets/swagger-ui.css", 200, None, media=CSS, headers=(("Range", "bytes=0-3"),)
        ),
        Call("a part of a document", "/openapi.json", 200, None, headers=(("Range", "bytes=9999999-"),)),
        Call("AsyncAPI of a module without WebSocket", "/core/ws/asyncapi.json", 404, code="not_found"),
    ]
    for module in ("core", "broker", "datafeed"):
        calls += [
            Call(f"OpenAPI of {module}", f"/{module}/openapi.json", 200, module, says=fresh),
            Call(f"page of {module}", f"/{module}/docs", 200, module, media=HTML, says=page),
            Call(f"style of {module}", f"/{module}/docs/assets/swagger-ui.css", 200, module, media=CSS, says=asset),
        ]
    for module in ("broker", "datafeed"):
        calls += [
            Call(f"AsyncAPI of {module}", f"/{module}/ws/asyncapi.json", 200, module, says=fresh),
            Call(f"AsyncAPI page of {module}", f"/{module}/ws/asyncapi", 200, module, media=HTML, says=page),
        ]
    return calls


def _handshakes() -> list[Call]:
    """What is said before a WebSocket is open. The path works under either strategy; `/ws?type=` only under query_param."""
    accepted = {"upgrade": "websocket", "sec-websocket-extensions": ""}
    ws = ("/broker/ws", "broker")
    refused = {"status": 403, "code": "foreign_origin"}
    return [
        Call("a handshake", ws[0], 101, ws[1], headers=HANDSHAKE, says=accepted),
        Call("a handshake for the other module", "/datafeed/ws", 101, "datafeed", headers=HANDSHAKE, says=accepted),
        Call("a handshake named", ws[0], 101, ws[1], headers=(*HANDSHAKE, ("X-Request-ID", "a")), says={"x-request-id": "a"}),
        Call("a handshake from its own page", ws[0], 101, ws[1], headers=(*HANDSHAKE, ("Origin", "http://127.0.0.1:{port}"))),
        Call("a handshake from elsewhere", ws[0], refused["status"], ws[1], headers=(*HANDSHAKE, *EVIL),
             code=refused["code"]),
        Call("a handshake under a foreign Host", ws[0], 421, ws[1], headers=HANDSHAKE, host="evil.example",
             code="foreign_host"),
        Call("a handshake without a good account", ws[0], 403, ws[1], headers=(*HANDSHAKE, ("X-Account", "a b")),
             code="forbidden"),
        Call("a WebSocket's path without a handshake", ws[0], 404, ws[1], code="not_found"),
        Call("posting to a WebSocket's path", ws[0], 404, ws[1], "POST", JSON, body=b"{}", code="not_found"),
        Call("a handshake with no WebSocket there", "/core/ws", 404, headers=HANDSHAKE, code="not_found"),
        Call("a handshake below a WebSocket", f"{ws[0]}/x", 404, ws[1], headers=HANDSHAKE, code="not_found"),
        Call("a handshake with a resource", "/broker/orders", 404, ws[1], headers=HANDSHAKE, code="not_found"),
        Call("a handshake with a document", "/openapi.json", 404, None, headers=HANDSHAKE, code="not_found"),
        Call("a handshake with a page", "/docs", 404, None, headers=HANDSHAKE, code="not_found"),
        Call("a handshake with an asset", "/docs/assets/swagger-ui.css", 404, None, headers=HANDSHAKE, code="not_found"),
        Call("a handshake with nothing", "/nope/ws", 404, headers=HANDSHAKE, code="not_found"),
        Call("an upgrade nobody knows", "/core/health", 200, headers=(("Upgrade", "h2c"), ("Connection", "Upgrade"))),
        Call("an Upgrade that is none", "/core/health", 200, headers=(("Upgrade", "websocket"),)),
    ]  # fmt: skip


CALLS = (*_gets(), *_paths(), *_methods(), *_bodies(), *_callers(), *_documents(), *_handshakes())
