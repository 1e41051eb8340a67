"""Live topics: what each second publishes, with a clock in the test's hand."""

import asyncio
from itertools import pairwise

import pytest

from trading_api.models.bars import BarsSubscribeRequest
from trading_api.models.datafeed import QuotesSubscribeRequest
from trading_api.models.ws import Resume
from trading_api.modules.datafeed.live import LiveFeed
from trading_api.modules.datafeed.service import DatafeedService
from trading_api.modules.datafeed.ws_generated import BarsSubscribeRouter, QuotesSubscribeRouter
from trading_api.shared.market.history import Market
from trading_api.shared.market.resolution import Resolution
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

        def current(self, symbol, resolution, now):
            self.asked += 1
            return super().current(symbol, resolution, now)

    async def run() -> int:
        market = Counting()
        feed = LiveFeed(DatafeedService(market, clock=Clock(MINUTE)))
        lists = [["AAPL", *rest] for rest in ([], ["MSFT"], ["NVDA"], ["MSFT", "NVDA"])]
        topics = [QuotesSubscribeRouter(feed).topic(QuotesSubscribeRequest(symbols=symbols)) for symbols in lists]
        openings = [await feed.open_topic(topic, None) for topic in topics]
        for opening, symbols in zip(openings, lists, strict=True):
            assert [quote.n for quote in opening.updates[0].data.quotes] == symbols
        return market.asked

    assert asyncio.run(run()) == 2 * 3, "today and yesterday of three symbols"


def test_a_client_that_is_current_need_not_reset():
    """snapshot means: forget what you know. Another seed is another world."""

    async def run() -> list[bool]:
        feed = LiveFeed(DatafeedService(clock=Clock(MINUTE)))
        other = LiveFeed(DatafeedService(Market("other"), clock=Clock(MINUTE)))
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
