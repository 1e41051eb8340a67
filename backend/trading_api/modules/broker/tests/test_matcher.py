"""Fills as they reach the store: from the simulator's prices, in one instance at a time, once each."""

import asyncio

import pytest
from sqlalchemy import text
from support.brokers import NOON, PRICES, Clock, asked, brokers, everything, executions, settled

from trading_api.models.broker import OrderPrices, PlaceOrderResult
from trading_api.models.orders import OrderStatus
from trading_api.modules.broker import matcher, queries
from trading_api.modules.broker.matcher import Matcher
from trading_api.modules.broker.paging import END
from trading_api.shared.market.instruments import INSTRUMENTS


def test_a_market_order_fills_with_the_first_tick_after_it(store_url):
    """Not before, and at the ask that the datafeed shows in that second."""
    clock = Clock()

    async def run():
        async with brokers(store_url, clock) as (broker,):
            matcher = Matcher(broker)
            clock.on(300)
            await broker.place("A", asked())
            await settled(matcher)
            waiting = await broker.orders("A")
            clock.on(5_000)
            await settled(matcher)
            return waiting, await executions(broker), await everything(broker, "A")

    waiting, fills, (stored, again) = asyncio.run(run())
    tick = PRICES.last("AAPL", NOON + 1_000)
    assert [order.status for order in waiting] == [OrderStatus.WORKING]
    assert [(fill.time, int(fill.price * 100), fill.qty) for fill in fills] == [(NOON + 1_000, tick.ask, 5)]
    assert stored == again


def test_a_matcher_that_was_away_shows_every_second_it_missed(store_url):
    """A limit that the market touched for a moment, hours ago, has filled then."""
    clock = Clock()
    ticks = PRICES.ticks("AAPL", NOON, NOON + 300_000)
    low = min(ticks, key=lambda tick: (tick.ask, tick.ts))

    async def run():
        async with brokers(store_url, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice=f"{low.ask / 100:.2f}"))
            clock.on(300_000)
            await settled(Matcher(broker))
            return await executions(broker)

    assert [(fill.time, int(fill.price * 100)) for fill in asyncio.run(run())] == [(low.ts, low.ask)]


def test_what_is_placed_late_is_not_shown_what_others_have_seen(store_url):
    """An instance whose clock is behind must not place orders into the past."""
    clock = Clock()

    async def run():
        async with brokers(store_url, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice="1"))
            clock.on(10_000)
            await settled(Matcher(broker))
            clock.on(-8_000)
            return (await broker.order("A", await place(broker))).updateTime

    async def place(broker) -> str:
        return PlaceOrderResult.model_validate_json(await broker.place("A", asked())).orderId

    assert asyncio.run(run()) == NOON + 10_000


def test_two_instances_match_each_second_once(store_url):
    """Only the holder of the lease works; when it is gone, the other takes over where it was."""
    clock = Clock()

    async def run():
        async with brokers(store_url, clock, 2) as (one, other):
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
            return waiting, [int(fill.side) for fill in await executions(one)], await everything(one, "A")

    waiting, sides, (stored, again) = asyncio.run(run())
    assert (waiting, sides) == (1, [1, -1])
    assert stored == again
    assert stored.positions == {}


def test_a_fill_is_told_of_in_a_fixed_order(store_url):
    """Executions, orders, positions, equity: who hears of a position knows what made it."""
    clock = Clock()

    async def run():
        async with brokers(store_url, clock) as (broker,):
            await broker.place("A", asked(stopLoss="100", takeProfit="900"))
            before = await broker.read(topics)
            clock.on(1_000)
            await settled(Matcher(broker))
            return (await broker.read(topics))[len(before) :]

    def topics(sql):
        return list(sql.connection.execute(text("SELECT topic FROM events ORDER BY position")).scalars())

    assert asyncio.run(run()) == ["executions", *["orders"] * 3, "positions", "equity"]


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
def test_every_order_that_the_market_concerns_is_found_among_those_that_rest(store_url, fields):
    """The store hands over only orders near the price: none that would have changed may be left out."""
    clock = Clock()
    ticks = PRICES.ticks("AAPL", NOON, NOON + 120_000)
    prices = {"low": min(tick.ask for tick in ticks), "high": max(tick.bid for tick in ticks)}
    words = {name: f"{ticks / 100:.2f}" for name, ticks in prices.items()}
    filled_in = {k: v.format(**words) if isinstance(v, str) else v for k, v in fields.items()}

    async def run():
        async with brokers(store_url, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice="49"))
            await broker.place("A", asked(**filled_in))
            clock.on(120_000)
            await settled(Matcher(broker))
            return await broker.read(lambda sql: queries.final_orders(sql, INSTRUMENTS, "A", END, 10))

    assert len(asyncio.run(run())) == 1


def test_with_a_latency_orders_and_cancellations_are_on_their_way_for_a_while(store_url, tmp_path):
    """From the file of costs to the store: the first tick comes too early, and a cancellation arrives without any tick."""
    clock, costs = Clock(), tmp_path / "costs.yaml"
    costs.write_text("latency_ms: 1500\n")

    async def run():
        async with brokers(store_url, clock, broker_costs=str(costs)) as (broker,):
            matcher = Matcher(broker)
            await broker.place("A", asked())
            await broker.place("A", asked(type=1, limitPrice="50"))
            clock.on(4_000)
            await settled(matcher)
            [resting] = await broker.orders("A")
            await broker.modify("A", resting.id, OrderPrices.model_validate({"qty": "7", "limitPrice": "51"}))
            [asked_for] = await broker.orders("A")
            clock.on(2_000)
            await settled(matcher)
            [changed] = await broker.orders("A")
            await broker.cancel("A", resting.id)
            clock.on(2_000)
            await settled(matcher)
            trail = await broker.read(lambda sql: queries.order_events(sql, INSTRUMENTS, "A", resting.id))
            return await executions(broker), asked_for, changed, trail, await everything(broker, "A")

    [fill], asked_for, changed, trail, (stored, again) = asyncio.run(run())
    assert fill.time == NOON + 2_000
    assert (str(asked_for.limitPrice), asked_for.message) == ("50.00", "a change is on its way to the exchange")
    assert (str(changed.limitPrice), str(changed.qty), changed.message) == ("51.00", "7", "")
    assert [event.event for event in trail] == ["accept", "ask", "modify", "ask", "cancel"]
    assert trail[-1].time == NOON + 7_500
    assert stored == again
