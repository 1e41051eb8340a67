"""Ticks: what a matcher fills orders from, and what minutes are made of."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading_api.shared.market.history import Market
from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.market.ticks import ticks
from trading_api.shared.market.window import Window

AAPL = INSTRUMENTS["AAPL"]
ALWAYS, EXCHANGE = Simulator(), Simulator(exchange_hours=True)
BOTH = pytest.mark.parametrize("feed", [ALWAYS, EXCHANGE], ids=["continuous", "exchange"])


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


OPEN = ms("2025-06-16T13:30")


@BOTH
def test_the_ticks_of_a_minute_give_back_its_bar(feed):
    """Open, high, low, close and volume alike; else a chart would show a price at which nothing filled."""
    minutes = feed.candles("AAPL", Resolution.M1, *[datetime(2025, 6, 16, tzinfo=UTC).date()] * 2)
    rows = zip(minutes.start.tolist(), *(column.tolist() for column in minutes.columns), strict=True)

    for start, opening, high, low, close, volume in rows:
        found = ticks(AAPL, start * 1000 - 1, start * 1000 + 59_999, feed)
        last = [tick.last for tick in found]
        assert (last[0], max(last), min(last), last[-1]) == (opening, high, low, close)
        assert sum(tick.volume for tick in found) == volume
        assert [tick.ts for tick in found] == [start * 1000 + second * 1000 for second in range(60)]


@BOTH
def test_a_tick_is_the_price_that_the_live_bar_shows_in_its_second(feed):
    """The matcher and the chart look at one market."""
    market = Market(feed)

    for second in range(OPEN // 1000 + 100, OPEN // 1000 + 260, 7):
        [tick] = ticks(AAPL, second * 1000 - 1, second * 1000, feed)
        assert tick.last == market.current("AAPL", Resolution.M1, second).columns.close[-1]
        assert tick.last == market.history("AAPL", Resolution.DAY, Window(0, second + 1, 1), second).columns.close[-1]


@given(st.lists(st.integers(0, 3_000_000), min_size=2, max_size=6, unique=True))
@settings(deadline=None, max_examples=60)
def test_asking_in_parts_gives_the_same_ticks_once_each(cuts):
    """A matcher asks from where it stood: after is exclusive, until inclusive."""
    cuts = sorted(OPEN - 1_000_000 + cut for cut in cuts)
    parts = [tick for after, until in pairwise(cuts) for tick in ticks(AAPL, after, until, EXCHANGE)]

    assert parts == list(ticks(AAPL, cuts[0], cuts[-1], EXCHANGE))


def test_bids_stand_below_and_asks_above():
    """A spread of two ticks; integers, in ticks of the instrument."""
    found = ticks(AAPL, OPEN, OPEN + 600_000)

    assert len(found) == 600
    assert all((tick.bid, tick.ask) == (tick.last - 1, tick.last + 1) for tick in found)
    assert all(type(value) is int for tick in found for value in tick)


def test_there_are_no_ticks_while_the_exchange_is_closed():
    """Nothing fills at night, on a weekend, on Juneteenth."""
    for since, until in [
        ("2025-06-13T20:00", "2025-06-16T13:29:59"),
        ("2025-06-18T20:00", "2025-06-20T13:29:59"),
        ("2025-06-14T00:00", "2025-06-14T00:00"),
    ]:
        assert list(ticks(AAPL, ms(since) - 1, ms(until), EXCHANGE)) == []
    assert len(ticks(AAPL, ms("2025-06-13T20:00") - 1001, ms("2025-06-16T13:30"), EXCHANGE)) == 2


def test_outside_of_history_there_are_none():
    """Nor does a moment beyond every calendar break anything."""
    for moment in (-(10**15), 0, ms("2017-12-31"), 10**15):
        assert list(ticks(AAPL, moment, moment + 60_000, EXCHANGE)) == []
