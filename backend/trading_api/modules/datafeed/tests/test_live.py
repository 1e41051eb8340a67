"""Live topics: what each second publishes, with a clock in the test's hand."""

import asyncio
from itertools import pairwise

import pytest

from trading_api.models.bars import BarsSubscribeRequest
from trading_api.models.datafeed import DepthSubscribeRequest, QuotesSubscribeRequest
from trading_api.models.ws import Resume
from trading_api.modules.datafeed.live import LiveFeed
from trading_api.modules.datafeed.service import DatafeedService
from trading_api.modules.datafeed.ws_generated import BarsSubscribeRouter, DepthSubscribeRouter, QuotesSubscribeRouter
from trading_api.shared.market.history import Market
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.ws.route import TopicRefused, Update

MINUTE = 1_750_075_200


class Clock:
    """A clock that the test sets; always just before the next second, so nobody waits for one."""

    def __init__(self, second: int) -> None:
        self.second = second

    def __call__(self) -> float:
        return self.second + 0.999


def heard(seconds: list[int], symbol: str = "AAPL", resolution: str = "1") -> list[Update]:
    """The opening value, then what is published as the clock goes through these seconds."""

    async def run() -> list[Update]:
        updates: list[Update] = []
        published = asyncio.Event()
        clock = Clock(seconds[0])
        feed = LiveFeed(DatafeedService(clock=clock))
        topic = BarsSubscribeRouter(feed).topic(BarsSubscribeRequest(symbol=symbol, resolution=resolution))

        def hear(update: Update) -> None:
            updates.append(update)
            published.set()

        await feed.create_topic(topic, hear)
        opening = await feed.open_topic(topic, None)
        for second in seconds[1:]:
            clock.second = second
            published.clear()
            async with asyncio.timeout(2):
                await published.wait()
        await feed.remove_topic(topic)
        return [*opening.updates, *updates]

    return asyncio.run(run())


def test_live_bars_continue_history_and_are_equal_on_every_instance():
    """Two instances behind one gateway: a client that moves from one to the other sees the same bars."""
    seconds = [MINUTE + second for second in (30, 31, 32)]

    assert heard(seconds) == heard(seconds)
    service = DatafeedService(clock=Clock(MINUTE + 30))
    assert heard(seconds)[0].data == service.bar("AAPL", Resolution.M1, MINUTE + 30)


@pytest.mark.parametrize("resolution", ["1", "5", "1D", "1W"])
def test_times_and_sequence_only_grow(resolution):
    """An update never has an older bar than the one before it, over the change of minute, day and week alike."""
    midnight = 1_750_032_000  # Monday
    updates = heard([midnight - 2, midnight - 1, midnight, midnight + 1, midnight + 61], resolution=resolution)

    assert all(before.seq < after.seq for before, after in pairwise(updates))
    assert all(before.data.time <= after.data.time for before, after in pairwise(updates))


def test_a_bar_is_always_finished_before_the_next_one_begins():
    """A busy server may miss the last second of a minute; the chart still gets the bar as history will show it."""
    updates = heard([MINUTE + 57, MINUTE + 62])

    bars = [update.data for update in updates]
    final = DatafeedService(clock=Clock(MINUTE + 600)).bar("AAPL", Resolution.M1, MINUTE + 59)
    assert bars[1] == final
    assert [bar.time for bar in bars] == [MINUTE * 1000, MINUTE * 1000, (MINUTE + 60) * 1000]


def test_an_unknown_symbol_is_refused():
    """Not a topic that never says anything."""

    async def run() -> None:
        feed = LiveFeed(DatafeedService())
        request = QuotesSubscribeRequest(symbols=["AAPL"], fast_symbols=["NOPE"])
        await feed.create_topic(QuotesSubscribeRouter(feed).topic(request), lambda update: None)

    with pytest.raises(TopicRefused, match="there is no symbol NOPE") as refused:
        asyncio.run(run())
    assert refused.value.code == "symbol_unknown"


def test_a_symbol_on_many_watchlists_is_worked_out_once_a_second():
    """Anyone may subscribe to every combination of symbols; the event loop must not pay for each."""

    class Counting(Market):
        asked = 0

        def history(self, symbol, resolution, window, now):
            self.asked += 1
            return super().history(symbol, resolution, window, now)

    async def run() -> int:
        market = Counting()
        feed = LiveFeed(DatafeedService(lambda: market, clock=Clock(MINUTE)))
        lists = [["AAPL", *rest] for rest in ([], ["MSFT"], ["NVDA"], ["MSFT", "NVDA"])]
        topics = [QuotesSubscribeRouter(feed).topic(QuotesSubscribeRequest(symbols=symbols)) for symbols in lists]
        openings = [await feed.open_topic(topic, None) for topic in topics]
        for opening, symbols in zip(openings, lists, strict=True):
            assert [quote.n for quote in opening.updates[0].data.quotes] == symbols
        return market.asked

    assert asyncio.run(run()) == 3, "three symbols"


def test_a_book_is_whole_ordered_and_the_same_everywhere():
    """Bids below asks, the best first, around the last price of the same second."""

    async def run() -> Update:
        feed = LiveFeed(DatafeedService(clock=Clock(MINUTE)))
        topic = DepthSubscribeRouter(feed).topic(DepthSubscribeRequest(symbol="AAPL"))
        return (await feed.open_topic(topic, None)).updates[0]

    first, again = asyncio.run(run()), asyncio.run(run())

    assert first == again
    asks, bids = ([level.price for level in side] for side in (first.data.asks, first.data.bids))
    assert len(asks) == len(bids) == 10
    assert asks == sorted(asks)
    assert bids == sorted(bids, reverse=True)
    quote = DatafeedService(clock=Clock(MINUTE)).quotes(["AAPL"])[0].v
    assert (bids[0], asks[0]) == (quote.bid, quote.ask)
    assert all(level.volume > 0 for level in first.data.asks + first.data.bids)


FRIDAY_CLOSE = 1_749_844_800
"""2025-06-13 20:00 UTC, when New York closed for the weekend."""


def test_a_closed_market_says_nothing_and_resumes_with_the_next_session():
    """Whoever listens over the weekend gets the last bar once, and on Monday the first of the new day."""

    async def run() -> list[tuple[int, int]]:
        clock, heard = Clock(FRIDAY_CLOSE - 2), []
        service = DatafeedService(lambda: Market(Simulator(exchange_hours=True)), clock=clock)
        feed = LiveFeed(service)
        topic = BarsSubscribeRouter(feed).topic(BarsSubscribeRequest(symbol="AAPL", resolution="1D"))
        await feed.create_topic(topic, lambda update: heard.append((update.seq, update.data.time)))
        weekend = [FRIDAY_CLOSE + hours * 3600 for hours in range(1, 65, 9)]
        monday = FRIDAY_CLOSE + 65 * 3600 + 1800
        for second in (FRIDAY_CLOSE - 1, *weekend, monday - 1, monday, monday + 1):
            clock.second = second
            feed._publish(feed._topics[topic.key], second)
        await feed.remove_topic(topic)
        return heard

    friday, monday = 1_749_772_800_000, 1_750_032_000_000
    opened = FRIDAY_CLOSE + 65 * 3600 + 1800
    assert asyncio.run(run()) == [(FRIDAY_CLOSE - 1, friday), (opened, monday), (opened + 1, monday)]


def test_a_client_that_is_current_need_not_reset():
    """snapshot means: forget what you know. Another seed is another world."""

    async def run() -> list[bool]:
        feed = LiveFeed(DatafeedService(clock=Clock(MINUTE)))
        other = LiveFeed(DatafeedService(lambda: Market(Simulator("other")), clock=Clock(MINUTE)))
        topic = BarsSubscribeRouter(feed).topic(BarsSubscribeRequest(symbol="AAPL", resolution="1"))
        resumes = [
            None,
            Resume(epoch=feed.epoch, seq=MINUTE),
            Resume(epoch=feed.epoch, seq=1),
            Resume(epoch=other.epoch, seq=MINUTE),
        ]
        return [(await feed.open_topic(topic, resume)).snapshot for resume in resumes]

    assert asyncio.run(run()) == [True, False, True, True]


def test_the_clockwork_stops_with_the_last_topic():
    """A server nobody listens to computes nothing."""

    async def run() -> int:
        feed = LiveFeed(DatafeedService())
        topic = BarsSubscribeRouter(feed).topic(BarsSubscribeRequest(symbol="AAPL", resolution="D"))
        before = len(asyncio.all_tasks())
        await feed.create_topic(topic, lambda update: None)
        assert len(asyncio.all_tasks()) == before + 1
        await feed.remove_topic(topic)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return len(asyncio.all_tasks()) - before

    assert asyncio.run(run()) == 0
