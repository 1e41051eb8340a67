"""Headers of the gateway's own answers: pages of an allowed origin may read them, errors included."""

import pytest
from support.gateways import Gateway

SHOP = "https://shop.example"
"""The origin that this gateway allows."""
OWN = ("/api/v1/openapi.json", "/api/v1/docs", "/api/v1/docs/assets/swagger-ui.css", "/api/v1/nope", "/api/v1/feed/x")
"""A document, a page, an asset, a path of nobody, and a server that is down."""


def told(gate: Gateway, path: str, origin: str, method: str = "GET", host: str = "") -> dict[str, list[str]]:
    """The headers by which a browser decides who may read the answer."""
    reply = gate.ask(path, method, [("Origin", origin)], host=host)
    names = ("Vary", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers")
    return {name: reply.all(name) for name in names if reply.all(name)}


@pytest.mark.parametrize("path", OWN)
def test_a_page_of_an_allowed_origin_reads_what_the_gateway_says(gate: Gateway, path: str):
    """A browser that hides the 502 would show its developer a riddle about CORS instead of the server that is down."""
    assert told(gate, path, SHOP) == {
        "Vary": ["Origin"],
        "Access-Control-Allow-Origin": [SHOP],
        "Access-Control-Expose-Headers": ["X-Request-ID"],
    }


@pytest.mark.parametrize("path", OWN)
def test_a_page_of_another_origin_does_not(gate: Gateway, path: str):
    for origin in ("https://evil.example", f"{SHOP}.evil.example", "null", f"x{SHOP}"):
        assert "Access-Control-Allow-Origin" not in told(gate, path, origin), origin


def test_what_an_application_says_of_itself_is_left_alone(gate: Gateway):
    """Two Access-Control-Allow-Origin headers are as good as none."""
    assert told(gate, "/api/v1/core/x", SHOP) == {}


def test_a_refusal_at_the_door_is_readable_to_nobody(gate: Gateway):
    assert told(gate, "/api/v1/docs", SHOP, host="evil.example") == {}
    assert told(gate, "/api/v1/docs", "https://evil.example", "POST") == {}


def test_each_answer_has_one_request_id(gate: Gateway):
    """A location that adds a header loses those added further out, unless it repeats them."""
    for path in (*OWN, "/api/v1/core/x"):
        assert len(gate.ask(path).all("X-Request-ID")) == 1, path


def test_a_405_names_the_methods_of_a_document(gate: Gateway):
    assert gate.ask("/api/v1/docs", "POST").all("Allow") == ["GET, HEAD"]
    assert gate.ask("/api/v1/nope", "POST").all("Allow") == []
    assert gate.ask("/api/v1/docs", "TRACE").all("Allow") == []
