"""Which path reaches whom, by request and by WebSocket, and the documents the gateway serves itself."""

import re

import pytest
from support.gateways import Gateway, said
from websockets.sync.client import connect


@pytest.mark.parametrize(
    ("path", "server"),
    [
        ("/api/v1/core/health", "core-0"),
        ("/api/v1/orders/", "orders-"),
        ("/api/v1/orders/ws/asyncapi.json", "orders-"),
        ("/web", "web-0"),
        ("/web/a//b/%2e%2e/%2Fc?x=1&y=%20", "web-0"),
        ("/page/", "page"),
    ],
)
def test_a_path_reaches_its_server_unchanged(gate: Gateway, path: str, server: str):
    reply = gate.ask(path)

    assert reply.status == 200
    assert reply.json()["instance"].startswith(server)
    assert "?".join(filter(None, (reply.json()["path"], reply.json()["query"]))) == path


@pytest.mark.parametrize("path", ["/", "/api/v1/orders", "/api/v1/ordersx", "/api/v1/nobody/x", "/webshop", "/page"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_path_nobody_claims_is_a_404_and_never_a_redirect(gate: Gateway, path: str, method: str):
    """WebSocket clients do not follow redirects, and a prefix must not take longer names."""
    reply = gate.ask(path, method)

    assert reply.status == 404
    assert reply.all("Content-Type") == ["application/problem+json"]
    assert reply.body == (
        b'{"type":"about:blank","title":"Not Found","status":404,"detail":"no such path","code":"not_found"}'
    )


def test_both_instances_of_a_server_answer(gate: Gateway):
    answered = [gate.ask("/api/v1/orders/x").all("X-Devstack-Instance")[0] for _ in range(8)]

    assert answered.count("orders-0") == answered.count("orders-1") == 4


@pytest.mark.parametrize(
    ("path", "server"),
    [("/api/v1/orders/ws", "orders-"), ("/web", "web-0"), ("/web/live?x=1", "web-0"), ("/page/hmr", "page")],
)
def test_a_websocket_goes_through(gate: Gateway, path: str, server: str):
    with connect(f"ws://127.0.0.1:{gate.port}{path}") as socket:
        answer = said(socket)

    assert answer.startswith(server)
    assert answer.endswith(f" {path if '?' in path else path + '?'} hello")


def test_only_the_address_itself_is_a_websocket(gate: Gateway):
    """Elsewhere below a module's prefix a handshake finds what it finds at the application: nothing."""
    reply = gate.handshake("/api/v1/orders/wsx")

    assert reply.status == 404
    assert reply.json()["code"] == "not_found"


@pytest.mark.parametrize("headers", [("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Connection", "Upgrade")])
def test_an_upgrade_that_is_no_handshake_is_ignored(gate: Gateway, headers: tuple[str, str]):
    """Some clients ask for HTTP/2 in passing; the application sees a plain request."""
    reply = gate.ask("/api/v1/orders/wsx", headers=[headers])

    assert reply.status == 200
    assert reply.sent("Upgrade") == []


def test_one_address_leads_to_every_module_by_its_parameter(query_gate: Gateway):
    with connect(f"ws://127.0.0.1:{query_gate.port}/api/v1/ws?x=1&type=orders") as socket:
        answer = said(socket)

    assert re.fullmatch(r"orders-[01] /api/v1/ws\?x=1&type=orders hello", answer)


def test_the_own_address_of_a_module_stays_under_query_param(query_gate: Gateway):
    with connect(f"ws://127.0.0.1:{query_gate.port}/api/v1/orders/ws") as socket:
        assert said(socket).startswith("orders-")


@pytest.mark.parametrize(
    "query", ["", "?type=", "?type=nobody", "?type=ORDERS", "?type=ordersx", "?kind=orders", "?type"]
)
def test_a_parameter_that_names_no_module_is_a_404(query_gate: Gateway, query: str):
    reply = query_gate.handshake(f"/api/v1/ws{query}")

    assert reply.status == 404
    assert reply.json()["code"] == "not_found"


def test_the_parameter_means_nothing_under_the_path_strategy(gate: Gateway):
    assert gate.handshake("/api/v1/ws?type=orders").status == 404


def test_a_silent_websocket_is_not_cut_after_a_minute(gate: Gateway):
    """nginx's own limit of 60 s is shorter than a quiet market. Read from the text, since the test will not wait."""
    locations = re.findall(r"location [^{]*\{[^}]*\}", gate.conf.read_text())

    upgraded = [location for location in locations if "set $upgrade $http_upgrade" in location]

    assert len(upgraded) == 5
    assert all("proxy_read_timeout 1h;" in location for location in upgraded)


def test_the_merged_specs_come_from_the_project(gate: Gateway):
    for name in ("openapi", "asyncapi"):
        reply = gate.ask(f"/api/v1/{name}.json")

        assert reply.status == 200
        assert reply.json() == {name: "3.1.0"}
        assert reply.all("Content-Type") == ["application/json"]
        assert reply.all("Cache-Control") == ["no-cache"]


def test_the_documentation_page_needs_nobody_else(gate: Gateway):
    """Everything it asks for is here: it works on a train."""
    page = gate.ask("/api/v1/docs")
    asked = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())

    found = {name: gate.ask(f"/api/v1/{name}") for name in asked}

    assert page.all("Content-Type") == ["text/html; charset=utf-8"]
    assert page.all("Content-Security-Policy")[0].startswith("default-src 'self';")
    assert b"//" not in page.body
    assert {name: reply.status for name, reply in found.items()} == dict.fromkeys(found, 200)
    kinds = {"text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/png"}
    assert {reply.all("Content-Type")[0] for reply in found.values()} == kinds
    assert {reply.all("Cache-Control")[0] for reply in found.values()} == {"max-age=3600"}
    assert len(found["docs/assets/swagger-ui-bundle.js"].body) > 1_000_000
