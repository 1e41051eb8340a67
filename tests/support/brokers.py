"""Brokers without HTTP, on a store of their own and a clock that is set by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from trading_api.models.broker import PreOrder
from trading_api.models.positions import Execution
from trading_api.modules.broker import queries, records
from trading_api.modules.broker.matcher import Matcher
from trading_api.modules.broker.paging import Span
from trading_api.modules.broker.service import BrokerService, exchange_of
from trading_api.settings import Settings
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.store.database import Store
from trading_api.shared.trading.account import replayed
from trading_api.shared.trading.feeds import FeedPrices

NOON = 1_700_006_400_000
"""2023-11-15T00:00 in UTC."""
PRICES = FeedPrices(Simulator())


class Clock:
    """A clock that is set by hand, in ms."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def on(self, ms: int) -> None:
        self.now += ms


@asynccontextmanager
async def brokers(url, clock, count=1, **settings) -> AsyncIterator[list[BrokerService]]:
    made = [BrokerService(Store(url), clock, partial(exchange_of, Settings(**settings))) for _ in range(count)]
    for broker in made:
        await broker.start()
    try:
        yield made
    finally:
        for broker in made:
            await broker.stop()


def asked(**fields) -> PreOrder:
    return PreOrder.model_validate({"symbol": "AAPL", "type": 2, "side": 1, "qty": "5", **fields})


async def settled(matcher: Matcher) -> None:
    """Turn until nothing is left to show."""
    async with asyncio.timeout(20):
        while await matcher.turn():
            pass


async def executions(broker: BrokerService, account: str = "A") -> list[Execution]:
    """The first fills of an account."""
    listed = broker.exchange.listed
    page = await broker.read(lambda sql: queries.executions(sql, listed, account, None, Span(), (0, ""), 10))
    return page.executions


async def everything(broker: BrokerService, account: str):
    """What the tables say of an account, and what its journal replays to."""

    def act(sql):
        stored = records.load(sql, account)
        records.put_orders(stored, records.open_orders(sql, account))
        return stored, replayed(account, records.history(sql, account))

    return await broker.read(act)
