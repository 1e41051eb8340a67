"""The whole stack with authentication turned on in the environment: through nginx, REST and WebSocket, token and no token."""

from collections.abc import Callable

import httpx
import pytest
from support.frames import connected
from support.project import Project
from support.tokens import token
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e

ORDERS = "/api/v1/broker/orders"
ORDER = {"symbol": "AAPL", "side": 1, "type": 1, "qty": "10", "limitPrice": "9.50"}


@pytest.fixture(scope="module")
def alice(clone: Callable[..., Project]) -> tuple[Project, dict[str, str]]:
    """A running stack that asks who calls, and the header of somebody it knows."""
    project = clone("guarded")
    said = token(project.root / ".devstack/data/tokens.json", "alice", "ALICE")
    env = {"AUTH": "trading_api.shared.tokens:bearer", "AUTH_TOKENS_FILE": ".devstack/data/tokens.json"}
    project.start("up", "--no-reload", **env).wait_for(r"ready in ", 60)
    return project, {"Authorization": f"Bearer {said}"}


def test_strangers_get_401_through_the_gateway_and_readiness_needs_no_token(alice):
    """The stack came up: its probes are let in; nobody else is."""
    project, _ = alice
    handshake = f"ws://127.0.0.1:{project.port}/api/v1/broker/ws"

    answer = project.get(ORDERS)
    with pytest.raises(InvalidStatus) as refused, connect(handshake, open_timeout=10):
        pass

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert refused.value.response.status_code == 401
    for path in ("/api/v1/core/ready", "/api/v1/broker/health", "/api/v1/docs", "/api/v1/openapi.json"):
        assert project.get(path).status_code == 200


def test_a_caller_trades_on_its_own_account_and_hears_of_it(alice):
    """Whichever instance answers."""
    project, bearing = alice
    with connected(f"127.0.0.1:{project.port}", "/api/v1/broker/ws", **bearing) as client:
        client.ask("orders.subscribe", {})
        placed = httpx.post(f"{project.url}{ORDERS}", json=ORDER, headers=bearing, timeout=10)
        update = client.next("orders.update")["payload"]["payload"]

    assert placed.status_code == 201, placed.text
    assert update["id"] == placed.json()["orderId"]
    lists = [httpx.get(f"{project.url}{ORDERS}", headers=bearing, timeout=10).json() for _ in range(4)]
    assert [[order["id"] for order in each] for each in lists] == [[update["id"]]] * 4
    other = httpx.get(f"{project.url}{ORDERS}", headers={**bearing, "X-Account": "DEMO"}, timeout=10)
    assert (other.status_code, other.json()["code"]) == (403, "account_forbidden")


def test_a_browsers_handshake_with_its_token_as_a_subprotocol_passes_the_gateway(alice):
    """nginx hands the subprotocols on, and the one that was selected back."""
    project, bearing = alice
    words = ["bearer", bearing["Authorization"].removeprefix("Bearer ")]

    with connect(f"ws://127.0.0.1:{project.port}/api/v1/broker/ws", subprotocols=words, open_timeout=10) as socket:
        assert socket.subprotocol == "bearer"
        socket.send('{"type": "ping"}')
        assert '"pong"' in socket.recv(10)
