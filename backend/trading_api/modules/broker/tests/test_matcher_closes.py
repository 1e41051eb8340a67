"""What the end of a session does in the store: orders expire, futures are marked to market, options end."""

import asyncio
from decimal import Decimal
from itertools import pairwise

import pytest
from sqlalchemy import text
from support.brokers import NOON, Clock, asked, brokers, everything, executions, settled

from trading_api.models.orders import OrderStatus
from trading_api.modules.broker import desk, queries
from trading_api.modules.broker.accounts import Accounts
from trading_api.modules.broker.matcher import Matcher
from trading_api.modules.broker.paging import END
from trading_api.modules.broker.sql import Sql
from trading_api.shared.market.instruments import INSTRUMENTS, Right
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.trading.feeds import FeedPrices

CLOSE, OPEN = NOON - 3 * 3_600_000, NOON + 52_200_000
"""Of the New York session that ends before NOON, midnight in UTC, and of the next one."""
DAY = 86_400_000
EXPIRY = NOON + 3 * DAY
"""The end of Friday, November 17, where the market never closes."""
TOPICS = "SELECT topic FROM events ORDER BY position"


async def held(broker):
    return await broker.read(lambda sql: queries.positions(sql, broker.exchange, "A"))


async def entries(broker):
    found = await broker.read(lambda sql: queries.ledger(sql, "A", 0, 100))
    return [entry for entry in found if entry.kind in {"variation", "settlement"}]


def test_a_day_order_ends_with_the_exchanges_session(store_url):
    """At the close, not with the first price of the next day."""
    clock = Clock()

    async def run():
        async with brokers(store_url, clock, market_hours="exchange") as (broker,):
            clock.now = CLOSE - 10_000
            await broker.place("A", asked(type=1, limitPrice="50", duration={"type": "DAY"}))
            await broker.place("A", asked(type=1, limitPrice="50"))
            clock.now = CLOSE - 1_000
            await settled(Matcher(broker))
            before = await broker.orders("A")
            clock.now = CLOSE + 2_000
            await settled(Matcher(broker))
            return (
                before,
                await broker.orders("A"),
                await broker.read(lambda sql: queries.final_orders(sql, INSTRUMENTS, "A", END, 10)),
            )

    before, after, final = asyncio.run(run())
    assert (len(before), len(after)) == (2, 1)
    assert [(order.message, order.updateTime) for order in final] == [("expired", CLOSE)]


def test_an_order_waits_for_the_exchange_to_open(store_url):
    """Taken over night at yesterday's price, filled at the first price of the next session; a day order lives until its close."""
    clock = Clock()

    async def run():
        async with brokers(store_url, clock, market_hours="exchange") as (broker,):
            await broker.place("A", asked(duration={"type": "DAY"}))
            with pytest.raises(Exception, match="closed; IOC orders are taken when it is open"):
                await broker.place("A", asked(duration={"type": "IOC"}))
            clock.on(60_000)
            await settled(Matcher(broker))
            waiting = await broker.orders("A")
            await broker.store.transact(lambda connection: desk.show_until(Sql(connection), OPEN - 60_000))
            clock.now = OPEN + 5_000
            await settled(Matcher(broker))
            return waiting, await executions(broker)

    waiting, fills = asyncio.run(run())
    [first, *_] = FeedPrices(Simulator(exchange_hours=True)).ticks("AAPL", OPEN - 1, OPEN + 5_000)
    assert [order.status for order in waiting] == [OrderStatus.WORKING]
    assert [(fill.time, fill.price) for fill in fills] == [(OPEN, INSTRUMENTS["AAPL"].price(first.ask))]


def test_a_future_is_marked_at_every_close_also_those_that_nobody_saw(store_url):
    """No instance ran for three days: each midnight pays what the day before it gained, exactly."""
    clock = Clock(NOON - 5_000)

    async def run():
        async with brokers(store_url, clock) as (broker,):
            await broker.place("A", asked(symbol="SIMX-202312", qty="2"))
            clock.on(3_000)
            await settled(Matcher(broker))
            clock.now = EXPIRY + 1_500
            await settled(Matcher(broker))
            await settled(Matcher(broker))
            closes = [broker.exchange.prices.last("SIMX-202312", NOON + n * DAY - 1).last for n in range(4)]
            info = await Accounts(broker).info("A")
            return await executions(broker), await entries(broker), closes, info, await everything(broker, "A")

    [fill], paid, closes, info, (stored, again) = asyncio.run(run())
    levels = [fill.price, *(close * Decimal("0.05") for close in closes)]
    assert [(entry.kind, entry.time) for entry in paid] == [("variation", NOON + n * DAY) for n in range(4)]
    assert [entry.amount for entry in paid] == [20 * (after - before) for before, after in pairwise(levels)]
    assert fill.netAmount == 0
    assert info.realizedPL == sum(entry.amount for entry in paid) == info.balance - 1_000_000
    assert info.equity == info.balance + info.unrealizedPL
    assert stored == again


def test_at_expiry_futures_and_options_become_cash(store_url):
    """At the index's last price of the session; positions and orders are gone, and everybody hears of it."""
    clock = Clock(EXPIRY - 60_000)

    async def run():
        async with brokers(store_url, clock) as (broker,):
            chain = broker.exchange.listed
            index = broker.exchange.prices.last("SIMX", EXPIRY - 1)
            strike = int(index.last // 100 // 50 * 50)
            symbols = ["SIMX-202311", *(f"SIMX-20231117-{right}{strike}" for right in Right)]
            assert all(chain[symbol].derivative.expires_ms == EXPIRY for symbol in symbols)
            for symbol, side in zip(symbols, (1, -1, 1), strict=True):
                await broker.place("A", asked(symbol=symbol, side=side, qty="1"))
            await broker.place("A", asked(symbol=symbols[1], type=1, qty="1", limitPrice="0.05"))
            clock.on(30_000)
            await settled(Matcher(broker))
            before = await held(broker)
            clock.now = EXPIRY + 2_000
            await settled(Matcher(broker))
            with pytest.raises(Exception, match="has expired"):
                await broker.place("A", asked(symbol=symbols[0]))
            left = (await held(broker), await broker.orders("A"))
            topics = await broker.read(lambda sql: list(sql.connection.execute(text(TOPICS)).scalars()))
            info = await Accounts(broker).info("A")
            return index, strike, before, left, await entries(broker), topics, info, await everything(broker, "A")

    index, strike, before, left, paid, topics, info, (stored, again) = asyncio.run(run())
    spot = index.last * Decimal("0.01")
    assert [position.qty * position.side for position in before] == [1, -1, 1]
    assert left == ([], [])
    assert [(entry.kind, entry.ref) for entry in paid] == [
        ("variation", "SIMX-202311"),
        ("settlement", f"SIMX-20231117-C{strike}"),
        ("settlement", f"SIMX-20231117-P{strike}"),
    ]
    tick = Decimal("0.05")
    assert paid[1].amount == -10 * tick * round((spot - strike) / tick)
    assert paid[0].amount == 10 * (tick * round(spot / tick) - before[0].avgPrice)
    assert paid[2].amount == 0
    assert info.balance == info.equity == 1_000_000 + info.realizedPL
    assert (info.marginUsed, info.marginReserved) == (0, 0)
    assert topics[-4:] == ["positions"] * 3 + ["equity"]
    assert stored == again
