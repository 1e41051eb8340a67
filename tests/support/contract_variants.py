"""The calls whose answers follow from a deployment's settings: its routing strategy, its allowed origins."""

from support.contract import HANDSHAKE, JSON, Call
from support.contract_calls import EVIL, HTML
from support.contract_stacks import Variant

CHART = "https://chart.example"


def by_query(variant: Variant) -> list[Call]:
    """What `{base}/ws?PARAMETER=MODULE` answers: under the path strategy that address is nobody's."""
    key = variant.parameter
    unknown = ["", "?", f"?{key}=nope", f"?{key}=", f"?{key}=Broker", f"?{key}=core", f"?{key}=bro%6ber", f"?{key}",
               f"?{key}=nope&{key}=broker"]  # fmt: skip
    known = [f"?{key}=broker", f"?x=1&{key}=broker&y", f"?{key.upper()}=broker", f"?{key}=broker&{key}=nope"]
    if variant.strategy == "path":
        unknown, known = unknown + known, []
    foreign = (*HANDSHAKE, *EVIL)
    return [
        *(Call(q, f"/ws{q}", 404, "broker", headers=HANDSHAKE, code="not_found") for q in unknown),
        *(Call(q, f"/ws{q}", 101, "broker", headers=HANDSHAKE, says={"upgrade": "websocket"}) for q in known),
        *(Call(q, f"/ws{q.replace('broker', 'datafeed')}", 101, "datafeed", headers=HANDSHAKE) for q in known),
        Call("no handshake", f"/ws?{key}=broker", 404, "broker", code="not_found"),
        Call("from elsewhere", f"/ws?{key}=broker", 403, "broker", headers=foreign, code="foreign_origin"),
        Call("below", f"/ws/x?{key}=broker", 404, "broker", headers=HANDSHAKE, code="not_found"),
    ]


def across_origins(variant: Variant) -> list[Call]:
    """What a page of another site may read and change: nothing, unless deploy.yaml allows its origin."""
    page, asked = (("Origin", CHART),), (*JSON, ("Origin", CHART))
    if not variant.origins:
        nothing = {"vary": "", "access-control-allow-origin": "", "access-control-expose-headers": ""}
        preflight = (*page, ("Access-Control-Request-Method", "POST"))
        return [
            Call("reading", "/core/health", 200, headers=page, says=nothing),
            Call("asking first", "/broker/orders", 405, "broker", "OPTIONS", preflight, code="method_not_allowed"),
            Call("changing", "/broker/orders", 403, "broker", "POST", asked, body=b"{}", code="foreign_origin"),
            Call("a handshake", "/broker/ws", 403, "broker", headers=(*HANDSHAKE, *page), code="foreign_origin"),
        ]
    readable = {"vary": "Origin", "access-control-allow-origin": CHART, "access-control-expose-headers": "X-Request-ID"}
    hidden = {**readable, "access-control-allow-origin": ""}
    silent = dict.fromkeys(readable, "")
    preflight = (*page, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"))
    return [
        Call("reading", "/core/health", 200, headers=page, says=readable),
        Call("reading a document", "/openapi.json", 200, None, headers=page, says=readable),
        Call("reading a page", "/docs", 200, None, headers=page, media=HTML, says=readable),
        Call("reading an error", "/broker/orders/none", 404, "broker", headers=page, code="order_unknown", says=readable),
        Call("reading nothing", "/nope", 404, headers=page, code="not_found", says=readable),
        Call("posting to a document", "/openapi.json", 405, None, "POST", page, code="method_not_allowed", says=readable),
        Call("another reading", "/core/health", 200, headers=EVIL, says=hidden),
        Call("another reading a document", "/openapi.json", 200, None, headers=EVIL, says=hidden),
        Call("another reading nothing", "/nope", 404, headers=EVIL, code="not_found", says=hidden),
        Call("another changing", "/broker/orders", 403, "broker", "POST", (*JSON, *EVIL), body=b"{}",
             code="foreign_origin", says=silent),
        Call("changing", "/broker/orders", 422, "broker", "POST", asked, body=b"{}", code="invalid_request",
             says=readable),
        Call("asking first", "/broker/orders", 200, "broker", "OPTIONS", preflight, media="text/plain; charset=utf-8",
             says={"access-control-allow-origin": CHART,
                   "access-control-allow-headers": "content-type"}),
        Call("a handshake", "/broker/ws", 101, "broker", headers=(*HANDSHAKE, *page)),
        Call("a handshake with nothing", "/nope/ws", 404, headers=(*HANDSHAKE, *page), code="not_found", says=silent),
        Call("under a foreign Host", "/docs", 421, None, headers=page, host="evil.example", code="foreign_host",
             says=silent),
        Call("too long", f"/core/health?{'a' * 9000}", 414, headers=page, code="uri_too_long", says=silent),
    ]  # fmt: skip
