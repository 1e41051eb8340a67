"""Fills as they reach the store: from the simulator's prices, in one instance at a time, once each."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from trading_api.models.broker import OrderPrices, PreOrder
from trading_api.models.orders import OrderStatus
from trading_api.models.positions import Brackets
from trading_api.modules.broker import matcher, queries, records
from trading_api.modules.broker.accounts import Accounts
from trading_api.modules.broker.matcher import Matcher
from trading_api.modules.broker.queries import Span
from trading_api.modules.broker.service import BrokerService
from trading_api.shared.store.database import Store
from trading_api.shared.trading.account import replayed
from trading_api.shared.trading.simulated import SimulatedPrices

NOON = 1_700_006_400_000
PRICES = SimulatedPrices()


class Clock:
    """A clock that is set by hand, in ms."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now

    def on(self, ms: int) -> None:
        self.now += ms


@asynccontextmanager
async def brokers(folder, clock, count=1):
    made = [BrokerService(Store(f"sqlite:///{folder}/t.db"), clock) for _ in range(count)]
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


async def everything(broker: BrokerService, account: str):
    """What the tables say of an account, and what its journal replays to."""

    def act(sql):
        stored = records.load(sql, account)
        records.put_orders(stored, records.open_orders(sql, account))
        return stored, replayed(account, records.history(sql, account))

    return await broker.read(act)


def test_a_market_order_fills_with_the_first_tick_after_it(tmp_path):
    """Not before, and at the ask that the datafeed shows in that second."""
    clock = Clock()

    async def run():
        async with brokers(tmp_path, clock) as (broker,):
            matcher = Matcher(broker)
            clock.on(300)
            await broker.place("A", asked())
            await settled(matcher)
            waiting = await broker.orders("A")
            clock.on(5_000)
            await settled(matcher)
            page = await broker.read(lambda sql: queries.executions(sql, "A", None, Span(), (0, ""), 10))
            return waiting, page.executions, await everything(broker, "A")

    waiting, fills, (stored, again) = asyncio.run(run())
    tick = PRICES.last("AAPL", NOON + 1_000)
    assert [order.status for order in waiting] == [OrderStatus.WORKING]
    assert [(fill.time, int(fill.price * 100), fill.qty) for fill in fills] == [(NOON + 1_000, tick.ask, 5)]
    assert stored == again


def test_a_matcher_that_was_away_shows_every_second_it_missed(tmp_path):
    """A limit that the market touched for a moment, hours ago, has filled then."""
    clock = Clock()
    ticks = PRICES.ticks("AAPL", NOON, NOON + 300_000)
    low = min(ticks, key=lambda tick: (tick.ask, tick.ts))

    async def run():
        async with brokers(tmp_path, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice=f"{low.ask / 100:.2f}"))
            clock.on(300_000)
            await settled(Matcher(broker))
            page = await broker.read(lambda sql: queries.executions(sql, "A", None, Span(), (0, ""), 10))
            return page.executions

    assert [(fill.time, int(fill.price * 100)) for fill in asyncio.run(run())] == [(low.ts, low.ask)]


def test_what_is_placed_late_is_not_shown_what_others_have_seen(tmp_path):
    """An instance whose clock is behind must not place orders into the past."""
    clock = Clock()

    async def run():
        async with brokers(tmp_path, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice="1"))
            clock.on(10_000)
            await settled(Matcher(broker))
            clock.on(-8_000)
            return (await broker.order("A", await place(broker))).updateTime

    async def place(broker) -> str:
        from trading_api.models.broker import PlaceOrderResult

        return PlaceOrderResult.model_validate_json(await broker.place("A", asked())).orderId

    assert asyncio.run(run()) == NOON + 10_000


def test_two_instances_match_each_second_once(tmp_path):
    """Only the holder of the lease works; when it is gone, the other takes over where it was."""
    clock = Clock()

    async def run():
        async with brokers(tmp_path, clock, 2) as (one, other):
            first, second = Matcher(one), Matcher(other)
            await one.place("A", asked())
            await first.turn()
            for _ in range(4):
                clock.on(1_000)
                await asyncio.gather(first.turn(), second.turn())
            await other.place("A", asked(side=-1))
            clock.on(2_000)
            await second.turn()  # the first still holds the lease, but does nothing any more
            waiting = len(await one.orders("A"))
            clock.on(matcher.LEASE_MS)
            await settled(second)
            page = await one.read(lambda sql: queries.executions(sql, "A", None, Span(), (0, ""), 10))
            return waiting, [int(fill.side) for fill in page.executions], await everything(one, "A")

    waiting, sides, (stored, again) = asyncio.run(run())
    assert (waiting, sides) == (1, [1, -1])
    assert stored == again
    assert stored.positions == {}


def test_a_fill_is_told_of_in_a_fixed_order(tmp_path):
    """Executions, orders, positions, equity: who hears of a position knows what made it."""
    clock = Clock()

    async def run():
        async with brokers(tmp_path, clock) as (broker,):
            await broker.place("A", asked(stopLoss="100", takeProfit="900"))
            before = await broker.read(topics)
            clock.on(1_000)
            await settled(Matcher(broker))
            return (await broker.read(topics))[len(before) :]

    def topics(sql):
        from sqlalchemy import text

        from trading_api.modules.broker.sql import Statement

        return [row[0] for row in sql(Statement(text("SELECT topic FROM events ORDER BY position")))]

    assert asyncio.run(run()) == ["executions", *["orders"] * 3, "positions", "equity"]


def test_positions_are_protected_reversed_and_closed(tmp_path):
    """A life of a position, with its money exact to the cent at the end."""
    clock = Clock()

    async def run():
        async with brokers(tmp_path, clock) as (broker,):
            matcher, accounts = Matcher(broker), Accounts(broker)

            async def go_on():
                clock.on(1_000)
                await settled(matcher)

            await broker.place("A", asked())
            await go_on()
            await broker.edit_brackets("A", "AAPL", Brackets.model_validate({"stopLoss": "1", "takeProfit": "900"}))
            legs = await broker.orders("A")
            await broker.edit_brackets("A", "AAPL", Brackets.model_validate({"stopLoss": "2"}))
            fewer = await broker.orders("A")
            await broker.reverse_position("A", "AAPL")
            await go_on()
            turned = await broker.read(lambda sql: queries.positions(sql, "A", broker.exchange.venue.contracts))
            await broker.close_position("A", "AAPL", 2)
            await broker.close_position("A", "AAPL", 3)
            await go_on()
            entries = await broker.read(lambda sql: queries.ledger(sql, "A", 0, 100))
            return legs, fewer, turned, entries, await accounts.info("A"), await everything(broker, "A")

    legs, fewer, turned, entries, info, (stored, again) = asyncio.run(run())
    assert [(leg.type, leg.parentType, leg.reduceOnly) for leg in legs] == [(3, 2, True), (1, 2, True)]
    assert [str(leg.stopPrice) for leg in fewer] == ["2.00"]
    assert [(position.side, position.qty) for position in turned] == [(-1, 5)]
    assert stored == again
    assert (stored.positions, stored.orders) == ({}, {})
    assert info.balance == info.equity == sum(entry.amount for entry in entries) == 1_000_000 + info.realizedPL


@pytest.mark.parametrize(
    "fields",
    [
        {"type": 1, "limitPrice": "{low}"},
        {"type": 1, "side": -1, "limitPrice": "{high}"},
        {"type": 3, "stopPrice": "{high}"},
        {"type": 3, "side": -1, "stopPrice": "{low}"},
        {"type": 4, "stopPrice": "{high}", "limitPrice": "{high}"},
        {"type": 1, "limitPrice": "50", "duration": {"type": "GTD", "datetime": NOON + 60_000}},
        {"type": 3, "side": -1, "stopType": 1, "trailingStopPips": 3},
        {"type": 1, "limitPrice": "50", "duration": {"type": "IOC"}},
    ],
)
def test_every_order_that_the_market_concerns_is_found_among_those_that_rest(tmp_path, fields):
    """The store hands over only orders near the price: none that would have changed may be left out."""
    clock = Clock()
    ticks = PRICES.ticks("AAPL", NOON, NOON + 120_000)
    prices = {"low": min(tick.ask for tick in ticks), "high": max(tick.bid for tick in ticks)}
    words = {name: f"{ticks / 100:.2f}" for name, ticks in prices.items()}
    filled_in = {k: v.format(**words) if isinstance(v, str) else v for k, v in fields.items()}

    async def run():
        async with brokers(tmp_path, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice="49"))
            await broker.place("A", asked(**filled_in))
            clock.on(120_000)
            await settled(Matcher(broker))
            return await broker.read(lambda sql: queries.final_orders(sql, "A", queries.END, 10))

    assert len(asyncio.run(run())) == 1


def test_an_order_is_modified_only_at_the_version_that_was_seen(tmp_path):
    clock = Clock()

    async def run():
        async with brokers(tmp_path, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice="50"))
            (order,) = await broker.orders("A")
            new = OrderPrices.model_validate({"qty": "7", "limitPrice": "51"})
            await broker.modify("A", order.id, new, version=1)
            with pytest.raises(Exception, match="has version 2, not 1"):
                await broker.modify("A", order.id, new, version=1)
            (changed,) = await broker.orders("A")
            return changed, await broker.read(lambda sql: queries.order_events(sql, "A", order.id))

    changed, trail = asyncio.run(run())
    assert (str(changed.qty), str(changed.limitPrice), changed.version) == ("7", "51.00", 2)
    assert [(event.event, event.order.version) for event in trail] == [("accept", 1), ("modify", 2)]


def test_commands_that_come_together_fail_alone(tmp_path):
    """They share a transaction; one that is refused must not take the others with it, nor leave anything behind."""

    async def run():
        async with brokers(tmp_path, Clock()) as (broker,):
            good, bad = asked(type=1, limitPrice="50"), asked(type=1, limitPrice="50", qty="900000000")
            answers = await asyncio.gather(
                *(broker.place("A", order) for order in [good, bad] * 10), return_exceptions=True
            )
            return answers, await everything(broker, "A")

    answers, (stored, again) = asyncio.run(run())
    assert [isinstance(answer, bytes) for answer in answers] == [True, False] * 10
    assert {answer.code for answer in answers if not isinstance(answer, bytes)} == {"buying_power"}
    assert len(stored.orders) == 10
    assert stored == again
