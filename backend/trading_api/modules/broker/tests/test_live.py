"""Following the log of an account, when that is not possible for a while."""

import asyncio
import logging
import sqlite3
from contextlib import closing

from sqlalchemy import event

from trading_api.models.broker import OrdersSubscribeRequest, PreOrder
from trading_api.modules.broker import live
from trading_api.modules.broker.live import LiveLog
from trading_api.modules.broker.service import BrokerService
from trading_api.modules.broker.ws_generated import OrdersSubscribeRouter
from trading_api.shared.store.database import Store

ORDER = PreOrder.model_validate({"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "100.5"})


async def until(holds) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - a log line and a list have no event to wait for
            await asyncio.sleep(0.01)


def test_a_topic_goes_on_after_a_fault_nobody_foresaw(tmp_path, monkeypatch, caplog):
    """A poll that ended with its first error would leave its readers waiting for ever, without a word in the log."""
    monkeypatch.setattr(live, "RETRY_S", 0.01)
    seen: list[int] = []

    def renamed(old: str, new: str) -> None:
        with closing(sqlite3.connect(tmp_path / "t.db")) as other:
            other.execute(f"ALTER TABLE {old} RENAME TO {new}")

    async def run() -> None:
        here, elsewhere = (BrokerService(Store(f"sqlite:///{tmp_path}/t.db")) for _ in range(2))
        orders = LiveLog(here)
        topic = OrdersSubscribeRouter(orders).topic(OrdersSubscribeRequest(), "A")
        await here.start()
        await elsewhere.start()
        try:
            await orders.create_topic(topic, lambda update: seen.append(update.seq))
            renamed("events", "hidden")
            await until(lambda: "cannot be followed" in caplog.text)
            renamed("hidden", "events")
            await elsewhere.place("A", ORDER)
            await until(lambda: seen == [1])
            await orders.remove_topic(topic)
        finally:
            await here.stop()
            await elsewhere.stop()

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())

    assert seen == [1]


def test_many_quiet_accounts_cost_one_question_to_the_store(tmp_path):
    """Polled one by one, two hundred listened accounts made every order wait for a sixth of a second."""
    questions: list[str] = []
    seen: list[tuple[str, int]] = []

    async def run() -> None:
        here, elsewhere = (BrokerService(Store(f"sqlite:///{tmp_path}/t.db")) for _ in range(2))
        orders = LiveLog(here)
        route = OrdersSubscribeRouter(orders)
        topics = [route.topic(OrdersSubscribeRequest(), f"A{number}") for number in range(50)]
        await here.start()
        await elsewhere.start()
        try:
            for topic in topics:
                await orders.create_topic(topic, lambda update, scope=topic.scope: seen.append((scope, update.seq)))
            await until(lambda: not orders._behind())
            event.listen(here.store._backend._engine.sync_engine, "before_cursor_execute", asked)
            await elsewhere.place("A7", ORDER)
            await until(lambda: seen != [])
            event.remove(here.store._backend._engine.sync_engine, "before_cursor_execute", asked)
            for topic in topics:
                await orders.remove_topic(topic)
            assert orders._following is None
        finally:
            await here.stop()
            await elsewhere.stop()

    def asked(connection, cursor, statement, parameters, context, many) -> None:
        questions.append(statement)

    asyncio.run(run())

    assert seen == [("A7", 1)]
    assert sum("seq >" in statement for statement in questions) <= 2, "only the account that changed is read"
