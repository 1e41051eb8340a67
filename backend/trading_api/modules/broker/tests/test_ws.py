"""The broker's WebSocket: a lossless topic per account."""

from typing import get_args

import httpx
import pytest
from support.frames import connected
from websockets.exceptions import InvalidStatus

from trading_api.modules.broker import ws
from trading_api.modules.broker.ws_generated import ROUTERS

PATH = "/api/v1/broker/ws"
ORDER = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "100.5"}


def test_the_generated_routes_are_those_of_ws_py():
    """ws.py is the hand-written truth."""
    aliases = {name: alias for name, alias in vars(ws).items() if name.endswith("Router")}

    assert {router.__name__ for router in ROUTERS} == set(aliases)
    for router in ROUTERS:
        assert (router.request, router.response, router.data) == get_args(aliases[router.__name__])


def place(address: str, headers: dict[str, str]) -> str:
    answer = httpx.post(f"http://{address}/api/v1/broker/orders", json=ORDER, headers=headers)
    return str(answer.json()["orderId"])


def cancel(address: str, order_id: str, headers: dict[str, str]) -> None:
    httpx.delete(f"http://{address}/api/v1/broker/orders/{order_id}", headers=headers).raise_for_status()


def test_a_subscriber_gets_the_open_orders_and_then_every_change_in_sequence(broker, account):
    """The snapshot carries the reply's own seq; live updates go on from there without a gap."""
    gone, kept = place(broker, account), place(broker, account)
    cancel(broker, gone, account)
    with connected(broker, PATH, **account) as client:
        reply = client.ask("orders.subscribe", {})["payload"]
        snapshot = client.next("orders.update")["payload"]
        new = place(broker, account)
        cancel(broker, kept, account)
        updates = [client.next("orders.update")["payload"] for _ in range(2)]

    assert (reply["topic"], reply["seq"], reply["snapshot"]) == ("orders:{}", 3, True)
    assert (snapshot["seq"], snapshot["payload"]["id"]) == (3, kept)
    assert [(u["seq"], u["payload"]["id"], u["payload"]["status"]) for u in updates] == [(4, new, 6), (5, kept, 1)]


def test_the_update_is_sent_before_the_placing_is_answered(broker, account):
    """Charts show a timeout when an order is not confirmed soon; here the frame is on its way first."""
    with connected(broker, PATH, **account) as client:
        client.ask("orders.subscribe", {})
        order_id = place(broker, account)
        client.send("ping")
        frames = [client.next(), client.next()]

    assert [frame["type"] for frame in frames] == ["orders.update", "pong"]
    assert frames[0]["payload"]["payload"]["id"] == order_id


def test_a_reader_that_comes_back_gets_exactly_what_it_missed(broker, account):
    """No gap, no repeat, no snapshot."""
    with connected(broker, PATH, **account) as client:
        position = client.ask("orders.subscribe", {})["payload"]
    missed = [place(broker, account) for _ in range(3)]
    with connected(broker, PATH, **account) as client:
        resume = {"epoch": position["epoch"], "seq": position["seq"] + 1}
        reply = client.ask("orders.subscribe", {"resume": resume})["payload"]
        updates = [client.next("orders.update")["payload"] for _ in range(2)]

    assert (reply["snapshot"], reply["seq"]) == (False, 3)
    assert [(u["seq"], u["payload"]["id"]) for u in updates] == [(2, missed[1]), (3, missed[2])]


@pytest.mark.parametrize("resume", [{"epoch": "other", "seq": 1}, {"epoch": None, "seq": 99}])
def test_a_reader_whose_place_cannot_be_found_gets_a_snapshot(broker, account, resume):
    """Another database, or numbers from the future: what it knows is not to be trusted, and it is told."""
    order_id = place(broker, account)
    with connected(broker, PATH, **account) as client:
        epoch = client.ask("orders.subscribe", {})["payload"]["epoch"]
    with connected(broker, PATH, **account) as client:
        reply = client.ask("orders.subscribe", {"resume": resume | {"epoch": resume["epoch"] or epoch}})["payload"]
        update = client.next("orders.update")["payload"]

    assert (reply["snapshot"], update["payload"]["id"]) == (True, order_id)


def test_an_account_hears_only_of_its_own_orders(broker, account):
    """The account is that of the handshake; no frame can name another."""
    with connected(broker, PATH, **account) as client:
        client.ask("orders.subscribe", {})
        refused = client.ask("orders.subscribe", {"account": "B"})
        place(broker, {"X-Account": "B"})
        mine = place(broker, account)
        update = client.next("orders.update")["payload"]

    assert (update["seq"], update["payload"]["id"]) == (1, mine)
    assert refused["type"] == "error"


def test_a_handshake_with_a_hostile_account_is_refused(broker):
    """It would become part of the store's keys."""
    with pytest.raises(InvalidStatus, match="403"), connected(broker, PATH, **{"X-Account": "a b"}):
        pass


def test_a_fill_arrives_on_every_lossless_topic(broker, account):
    """Each numbered from one; the equity comes last and belongs to what came before."""
    market = {"symbol": "AAPL", "type": 2, "side": 1, "qty": "5"}
    with connected(broker, PATH, **account) as client:
        for topic in ("executions", "orders", "positions", "equity"):
            client.ask(f"{topic}.subscribe", {})
        order_id = httpx.post(f"http://{broker}/api/v1/broker/orders", json=market, headers=account).json()["orderId"]
        fill = client.next("executions.update")["payload"]
        order = [client.next("orders.update")["payload"] for _ in range(2)][-1]
        position = client.next("positions.update")["payload"]
        equity = [client.next("equity.update")["payload"] for _ in range(3)][-1]

    assert [update["seq"] for update in (fill, order, position, equity)] == [1, 2, 1, 2]
    assert (fill["payload"]["orderId"], order["payload"]["status"]) == (order_id, 2)
    assert position["payload"]["qty"] == "5"
    assert equity["payload"]["balance"] != "1000000.00"


def test_a_new_reader_gets_the_state_of_every_topic(broker, account):
    """Who comes late knows as much as who was there."""
    market = {"symbol": "AAPL", "type": 2, "side": 1, "qty": "5"}
    with connected(broker, PATH, **account) as client:
        client.ask("positions.subscribe", {})
        httpx.post(f"http://{broker}/api/v1/broker/orders", json=market, headers=account)
        held = client.next("positions.update")["payload"]
    with connected(broker, PATH, **account) as client:
        state = {}
        for topic in ("executions", "positions", "equity"):
            reply = client.ask(f"{topic}.subscribe", {})["payload"]
            state[topic] = client.next(f"{topic}.update")["payload"]
            assert reply["snapshot"] is True
            assert state[topic]["seq"] == reply["seq"]

    assert state["positions"]["payload"] == held["payload"]
    assert state["executions"]["payload"]["qty"] == "5"


def test_profit_and_loss_is_told_again_when_it_changes(broker, account):
    """Once a second at most, newest value first."""
    with connected(broker, PATH, **account) as client:
        refused = client.ask("pl.subscribe", {"accountId": "SOMEBODY"})
        client.ask("pl.subscribe", {"accountId": account["X-Account"]})
        before = client.next("pl.update")["payload"]
        market = {"symbol": "AAPL", "type": 2, "side": 1, "qty": "5"}
        httpx.post(f"http://{broker}/api/v1/broker/orders", json=market, headers=account)
        while not (after := client.next("pl.update")["payload"])["payload"]["positions"]:
            pass

    assert refused["payload"]["code"] == "account_forbidden"
    assert before["payload"] == {"pl": "0.00", "positions": []}
    assert after["payload"]["positions"] == [{"id": "AAPL", "pl": after["payload"]["pl"]}]
    assert after["seq"] > before["seq"]


def test_the_connection_says_that_it_is_connected(broker, account):
    with connected(broker, PATH, **account) as client:
        client.ask("broker-connection.subscribe", {})

        assert client.next("broker-connection.update")["payload"]["payload"] == {"status": 1, "message": ""}
