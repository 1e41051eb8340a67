"""The broker over HTTP, behind a real server on a real file."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest
from support.asgi import served

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings
from trading_api.shared.store import database

ORDER = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "100.5"}
JSON = {"content-type": "application/json"}


@pytest.fixture
def http(broker, account):
    """A client of the broker's REST routes, with an account of its own."""
    with httpx.Client(base_url=f"http://{broker}/api/v1/broker", headers=account) as client:
        yield client


def test_an_order_is_placed_listed_canceled_and_then_final(http):
    """The life of an order, in the numbers of the enums that charts use."""
    placed = http.post("/orders", json=ORDER)
    order_id = placed.json()["orderId"]
    listed = http.get("/orders").json()
    canceled = http.delete(f"/orders/{order_id}")
    again = http.delete(f"/orders/{order_id}")

    assert placed.status_code == 201
    assert [order["id"] for order in listed] == [order_id]
    assert listed[0] | {"id": "", "updateTime": 0} == {
        "id": "",
        "symbol": "AAPL",
        "type": 1,
        "side": 1,
        "qty": "5",
        "limitPrice": "100.50",
        "stopPrice": None,
        "trailingStopPips": None,
        "duration": {"type": "GTC", "datetime": None},
        "reduceOnly": False,
        "status": 6,
        "filledQty": "0",
        "avgPrice": None,
        "parentId": None,
        "parentType": None,
        "clientOrderId": None,
        "updateTime": 0,
        "message": "",
        "version": 1,
    }
    assert (canceled.status_code, canceled.json()["status"], canceled.json()["version"]) == (200, 1, 2)
    assert (again.status_code, again.json()["code"]) == (409, "order_finished")
    assert http.get("/orders").json() == []
    assert http.get(f"/orders/{order_id}").json() == canceled.json()


def test_accounts_do_not_see_each_other(http):
    """Not in lists, not by id, not to cancel."""
    order_id = http.post("/orders", json=ORDER).json()["orderId"]
    other = {"X-Account": "DEMO"}

    assert http.get("/orders", headers=other).json() == []
    for answer in (http.get(f"/orders/{order_id}", headers=other), http.delete(f"/orders/{order_id}", headers=other)):
        assert (answer.status_code, answer.json()["code"]) == (404, "order_unknown")
    assert len(http.get("/orders").json()) == 1


def test_without_a_header_the_account_is_demo(http, broker):
    """So that the first curl of a newcomer works."""
    order_id = httpx.post(f"http://{broker}/api/v1/broker/orders", json=ORDER).json()["orderId"]

    assert http.delete(f"/orders/{order_id}", headers={"X-Account": "DEMO"}).status_code == 200


def test_the_same_key_gives_the_same_bytes_and_one_order(http):
    """Sent eight times at once, as a client with a bad line and several threads would."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: http.post("/orders", json=ORDER, headers={"Idempotency-Key": "k"}), range(8)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(http.get("/orders").json()) == 1


def test_a_used_key_with_another_request_is_refused(http):
    """Another body, and another operation as well; the same body in other spelling is the same request."""
    key = {"Idempotency-Key": "k"}
    first = http.post("/orders", json=ORDER, headers=key)

    other = http.post("/orders", json=ORDER | {"qty": "6"}, headers=key)
    cancel = http.delete(f"/orders/{first.json()['orderId']}", headers=key)
    spelled = http.post("/orders", content=f" {httpx.Request('POST', 'http://x', json=ORDER).content.decode()} ",
                        headers=key | JSON)  # fmt: skip

    for answer in (other, cancel):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert spelled.content == first.content


def test_a_refused_order_can_be_put_right_under_its_key(http):
    """A refusal did nothing, so there is nothing to repeat."""
    key = {"Idempotency-Key": "k"}

    assert http.post("/orders", json=ORDER | {"qty": "0"}, headers=key).json()["code"] == "qty_out_of_range"
    assert http.post("/orders", json=ORDER, headers=key).status_code == 201


LIMIT = '{"symbol":"AAPL","type":1,"side":1,"qty":"1","limitPrice":'
HOSTILE = {
    "NaN": '{"symbol":"AAPL","type":1,"side":1,"qty":NaN}',
    "1e400": '{"symbol":"AAPL","type":1,"side":1,"qty":1e400}',
    "a number as quantity": '{"symbol":"AAPL","type":1,"side":1,"qty":5,"limitPrice":"1"}',
    "5000 digits": '{"symbol":"AAPL","type":1,"side":1,"qty":"' + "9" * 5000 + '","limitPrice":"1"}',
    "5000 digits as type": '{"symbol":"AAPL","type":' + "9" * 5000 + ',"side":1,"qty":"1","limitPrice":"1"}',
    "half a surrogate pair": '{"symbol":"\\ud800","type":1,"side":1,"qty":"1","limitPrice":"1"}',
    "NUL": '{"symbol":"A\\u0000","type":1,"side":1,"qty":"1","limitPrice":"1"}',
    "a key twice": '{"symbol":"AAPL","symbol":"XOM","type":1,"side":1,"qty":"1","limitPrice":"1"}',
    "an unknown key": '{"symbol":"AAPL","type":1,"side":1,"qty":"1","limitPrice":"1","leverage":"1"}',
    "an unknown type": '{"symbol":"AAPL","type":9,"side":1,"qty":"1","limitPrice":"1"}',
    "true as type": '{"symbol":"AAPL","type":true,"side":1,"qty":"1","limitPrice":"1"}',
    "text as side": '{"symbol":"AAPL","type":1,"side":"-1","qty":"1","limitPrice":"1"}',
    "no side": '{"symbol":"AAPL","type":1,"side":0,"qty":"1","limitPrice":"1"}',
    "a list": "[]",
    "nothing": "",
    "NaN as text": '{"symbol":"AAPL","type":1,"side":1,"qty":"NaN","limitPrice":"1"}',
    "Infinity as a stop": '{"symbol":"AAPL","type":3,"side":1,"qty":"1","stopPrice":"Infinity"}',
    "1e400 as text": '{"symbol":"AAPL","type":1,"side":1,"qty":"1e400","limitPrice":"1"}',
    "a price of 5000 digits": '{"symbol":"AAPL","type":1,"side":1,"qty":"1","limitPrice":"1.' + "0" * 5000 + '"}',
    "a distance of 5000 digits": '{"symbol":"AAPL","type":3,"side":1,"qty":"1","stopType":1,"trailingStopPips":'
    + "9" * 4000
    + "}",
    "a time beyond time": LIMIT + '"1","duration":{"type":"GTD","datetime":1e18}}',
    "a client id with NUL": LIMIT + '"1","customFields":{"clientOrderId":"\\u0000"}}',
    "more than there is": '{"symbol":"AAPL","type":1,"side":1,"qty":"1000000000","limitPrice":"1000000000"}',
    "an index": '{"symbol":"SIMX","type":2,"side":1,"qty":"1"}',
    "deep nesting": "[" * 100_000,
    "bad UTF-8": b'{"symbol":"\xff"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bodies_are_refused_and_never_stored(http, body):
    """A 4xx problem each, never a 500."""
    answer = http.post("/orders", content=body, headers=JSON)

    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert http.get("/orders").json() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Account": "a b"},
        {"X-Account": ""},
        {"X-Account": "A" * 33},
        {"X-Account": b"\xff"},
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "k" * 256},
        {"Idempotency-Key": b"\xe9"},
    ],
)
def test_hostile_headers_are_refused(http, headers):
    """They end up in the store's keys."""
    answer = http.post("/orders", json=ORDER, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("order_id", ["x", "%ff", "%F0%9F%98%80", "x" * 5000, "' OR 1=1 --"])
def test_an_unknown_order_is_a_404(http, order_id):
    """Whatever it is called."""
    assert http.get(f"/orders/{order_id}").json()["code"] == "order_unknown"


def test_a_locked_store_is_a_503_and_never_a_false_201(tmp_path, monkeypatch):
    """Another program holds the file: the client may try again, and an order is either on the disk or refused."""
    monkeypatch.setattr(database, "BUSY_S", 0.1)
    app = AppFactory(Settings(store_url=f"sqlite+aiosqlite:///{tmp_path}/test.db", bus_url="memory:")).create_app(
        ["broker"]
    )
    with served(app) as address, httpx.Client(base_url=f"http://{address}/api/v1/broker") as http:
        with closing(sqlite3.connect(tmp_path / "test.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            refused = http.post("/orders", json=ORDER)
            listed = http.get("/orders")
        taken = http.post("/orders", json=ORDER)
        kept = http.get("/orders").json()

    assert (refused.status_code, refused.json()["code"]) == (503, "store_unavailable")
    assert refused.headers["retry-after"] == "1"
    assert (listed.status_code, listed.json()) == (200, []), "readers are not held up"
    assert (taken.status_code, [order["id"] for order in kept]) == (201, [taken.json()["orderId"]])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/orders/x"),
        ("POST", "/orders/preview"),
        ("PUT", "/positions/AAPL/brackets"),
        ("PUT", "/leverage/set"),
        ("POST", "/leverage/preview"),
        ("POST", "/accounts/A/deposit"),
        ("POST", "/accounts/A/reset"),
        ("POST", "/accounts/A/halt"),
    ],
)
@pytest.mark.parametrize(
    "value",
    ["NaN", "1e400", "-Infinity", '"\\ud800"', '"\\u0000"', '"' + "9" * 5000 + '"', "9" * 4000, '"NaN"', "true"],
)
def test_hostile_numbers_are_refused_wherever_there_are_numbers(http, method, path, value):
    """Each in every field that the operation has."""
    fields = (
        "qty",
        "limitPrice",
        "stopLoss",
        "leverage",
        "amount",
        "cash",
        "dailyLoss",
        "halted",
        "datetime",
        "symbol",
    )
    for name in fields:
        answer = http.request(method, path, content=f'{{"{name}": {value}}}', headers=JSON)

        assert 400 <= answer.status_code < 500, (name, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/executions?from=-1",
        "/executions?to=99999999999999999999",
        "/executions?cursor=%00",
        "/orders/history?limit=0",
        "/ledger?after=-1",
        "/equity/history?limit=5001",
        "/leverage/info?symbol=%ff",
        "/leverage/info?symbol=NOPE",
        "/instruments/NOPE",
        "/instruments/%ff",
    ],
)
def test_hostile_questions_are_refused(http, path):
    assert 400 <= http.get(path).status_code < 500


def test_a_side_that_there_is_not_cancels_nothing(http):
    """Neither bought nor sold: the fault is the caller's."""
    assert http.delete("/orders?side=5135007").status_code == 422
    assert http.delete("/orders?side=0").status_code == 422
    assert http.delete("/orders?side=-1").status_code == 200


def test_ready_names_the_store(http):
    """A load balancer asks this."""
    assert {"name": "broker.store", "status": "ok"} in http.get("/ready").json()["dependencies"]


def test_numbers_are_decimal_strings_in_the_document():
    """One schema in and out: clients get one exact type, and no model is split in two."""
    schemas = AppFactory(Settings()).create_app(["broker"]).openapi()["components"]["schemas"]

    assert not [name for name in schemas if "Input" in name or "Output" in name]
    assert schemas["PreOrder"]["properties"]["qty"]["format"] == "decimal"
    assert schemas["PlacedOrder"]["properties"]["qty"]["type"] == "string"
