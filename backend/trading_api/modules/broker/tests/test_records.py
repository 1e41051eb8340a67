"""What earlier releases left in the store, in the hands of this one."""

import asyncio
import json
import time

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from trading_api.models.broker import OrdersSubscribeRequest
from trading_api.models.ws import Resume
from trading_api.modules.broker import queries, records
from trading_api.modules.broker.accounts import Accounts
from trading_api.modules.broker.live import LiveLog
from trading_api.modules.broker.matcher import Matcher
from trading_api.modules.broker.service import BrokerService
from trading_api.modules.broker.ws_generated import OrdersSubscribeRouter
from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.store import versions
from trading_api.shared.store.database import Store
from trading_api.shared.trading.account import replayed

ORDERS = """
INSERT INTO orders (id, account, symbol, type, side, qty, limit_ticks, status, filled_qty, message, version, created, updated)
VALUES ('01A', 'A', 'AAPL', 1, 1, 5, 10050, 6, 0, '', 1, 1000, 1000),
       ('01B', 'A', 'MSFT', 1, -1, 7, 99900, 6, 0, '', 1, 2000, 2000),
       ('01C', 'A', 'AAPL', 1, 1, 9, 10000, 1, 0, 'canceled by the client', 2, 1500, 1600),
       ('01D', 'B', 'AAPL', 1, 1, 9000000000000, 99999999, 6, 0, '', 1, 1500, 1500)
"""
SAID = {
    **{"id": "01A", "symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "100.50", "status": 6},
    **{"filledQty": "0", "avgPrice": None, "updateTime": 1000, "message": "", "version": 1},
}
"""An entry of the log as it was written then."""


@pytest.fixture
def old(tmp_path):
    """The URL of a store that the release before paper accounts made, with orders that rest."""
    engine = create_engine(f"sqlite:///{tmp_path}/t.db")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(versions.FOLDER))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0002")
        connection.execute(text(ORDERS))
        connection.execute(text("INSERT INTO facts VALUES ('epoch', 'before')"))
        entry = "INSERT INTO events (account, topic, seq, ts, payload) VALUES ('A', 'orders', 1, 1000, :said)"
        connection.execute(text(entry), {"said": json.dumps(SAID)})
    engine.dispose()
    return f"sqlite:///{tmp_path}/t.db"


def on_broker(url, work, **options):
    async def run():
        broker = BrokerService(Store(url), **options)
        await broker.start()
        try:
            return await work(broker)
        finally:
            await broker.stop()

    return asyncio.run(run())


def test_orders_from_before_rest_on_and_can_be_canceled(old):
    """Taken over with the money that an account begins with, part of it set aside for what they would cost."""

    async def work(broker):
        found = await broker.orders("A")
        info = await Accounts(broker).info("A")
        ended = [json.loads(await broker.cancel("A", order.id)) for order in found]
        return found, info, ended, await Accounts(broker).info("A")

    found, before, ended, after = on_broker(old, work)

    assert [(o.id, str(o.qty), str(o.limitPrice), o.status, o.version) for o in found] == [
        ("01A", "5", "100.50", 6, 1),
        ("01B", "7", "999.00", 6, 1),
    ]
    assert (str(before.balance), str(before.marginReserved)) == ("1000000.00", "3747.75")
    assert [(order["status"], order["version"]) for order in ended] == [(1, 2), (1, 2)]
    assert (str(after.marginReserved), str(after.marginAvailable)) == ("0.00", "1000000.00")


def test_an_account_from_before_is_what_its_journal_replays_to(old):
    """The audit trail begins with the takeover, and holds all that was known then."""

    def look(sql):
        stored = records.load(sql, "A")
        records.put_orders(stored, records.open_orders(sql, "A"))
        trail = queries.order_events(sql, INSTRUMENTS, "A", "01C")
        return (
            stored,
            replayed("A", records.history(sql, "A")),
            trail,
            queries.final_orders(sql, INSTRUMENTS, "A", "~", 9),
        )

    stored, again, trail, final = on_broker(old, lambda broker: broker.read(look))

    assert stored == again
    assert [(event.event, event.order.message) for event in trail] == [("cancel", "canceled by the client")]
    assert [order.id for order in final] == ["01C"]


def test_orders_from_before_are_not_filled_with_prices_from_before(old):
    """There was no market for them then; even one too large for any account does not stop the others."""

    async def work(broker):
        await Matcher(broker).turn()
        return await broker.orders("A"), await broker.orders("B")

    # It stands still: an order may well be filled with the price of the second after this.
    now = time.time_ns() // 1_000_000
    of_a, of_b = on_broker(old, work, clock_ms=lambda: now)

    assert [order.filledQty for order in (*of_a, *of_b)] == [0, 0, 0]


def test_a_reader_resumes_over_the_takeover(old):
    """What the log said then lacks what is said now; a client must not be cut off for that."""

    async def work(broker):
        log = LiveLog(broker)
        topic = OrdersSubscribeRouter(log).topic(OrdersSubscribeRequest(), "A")
        return await log.open_topic(topic, Resume(epoch="before", seq=0))

    opening = on_broker(old, work)

    (update,) = opening.updates
    assert (opening.snapshot, update.seq, update.data.id, update.data.duration.type) == (False, 1, "01A", "GTC")
