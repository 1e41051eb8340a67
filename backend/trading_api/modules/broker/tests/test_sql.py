"""The same statements on SQLite's own driver and through SQLAlchemy, as other databases get them."""

import sqlite3

import pytest
from sqlalchemy import create_engine

from trading_api.models.broker import PreOrder
from trading_api.modules.broker import asking, desk, matcher, queries, records, replies
from trading_api.modules.broker.desk import Desk
from trading_api.modules.broker.queries import Span
from trading_api.modules.broker.service import simulated_exchange
from trading_api.modules.broker.sql import CoreSql, DriverSql
from trading_api.shared.store.idempotency import Request
from trading_api.shared.store.tables import metadata
from trading_api.shared.trading import orders
from trading_api.shared.trading.account import replayed

NOON = 1_700_006_400_000


@pytest.fixture(params=["driver", "core"])
def sql(request, tmp_path):
    """Runs statements one way or the other."""
    engine = create_engine(f"sqlite:///{tmp_path}/t.db")
    metadata.create_all(engine)
    if request.param == "core":
        with engine.connect() as connection:
            yield CoreSql(connection)
    else:
        connection = sqlite3.connect(tmp_path / "t.db")
        yield DriverSql(connection)
        connection.close()
    engine.dispose()


def place(sql, exchange, **fields):
    asked = PreOrder.model_validate({"symbol": "AAPL", "type": 2, "side": 1, "qty": "5", **fields})
    at = Desk(sql, exchange, "A", NOON)
    quotes = at.quotes("AAPL")
    wanted = asking.order(asked, f"o{fields}", "A", quotes["AAPL"])
    queries.check_client_id(sql, wanted[0])
    orders.place(at.journal, exchange.venue, quotes, wanted, at.now)
    at.finish()
    return wanted[0].id


def test_the_life_of_an_account_is_the_same_either_way(sql):
    """Every statement of the broker, on rows of its own making."""
    exchange = simulated_exchange()
    entry = place(sql, exchange, stopLoss="100", takeProfit="900", customFields={"clientOrderId": "mine"})
    resting = place(sql, exchange, type=1, limitPrice="50")
    shown = matcher._show(sql, exchange, NOON + 61_000)
    more = matcher._show(sql, exchange, NOON + 61_000)
    changes = records.history(sql, "A")
    stored = records.load(sql, "A")
    records.put_orders(stored, records.open_orders(sql, "A"))

    assert (shown.until, shown.accounts, more.until) == (NOON + 60_000, ["A"], NOON + 61_000)
    assert stored == replayed("A", changes)
    assert stored.position("AAPL").qty == 5
    assert {order.id for order in records.legs(sql, "A", "AAPL")} == {f"{entry}-S", f"{entry}-T"}
    assert records.order(sql, "A", resting).limit == 5_000
    assert [order.id for order in queries.final_orders(sql, "A", queries.END, 9)] == [entry]
    assert [event.event for event in queries.order_events(sql, "A", entry)] == ["accept", "fill_rest"]
    assert len(queries.executions(sql, "A", None, Span(), (0, ""), 9).executions) == 1
    assert len(queries.last_executions(sql, "A", 9)) == 1
    assert [position.symbol for position in queries.positions(sql, "A", exchange.venue.contracts)] == ["AAPL"]
    assert [one.kind for one in queries.ledger(sql, "A", 0, 9)] == ["deposit", "trade"]
    assert len(queries.equity_points(sql, "A", Span(), 9)) == 3, "opened, filled, and a minute later"
    assert desk.shown_until(sql) == NOON + 61_000


def test_a_reply_is_given_again_either_way(sql):
    request = Request("A", "k", "content")
    first = replies.once(sql, request, NOON, lambda: b"first")

    assert (first, replies.once(sql, request, NOON, lambda: b"second")) == (b"first", b"first")
