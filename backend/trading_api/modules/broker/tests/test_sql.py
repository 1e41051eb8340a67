"""The same statements on every database that the store can be."""

import asyncio

import pytest

from trading_api.models.broker import PreOrder
from trading_api.modules.broker import asking, desk, matcher, queries, records
from trading_api.modules.broker.desk import Desk
from trading_api.modules.broker.paging import END, Span
from trading_api.modules.broker.service import exchange_of
from trading_api.modules.broker.sql import Sql
from trading_api.settings import Settings
from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.store.database import Store
from trading_api.shared.trading import orders
from trading_api.shared.trading.account import replayed

NOON = 1_700_006_400_000


@pytest.fixture
def on_store(store_url):
    """Run something in one transaction of an open store."""

    def run(act):
        async def whole():
            store = Store(store_url)
            try:
                await store.open()
                return await store.transact(lambda connection: act(Sql(connection)))
            finally:
                await store.close()

        return asyncio.run(whole())

    return run


def place(sql, exchange, **fields):
    asked = PreOrder.model_validate({"symbol": "AAPL", "type": 2, "side": 1, "qty": "5", **fields})
    at = Desk(sql, exchange, "A", NOON)
    quotes = at.quotes("AAPL")
    wanted = asking.order(INSTRUMENTS["AAPL"], asked, f"o{fields}", "A", quotes["AAPL"])
    queries.check_client_id(sql, wanted[0])
    orders.place(at.journal, exchange.venue, quotes, wanted, at.now)
    at.finish()
    return wanted[0].id


def test_the_life_of_an_account_is_the_same_in_every_database(on_store):
    """Every statement of the broker, on rows of its own making."""
    on_store(live)


def live(sql):
    exchange = exchange_of(Settings())
    entry = place(sql, exchange, stopLoss="100", takeProfit="900", customFields={"clientOrderId": "mine"})
    resting = place(sql, exchange, type=1, limitPrice="50")
    shown = matcher._show(sql, exchange, NOON + 61_000)
    more = matcher._show(sql, exchange, NOON + 61_000)
    changes = records.history(sql, "A")
    stored = records.load(sql, "A")
    records.put_orders(stored, records.open_orders(sql, "A"))

    assert (shown, more) == (NOON + 60_000, NOON + 61_000)
    assert stored == replayed("A", changes)
    assert stored.position("AAPL").qty == 5
    assert {order.id for order in records.legs(sql, "A", "AAPL")} == {f"{entry}-S", f"{entry}-T"}
    assert records.order(sql, "A", resting).limit == 5_000
    assert [order.id for order in queries.final_orders(sql, INSTRUMENTS, "A", END, 9)] == [entry]
    assert [event.event for event in queries.order_events(sql, INSTRUMENTS, "A", entry)] == ["accept", "fill_rest"]
    assert len(queries.executions(sql, INSTRUMENTS, "A", None, Span(), (0, ""), 9).executions) == 1
    assert len(queries.last_executions(sql, INSTRUMENTS, "A", 9)) == 1
    assert [position.symbol for position in queries.positions(sql, exchange, "A")] == ["AAPL"]
    assert [one.kind for one in queries.ledger(sql, "A", 0, 9)] == ["deposit", "trade"]
    assert len(queries.equity_points(sql, "A", Span(), 9)) == 3, "opened, filled, and a minute later"
    assert desk.shown_until(sql) == NOON + 61_000
