"""Positions, fills and accounts over HTTP, on a running broker whose market moves by itself."""

import time
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest
from support.asgi import served

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.derived import future_symbol
from trading_api.shared.market.expiries import expiries

MARKET = {"symbol": "AAPL", "type": 2, "side": 1, "qty": "5"}
WITHIN_S = 10.0


@pytest.fixture
def http(broker, account):
    """A client of the broker's REST routes, with an account of its own."""
    with httpx.Client(base_url=f"http://{broker}/api/v1/broker", headers=account) as client:
        yield client


@pytest.fixture(scope="module")
def admin(tmp_path_factory):
    """A broker whose accounts can be changed by anybody who reaches it."""
    folder = tmp_path_factory.mktemp("admin")
    app = AppFactory(Settings(store_url=f"sqlite:///{folder}/t.db", bus_url="memory:", broker_admin=True)).create_app(
        ["broker"]
    )
    with served(app) as address, httpx.Client(base_url=f"http://{address}/api/v1/broker") as client:
        yield client


def until(holds, what):
    """What `holds` gives once it gives anything: fills come with the next second."""
    deadline = time.monotonic() + WITHIN_S
    while not (found := holds()):
        assert time.monotonic() < deadline, f"no {what} within {WITHIN_S:g} s"
        time.sleep(0.05)
    return found


def test_a_market_order_becomes_a_position_and_is_closed_again(http):
    """The whole way through the interface: order, fill, position, ledger, equity."""
    order_id = http.post("/orders", json=MARKET).json()["orderId"]
    (position,) = until(lambda: http.get("/positions").json(), "position")
    (fill,) = http.get("/executions", params={"symbol": "AAPL"}).json()["executions"]
    closed = http.delete("/positions/AAPL", params={"amount": "5"})
    until(lambda: not http.get("/positions").json(), "closed position")
    entries = http.get("/ledger").json()
    account = http.get("/account").json()

    assert (position["id"], position["side"], position["qty"]) == ("AAPL", 1, "5")
    assert (fill["orderId"], fill["qty"], Decimal(fill["netAmount"])) == (order_id, "5", -5 * Decimal(fill["price"]))
    assert closed.status_code == 200
    assert [entry["kind"] for entry in entries] == ["deposit", "trade", "trade"]
    assert sum(Decimal(entry["amount"]) for entry in entries) == Decimal(account["balance"])
    assert account["balance"] == account["equity"] == account["marginAvailable"]
    assert [point["balance"] for point in http.get("/equity/history").json()][-1] == account["balance"]
    assert [order["status"] for order in http.get("/orders/history").json()] == [2, 2]
    assert [e["event"] for e in http.get(f"/orders/{order_id}/events").json()] == ["accept", "fill_rest"]
    assert http.get("/executions/AAPL").json()[0] == fill


def test_executions_come_in_pages(http):
    """A cursor goes on where the page before ended."""
    for _ in range(3):
        http.post("/orders", json=MARKET)

    def filled():
        found = http.get("/executions").json()["executions"]
        return (
            found if sum(int(fill["qty"]) for fill in found) == 15 else []
        )  # a second may not have enough for an order

    whole = until(filled, "fills of all three")
    pages, cursor = [], None
    while True:
        page = http.get("/executions", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        pages += page["executions"]
        if (cursor := page["cursor"]) is None:
            break

    assert pages == whole


def test_an_order_can_be_changed_previewed_and_canceled_with_all_others(http):
    """PUT gives the whole of what can change; If-Match guards against changes one has not seen."""
    limit = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "50"}
    preview = http.post("/orders/preview", json=limit).json()
    order_id = http.post("/orders", json=limit).json()["orderId"]
    http.post("/orders", json=limit | {"symbol": "MSFT"})
    changed = http.put(f"/orders/{order_id}", json={"qty": "6", "limitPrice": "49.5"}, headers={"If-Match": '"1"'})
    outdated = http.put(f"/orders/{order_id}", json={"qty": "7", "limitPrice": "49.5"}, headers={"If-Match": '"1"'})
    canceled = http.delete("/orders", params={"symbol": "AAPL"}).json()["orders"]
    final = http.put(f"/orders/{order_id}", json={"qty": "7", "limitPrice": "49.5"})

    assert preview["errors"] == []
    assert {"title": "Value", "value": "250.00"} in preview["sections"][0]["rows"]
    assert (changed.json()["qty"], changed.json()["limitPrice"], changed.json()["version"]) == ("6", "49.50", 2)
    assert (outdated.status_code, outdated.json()["code"]) == (412, "version_mismatch")
    assert [(order["id"], order["version"]) for order in canceled] == [(order_id, 3)]
    assert (final.status_code, final.json()["code"]) == (409, "order_finished")
    assert [order["symbol"] for order in http.get("/orders").json()] == ["MSFT"]


def test_a_preview_tells_what_placing_would_be_refused_for(http):
    assert http.post("/orders/preview", json=MARKET | {"qty": "900000000"}).json()["errors"] == [
        "the account has not enough buying power for this order"
    ]


def test_a_client_order_id_is_taken_once(http):
    """It is the client's own name for the order, and stays that for ever."""
    named = MARKET | {"customFields": {"clientOrderId": "mine-1"}}
    first = http.post("/orders", json=named)
    again = http.post("/orders", json=named)

    assert http.get(f"/orders/{first.json()['orderId']}").json()["clientOrderId"] == "mine-1"
    assert (again.status_code, again.json()["code"]) == (422, "duplicate_client_order_id")


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/positions/AAPL"), ("POST", "/positions/AAPL/reverse"), ("DELETE", "/positions/%F0%9F%98%80")],
)
def test_a_position_nobody_has_is_a_404(http, method, path):
    answer = http.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (404, "position_unknown")


def test_leverage_changes_what_an_order_takes(http):
    """Four times as much for the same money; five times is too much."""
    info = http.get("/leverage/info", params={"symbol": "AAPL"}).json()
    too_much = http.post("/leverage/preview", json={"symbol": "AAPL", "leverage": "5"}).json()
    answer = http.put("/leverage/set", json={"symbol": "AAPL", "leverage": "4"})
    http.post("/orders", json={"symbol": "AAPL", "type": 1, "side": 1, "qty": "4", "limitPrice": "100"})

    assert (info["leverage"], info["max"]) == ("2", "4")
    assert too_much["errors"] == ["leverage must be a whole number between 1 and 4"]
    assert answer.json() == {"leverage": "4"}
    assert http.get("/account").json()["marginReserved"] == "100.00"


def test_instruments_tell_what_a_dialog_must_know(http):
    instrument = http.get("/instruments/AAPL").json()

    assert instrument["qty"] == {"min": "1", "max": "1000000000", "step": "1"}
    assert (instrument["minTick"], instrument["marginRate"]) == ("0.01", "0.5")
    assert http.get("/instruments/NOPE").json()["code"] == "symbol_unknown"
    assert http.get("/instruments/SIMX").json()["tradable"] is False


def test_a_contract_is_ten_units_of_its_index(http):
    """A dialog that did not know would show a tenth of what is at stake."""
    expiry = expiries(Calendar.load("SIM"), datetime.now(UTC).date(), 3)[-1]
    future = http.get(f"/instruments/{future_symbol('SIMX', expiry)}").json()

    assert [future[name] for name in ("minTick", "bigPointValue", "marginRate", "tradable")] == [
        "0.05",
        "10",
        "0.1",
        True,
    ]
    assert http.get("/instruments/SIMX-201801").json()["bigPointValue"] == "10"
    late = http.post("/orders", json=MARKET | {"symbol": "SIMX-201801"})
    assert (late.status_code, late.json()["code"]) == (422, "contract_expired")


def test_the_broker_says_that_it_is_connected(http, account):
    assert http.get("/connection").json() == {"status": 1, "message": ""}
    assert [one["id"] for one in http.get("/accounts").json()] == [account["X-Account"]]


@pytest.mark.parametrize(("path", "body"), [("deposit", {"amount": "5"}), ("reset", {}), ("halt", {"halted": True})])
def test_without_the_flag_nobody_administers(http, path, body):
    answer = http.post(f"/accounts/DEMO/{path}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")


def test_cash_is_added_once_per_key(admin):
    """Sent twice under one key, it is one deposit."""
    key = {"Idempotency-Key": "once"}
    answers = [admin.post("/accounts/D/deposit", json={"amount": "0.5"}, headers=key).json() for _ in range(2)]

    assert [answer["balance"] for answer in answers] == ["1000000.50", "1000000.50"]
    assert admin.get("/account", headers={"X-Account": "D"}).json()["balance"] == "1000000.50"


def test_a_halted_account_opens_nothing(admin):
    """Until it may go on."""
    mine = {"X-Account": "H"}
    admin.post("/accounts/H/halt", json={"halted": True, "reason": "a test"})
    refused = admin.post("/orders", json=MARKET, headers=mine)
    admin.post("/accounts/H/halt", json={"halted": False})

    assert (refused.status_code, refused.json()["code"]) == (422, "halted")
    assert admin.post("/orders", json=MARKET, headers=mine).status_code == 201


def test_an_account_can_begin_anew_under_other_rules(admin):
    """Orders are canceled, positions gone; what happened before stays in the history."""
    mine = {"X-Account": "R"}
    admin.post("/orders", json=MARKET, headers=mine)
    until(lambda: admin.get("/positions", headers=mine).json(), "position")
    admin.post("/orders", json=MARKET | {"type": 1, "limitPrice": "50"}, headers=mine)
    info = admin.post("/accounts/R/reset", json={"cash": "100", "kind": "cash", "method": "average"}).json()
    short = admin.post("/orders", json=MARKET | {"side": -1}, headers=mine)

    assert (info["kind"], info["method"], info["balance"], info["equity"]) == ("cash", "average", "100.00", "100.00")
    assert (admin.get("/positions", headers=mine).json(), admin.get("/orders", headers=mine).json()) == ([], [])
    assert short.json()["code"] == "short_sale"
    assert len(admin.get("/executions", headers=mine).json()["executions"]) == 1
