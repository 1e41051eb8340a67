"""Authentication turned on, through real servers: REST and WebSocket, strangers, other people's accounts, tokens taken away."""

import asyncio
import sys

import httpx
import pytest
from fastapi import APIRouter
from support.asgi import call, served
from support.frames import connected
from support.modules import SampleModule
from support.tokens import token
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from trading_api.app_factory import AppFactory, ModularFastAPI
from trading_api.settings import Settings, SettingsError
from trading_api.shared.auth import Authentication, AuthUnavailable, Caller, Principal
from trading_api.shared.tokens import BearerTokens
from trading_api.testing import running

BEARER = "trading_api.shared.tokens:bearer"
STRANGER = (
    b'{"type":"about:blank","title":"Unauthorized","status":401,'
    b'"detail":"this needs credentials","code":"unauthenticated"}'
)
PLACED = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "9.5"}


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    """A file of tokens, and two of them: alice acts for ALICE and JOINT, root for every account."""
    file = tmp_path_factory.mktemp("tokens") / "tokens.json"
    return file, token(file, "alice", "ALICE", "JOINT"), token(file, "root", "--any-account")


@pytest.fixture(scope="module")
def broker(tokens):
    """A broker that asks who calls."""
    with running("broker", auth=BEARER, auth_tokens_file=str(tokens[0])) as module:
        yield module


def bearing(token: str, **more: str) -> dict[str, str]:
    """The headers of a caller."""
    return {"Authorization": f"Bearer {token}", **more}


@pytest.mark.parametrize("path", ["/health", "/ready", "/version", "/docs", "/openapi.json", "/ws/asyncapi.json"])
def test_health_release_and_documents_stay_open(broker, path):
    """A load balancer has no token, and the gateway hands the documents out as files."""
    assert httpx.get(broker.url + path).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT"])
@pytest.mark.parametrize("path", ["/orders", "/orders/1", "/instance", "/nope", "/health/../orders", "/docsx"])
def test_a_stranger_learns_nothing_but_that_credentials_are_needed(broker, method, path):
    """Not even which paths there are; a body is not read."""
    answer = httpx.request(method, broker.url + path, content=b"{" if method == "POST" else None)

    assert (answer.status_code, answer.content) == (401, STRANGER)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer  x y", "Bearer x", "Basic eDp5", "bearer" + " x" * 3000, "\xff"]
)
def test_a_wrong_token_is_a_stranger(broker, said):
    """Whatever stands in the header."""
    answer = httpx.get(f"{broker.url}/orders", headers=[(b"authorization", said.encode("latin-1"))])

    assert answer.status_code == 401


def test_two_tokens_are_none(broker, tokens):
    """Two readers of one request must not see two callers."""
    said = [("authorization", f"Bearer {tokens[1]}"), ("authorization", f"Bearer {tokens[2]}")]

    assert httpx.get(f"{broker.url}/orders", headers=said).status_code == 401


def test_a_caller_acts_for_its_first_account_and_for_its_others_by_name(broker, tokens):
    """What is placed without a header belongs to the caller, not to an account everybody shares."""
    mine = httpx.post(f"{broker.url}/orders", json=PLACED, headers=bearing(tokens[1]))
    joint = httpx.post(f"{broker.url}/orders", json=PLACED, headers=bearing(tokens[1], **{"X-Account": "JOINT"}))

    def seen(account: str) -> list[str]:
        answer = httpx.get(f"{broker.url}/orders", headers=bearing(tokens[2], **{"X-Account": account}))
        return [order["id"] for order in answer.json()]

    assert seen("ALICE") == [mine.json()["orderId"]]
    assert seen("JOINT") == [joint.json()["orderId"]]
    assert seen("DEMO") == []


@pytest.mark.parametrize("account", ["BOB", "DEMO", "alice", "ALICE,BOB", ""])
def test_anothers_account_is_forbidden(broker, tokens, account):
    """A known caller is not a trusted one."""
    for method in ("GET", "POST"):
        answer = httpx.request(
            method, f"{broker.url}/orders", json=PLACED, headers=bearing(tokens[1], **{"X-Account": account})
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "account_forbidden")


def test_an_account_said_twice_is_refused(broker, tokens):
    """The check and the route might read two different ones."""
    said = [("authorization", f"Bearer {tokens[1]}"), ("x-account", "ALICE"), ("x-account", "BOB")]

    assert httpx.get(f"{broker.url}/orders", headers=said).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer nobody"}, 401),
        ({"X-Account": "ALICE"}, 401),
        ({"Authorization": "alice", "X-Account": "BOB"}, 403),
    ],
)
def test_a_handshake_is_refused_like_a_request(broker, tokens, headers, status):
    """With the same status: a client must not guess from a close code."""
    said = {key: f"Bearer {tokens[1]}" if value == "alice" else value for key, value in headers.items()}

    with pytest.raises(InvalidStatus) as refused, connect(broker.ws, additional_headers=said):
        pass

    assert refused.value.response.status_code == status


def test_a_websocket_hears_of_its_callers_account_alone(broker, tokens):
    """The account comes from the handshake's caller; frames name none."""
    with connected(broker.address, "/api/v1/broker/ws", **bearing(tokens[1])) as client:
        client.ask("orders.subscribe", {})
        httpx.post(f"{broker.url}/orders", json=PLACED, headers=bearing(tokens[2], **{"X-Account": "BOB"}))
        mine = httpx.post(f"{broker.url}/orders", json=PLACED, headers=bearing(tokens[1])).json()["orderId"]
        known = [client.next("orders.update")["payload"]["payload"]["id"]]
        while known[-1] != mine:
            known.append(client.next("orders.update")["payload"]["payload"]["id"])
    ours = httpx.get(f"{broker.url}/orders", headers=bearing(tokens[1])).json()

    assert set(known) <= {order["id"] for order in ours}


def test_a_browser_says_its_token_as_a_subprotocol(broker, tokens):
    """It cannot send headers with a handshake, and gives up on a server that selects no subprotocol. The token is not echoed."""
    with connect(broker.ws, subprotocols=["bearer", tokens[1]]) as socket:
        assert socket.subprotocol == "bearer"
        socket.send('{"type": "ping"}')
        assert '"pong"' in socket.recv(5)

    with pytest.raises(InvalidStatus, match="401"), connect(broker.ws, subprotocols=["bearer", "nobody"]):
        pass


def test_a_caller_that_is_no_longer_known_loses_its_websocket(tmp_path):
    """A token taken away must not live on in a connection of an hour."""
    file = tmp_path / "tokens.json"
    alice = token(file, "alice", "ALICE")
    app = AppFactory(Settings(store_url=f"sqlite+aiosqlite:///{tmp_path}/a.db", bus_url="memory:")).create_app(
        ["broker"]
    )
    with served(Authentication(app, BearerTokens(file), recheck_s=0.05)) as address:
        url = f"ws://{address}/api/v1/broker/ws"
        with connect(url, additional_headers=bearing(alice)) as socket:
            socket.send('{"type": "ping"}')
            first = socket.recv(5)
            file.write_text('{"tokens": []}')
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(5)
        with pytest.raises(InvalidStatus, match="401"), connect(url, additional_headers=bearing(alice)):
            pass

    assert '"pong"' in first
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4001


class Broken:
    """An authenticator whose own source is away."""

    scheme = "Bearer"

    async def authenticate(self, connection):
        raise AuthUnavailable("the directory does not answer")


class Named:
    """The simplest authenticator: believes a header."""

    scheme = "Name"

    async def authenticate(self, connection):
        name = connection.headers.get("x-name")
        await asyncio.sleep(0)
        return Principal(name, ()) if name == "nobody's" else Principal(name) if name else None


def broken(settings):
    """For AUTH."""
    return Broken()


def named(settings):
    """For AUTH."""
    return Named()


def application(monkeypatch, factory: str) -> ModularFastAPI:
    """core behind an authenticator of this file, with a route that says who calls."""
    api = APIRouter()

    @api.get("/me")
    def get_me(caller: Caller) -> str:
        return caller.name

    monkeypatch.setitem(sys.modules, "auth_of_a_test", sys.modules[__name__])
    settings = Settings(auth=f"auth_of_a_test:{factory}")
    return ModularFastAPI([SampleModule("core", api, settings=settings)], settings)


def test_an_authenticator_of_ones_own_is_named_and_the_route_learns_the_caller(monkeypatch):
    """That is all there is to plugging one in."""
    app = application(monkeypatch, "named")

    assert call(app, "GET", "/api/v1/core/me", headers={"x-name": "eve"}).json() == "eve"
    refused = call(app, "GET", "/api/v1/core/me")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Name")
    assert call(app, "GET", "/api/v1/core/me", headers={"x-name": "nobody's"}).json()["code"] == "account_forbidden"


def test_an_authenticator_in_trouble_lets_nobody_in(monkeypatch):
    """503, because trying again helps; never through."""
    answer = call(application(monkeypatch, "broken"), "GET", "/api/v1/core/me")

    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "auth_unavailable", "1")


def test_without_auth_everybody_is_anybody():
    """Off in development: nothing is asked for, and the route finds a caller all the same."""
    api = APIRouter()

    @api.get("/me")
    def get_me(caller: Caller) -> str:
        return caller.name

    with served(ModularFastAPI([SampleModule("core", api)], Settings())) as address:
        assert httpx.get(f"http://{address}/api/v1/core/me").json() == "anybody"


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("no.such:thing", r"AUTH: no\.such cannot be imported: .*; name it as package\.module:factory"),
        ("trading_api.shared.auth:nothing", r"AUTH: trading_api\.shared\.auth has no nothing; name a function"),
        (BEARER, r"AUTH_TOKENS_FILE: must name the file of tokens; make one with python -m"),
    ],
)
def test_a_mistake_in_auth_ends_the_start_with_one_message(value, complaint):
    """Never a start without the check that was asked for."""
    with pytest.raises(SettingsError, match=complaint):
        AppFactory(Settings(auth=value)).create_app([])
