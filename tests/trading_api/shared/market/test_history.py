"""Bars of every resolution at any moment."""

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading_api.shared.market.history import BEGINS, ENDS, Market
from trading_api.shared.market.resolution import DAY_S, Resolution
from trading_api.shared.market.window import Window

NOW = 1_750_000_000 - 1_750_000_000 % DAY_S + 51_234
"""A moment in mid-minute of a day in 2025."""
MARKET = Market()
EVERY = list(Resolution)


def table(candles) -> list[tuple[int, ...]]:
    """Rows of start, open, high, low, close, volume."""
    return [tuple(int(value) for value in row) for row in zip(candles.start, *candles.columns, strict=True)]


def asked(resolution: Resolution, start: int, end: int, count: int | None = None, now: int = NOW):
    return table(MARKET.history("AAPL", resolution, Window(start, end, count), now))


@pytest.mark.parametrize("resolution", EVERY)
def test_larger_bars_are_made_of_the_minutes(resolution):
    """A chart zoomed out must show what the chart zoomed in showed, the bar still forming included."""
    start = resolution.start(NOW)
    minutes = [row for day in range(start, NOW, DAY_S) for row in asked(Resolution.M1, day, min(day + DAY_S, NOW + 1))]

    assert asked(resolution, start, NOW + 1) == [
        (
            start,
            minutes[0][1],
            max(row[2] for row in minutes),
            min(row[3] for row in minutes),
            minutes[-1][4],
            sum(row[5] for row in minutes),
        )
    ]


@pytest.mark.parametrize("resolution", EVERY)
@pytest.mark.parametrize("count", [1, 2, 30])
def test_count_back_gives_exactly_that_many_and_outranks_from(resolution, count):
    """TradingView asks this way; one bar fewer and it asks for ever."""
    rows = asked(resolution, NOW - 60, NOW + 1, count)

    assert len(rows) == count
    assert rows[-1][0] == resolution.start(NOW)
    assert [resolution.end(row[0]) for row in rows[:-1]] == [row[0] for row in rows[1:]]


@given(st.sampled_from(EVERY), st.integers(1, 9), st.integers(1, 6))
@settings(deadline=None, max_examples=40)
def test_paging_back_neither_repeats_nor_skips(resolution, page, pages):
    """Scrolling a chart to the left: `to` is exclusive, so the next page ends where this one began."""
    whole, end, paged = asked(resolution, 0, NOW, page * pages), NOW, []
    for _ in range(pages):
        rows = asked(resolution, 0, end, page)
        paged, end = rows + paged, rows[0][0]

    assert paged == whole


def test_from_is_inclusive_and_to_exclusive():
    """Bars are chosen by when they begin."""
    minute = Resolution.M1.start(NOW) - 600

    assert [row[0] for row in asked(Resolution.M1, minute, minute + 120)] == [minute, minute + 60]
    assert [row[0] for row in asked(Resolution.M1, minute + 1, minute + 121)] == [minute + 60, minute + 120]


def test_no_answer_is_larger_than_5000_bars_and_it_has_the_newest():
    """The bound of the interface."""
    rows = asked(Resolution.M1, BEGINS, NOW)

    assert len(rows) == 5000
    assert rows[-1][0] == Resolution.M1.start(NOW)


@pytest.mark.parametrize(
    ("start", "end", "next_start"),
    [
        (0, BEGINS, None),
        (0, 0, None),
        (NOW + DAY_S, NOW + 2 * DAY_S, Resolution.DAY.start(NOW)),
        (Resolution.DAY.start(NOW) - DAY_S + 60, Resolution.DAY.start(NOW), Resolution.DAY.start(NOW) - DAY_S),
        (NOW, NOW, Resolution.DAY.start(NOW)),
    ],
    ids=["far past", "nothing", "future", "inside one day", "empty"],
)
def test_without_bars_the_newest_earlier_one_is_named(start, end, next_start):
    """So that a chart can jump over a hole instead of groping through it."""
    assert asked(Resolution.DAY, start, end) == []
    assert MARKET.earlier(Resolution.DAY, start, NOW) == next_start


@pytest.mark.parametrize("resolution", EVERY)
def test_a_forming_bar_grows_into_the_final_one(resolution):
    """Second by second high only rises, low only falls, volume only grows; the last second is the bar history keeps."""
    start = resolution.start(NOW)
    end = resolution.end(start)
    moments = {start, start + 1, start + 59, min(start + 60, end - 1), (start + end) // 2, end - 2, end - 1}
    seen = [table(MARKET.current("MSFT", resolution, moment))[0] for moment in sorted(moments)]

    assert {row[0] for row in seen} == {start}
    assert {row[1] for row in seen} == {seen[0][1]}
    for before, after in pairwise(seen):
        assert after[2] >= before[2]
        assert after[3] <= before[3]
        assert after[5] >= before[5]
    assert [seen[-1]] == table(MARKET.history("MSFT", resolution, Window(start, start + 1), end + DAY_S))


def test_every_second_of_a_minute_lies_within_its_final_bar():
    """The live price never leaves the range that history will show, and touches both ends."""
    start = Resolution.M1.start(NOW)
    seconds = [table(MARKET.current("NVDA", Resolution.M1, start + second))[0] for second in range(60)]
    final = seconds[-1]

    assert all(final[3] <= row[4] <= final[2] for row in seconds)
    assert final[2] == max(row[4] for row in seconds)
    assert final[3] == min(row[4] for row in seconds)


def test_time_ends_do_not_break_it():
    """Before the first and after the last day of the simulation there are simply no further bars."""
    assert asked(Resolution.DAY, 0, BEGINS + 1, now=0)[0][0] == BEGINS
    assert asked(Resolution.DAY, ENDS - DAY_S, ENDS + DAY_S, now=ENDS * 2)[-1][0] == ENDS - DAY_S
    assert asked(Resolution.MONTH, 0, ENDS, 5000)[0][0] == BEGINS


def test_5000_minutes_take_well_under_50_ms_of_computing():
    """A chart's first request. Its own thread's time, and the best of three, so that a busy machine does not decide."""
    took = []
    for symbol in ("XOM", "MSFT", "NVDA"):
        began = time.thread_time()
        assert len(MARKET.history(symbol, Resolution.M1, Window(0, NOW, 5000), NOW)) == 5000
        took.append(time.thread_time() - began)

    assert min(took) < 0.05


def test_arrays_handed_out_are_not_those_kept():
    """A caller that changes its answer must not change history."""
    first = MARKET.history("AAPL", Resolution.DAY, Window(0, NOW, 3), NOW)
    first.columns.close[:] = 0

    assert np.all(MARKET.history("AAPL", Resolution.DAY, Window(0, NOW, 3), NOW).columns.close > 0)
