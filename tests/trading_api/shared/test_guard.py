"""Who may call, on a real port: the browser's ways around a loopback address are closed, HTTP and WebSocket alike."""

import socket

import pytest
from support.asgi import call, get, served
from support.modules import SampleModule
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from trading_api.app_factory import ModularFastAPI
from trading_api.settings import Settings

FOREIGN_HOST = (
    b'{"type":"about:blank","title":"Misdirected Request","status":421,'
    b'"detail":"this server does not answer for that host","code":"foreign_host"}'
)
FOREIGN_ORIGIN = (
    b'{"type":"about:blank","title":"Forbidden","status":403,'
    b'"detail":"this origin may not call this server","code":"foreign_origin"}'
)
HEALTH = "/api/v1/core/health"


async def echo(socket) -> None:
    """Say what the connection's request id is, then leave."""
    await socket.accept()
    await socket.send_text(socket.headers["x-request-id"])
    await socket.close()


def app(**settings):
    """core, and alpha with a WebSocket."""
    chosen = Settings(**settings)
    modules = [SampleModule("core", settings=chosen), SampleModule("alpha", settings=chosen, endpoint=echo)]
    return ModularFastAPI(modules, chosen)


@pytest.fixture(scope="module")
def address():
    """The application with default settings behind uvicorn."""
    with served(app()) as address:
        yield address


def raw(address: str, request: str) -> bytes:
    """Send these very bytes, for requests no client library would write."""
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode("latin-1"))
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:8000"])
def test_loopback_names_are_answered(host):
    """With any port: behind the gateway, under a port offset, in a test."""
    assert get(app(), HEALTH, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil.localhost", "127.0.0.1.nip.io", "127.0.0.2", "0.0.0.0", "::1",
     "localhost:", "localhost:x", "localhost:80:80", "localhost.", "user@localhost", "localhost/x", "local host", ""],
)  # fmt: skip
def test_foreign_hosts_are_turned_away(host):
    """DNS rebinding: a page of evil.example reaches 127.0.0.1 under its own name."""
    answer = get(app(), HEALTH, headers={"host": host})

    assert (answer.status_code, answer.content) == (421, FOREIGN_HOST)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("hosts", ["", "Host: localhost\nHost: localhost\n", "Host: localhost\nHost: evil.example\n"])
def test_exactly_one_host_header_is_taken(address, hosts):
    """Two readers of one request must not see two hosts."""
    answer = raw(address, f"GET {HEALTH} HTTP/1.0\n{hosts}Connection: close\n\n")

    assert answer.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        (f"{HEALTH}?{'a' * 8192}", {}, 414, "uri_too_long"),
        (HEALTH, {"x-long": "a" * 8192}, 431, "headers_too_large"),
        (HEALTH, {f"x-{number}": "a" * 6000 for number in range(6)}, 431, "headers_too_large"),
        (f"{HEALTH}%00", {}, 400, "bad_request"),
        (f"{HEALTH}%zz", {}, 400, "bad_request"),
        (f"{HEALTH}%4", {}, 400, "bad_request"),
    ],
)
def test_what_the_gateway_cannot_read_is_not_read_here_either(path, headers, status, code):
    """An application tried out alone must not take what nginx in front of it will refuse."""
    answer = get(app(), path, headers={"host": "localhost", **headers})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["x-request-id"]


def test_an_allowed_host_is_answered_in_any_case():
    """What deploy.yaml's nginx.allowed_hosts says, instances must say too."""
    guarded = app(allowed_hosts=("api.example.org",))

    assert get(guarded, HEALTH, headers={"host": "API.example.org:8443"}).status_code == 200
    assert get(guarded, HEALTH, headers={"host": "xapi.example.org"}).status_code == 421
    assert get(guarded, HEALTH, headers={"host": "apixexample.org"}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["null", "https://evil.example", "http://localhost:1", "http://127.0.0.1", "file://"]
)
def test_a_foreign_origin_may_read_pages_but_not_change_anything(origin):
    """Browsers send simple POSTs across sites without asking first; GET answers stay unreadable to them without CORS."""
    guarded = app()

    posted = call(guarded, "POST", HEALTH, headers={"host": "localhost:8000", "origin": origin})
    read = get(guarded, HEALTH, headers={"host": "localhost:8000", "origin": origin})

    assert (posted.status_code, posted.content) == (403, FOREIGN_ORIGIN)
    assert read.status_code == 200
    assert not [name for name in read.headers if name.startswith("access-control-")]


def test_any_upgrade_is_guarded_like_a_websocket():
    """The gateway asks whether there is an Upgrade, not to what."""
    headers = {"origin": "https://evil.example", "upgrade": "h2c", "connection": "upgrade"}

    assert get(app(), HEALTH, headers=headers).status_code == 403


@pytest.mark.parametrize("origin", [None, "", "http://localhost:8000", "https://localhost:8000"])
def test_the_same_origin_and_programs_may_call(origin):
    """405 is the route's own answer: the guard let it pass."""
    headers = {"host": "localhost:8000"} | ({} if origin is None else {"origin": origin})

    assert call(app(), "POST", HEALTH, headers=headers).status_code == 405


def test_two_origins_are_refused_even_if_one_is_ours():
    """Whoever reads the second one must not be fooled by the first."""
    headers = [("host", "localhost:8000"), ("origin", "http://localhost:8000"), ("origin", "https://evil.example")]

    assert call(app(), "POST", HEALTH, headers=headers).status_code == 403


def test_an_allowed_origin_gets_cors_and_no_other_does():
    """Open for whom deploy.yaml names; never `*`."""
    guarded = app(allowed_origins=("https://app.example.org",))

    def asked(origin):
        return call(guarded, "OPTIONS", HEALTH, headers={"origin": origin, "access-control-request-method": "GET"})

    assert asked("https://app.example.org").headers["access-control-allow-origin"] == "https://app.example.org"
    assert "access-control-allow-origin" not in asked("https://evil.example").headers
    assert call(guarded, "POST", HEALTH, headers={"origin": "https://app.example.org"}).status_code == 405


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "http://localhost:1"])
def test_a_websocket_of_a_foreign_origin_is_refused_before_it_opens(address, origin):
    """Browsers apply no same-origin rule to WebSockets: without this any page could trade."""
    with pytest.raises(InvalidStatus) as refusal:
        connect(f"ws://{address}/api/v1/alpha/ws", origin=origin)

    assert (refusal.value.response.status_code, refusal.value.response.body) == (403, FOREIGN_ORIGIN)
    assert "x-request-id" in refusal.value.response.headers


def test_a_websocket_for_a_foreign_host_is_refused(address):
    """Rebinding again, by the other door."""
    answer = raw(
        address,
        "GET /api/v1/alpha/ws HTTP/1.1\nHost: evil.example\nUpgrade: websocket\nConnection: Upgrade\n"
        "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n\n",
    )

    assert answer.startswith(b"HTTP/1.1 421")
    assert answer.endswith(FOREIGN_HOST)


@pytest.mark.parametrize("origin", [None, "own"])
def test_a_websocket_of_the_same_origin_opens_with_a_request_id(address, origin):
    """Programs send no Origin; our own pages send ours."""
    own = f"http://{address}" if origin else None

    with connect(f"ws://{address}/api/v1/alpha/ws", origin=own, additional_headers={"X-Request-ID": "t-1"}) as client:
        assert client.recv(timeout=5) == "t-1"
        assert client.response.headers.get_all("x-request-id") == ["t-1"]


@pytest.mark.parametrize("path", ["/api/v1/core/ws", "/api/v1/nope/ws", "/ws", "/api/v1/ws?type=alpha"])
def test_a_websocket_to_an_unknown_path_is_a_404(address, path):
    """Starlette says 403 there; the gateway says 404, and so do we. Without the query_param strategy there is no /ws."""
    with pytest.raises(InvalidStatus) as refusal:
        connect(f"ws://{address}{path}")

    assert refusal.value.response.status_code == 404
    assert b'"code":"not_found"' in refusal.value.response.body


def test_under_the_query_param_strategy_one_address_serves_every_module():
    """As at the gateway: first occurrence, name in any case, unknown or absent is a 404; the path form stays."""
    with served(app(websocket_query_param="type")) as address:
        for path in ("ws?type=alpha", "ws?a=1&TYPE=alpha&type=core", "alpha/ws"):
            with connect(f"ws://{address}/api/v1/{path}") as client:
                assert len(client.recv(timeout=5)) == 32
        for path in ("ws", "ws?type=", "ws?type=nope", "ws?type=core", "ws?kind=alpha", "ws?type=al%70ha"):
            with pytest.raises(InvalidStatus) as refusal:
                connect(f"ws://{address}/api/v1/{path}")
            assert refusal.value.response.status_code == 404


@pytest.mark.parametrize("said", ["abc-1.Z_9", "x" * 64])
def test_a_request_id_is_taken_over(said):
    """One id from the gateway's log to the application's."""
    assert get(app(), HEALTH, headers={"x-request-id": said}).headers.get_list("x-request-id") == [said]


@pytest.mark.parametrize("said", ["", "x" * 65, "a b", 'a"b', "a,b", "{}"])
def test_a_request_id_that_could_forge_a_log_line_is_replaced(said):
    """It ends up in log lines and headers."""
    answer = get(app(), HEALTH, headers={"x-request-id": said}).headers.get_list("x-request-id")

    assert len(answer) == 1
    assert len(answer[0]) == 32
    assert answer[0].isalnum()
