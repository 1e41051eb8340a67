"""Notes on charts."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from trading_api.modules.datafeed.service import DatafeedService
from trading_api.shared.market.history import Market
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.market.window import Window


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


NOW = at("2025-06-16T15:00")
SERVICE = DatafeedService(lambda: Market(Simulator(exchange_hours=True)), clock=lambda: NOW)
WHOLE = Window(at("2019-01-01"), NOW)


def test_short_days_are_marked_on_the_time_scale():
    """The three of 2024, with their hours in words."""
    marks = SERVICE.timescale_marks("AAPL", Window(at("2024-01-01"), at("2025-01-01")))

    assert [mark.time for mark in marks] == [at("2024-07-03"), at("2024-11-29"), at("2024-12-24")]
    assert marks[0].tooltip == ["other hours of New York Stock Exchange", "09:30-13:00"]


def test_a_marked_day_moved_much_more_than_those_before_it():
    """And every day that did is marked: found again here from the bars alone."""
    bars = SERVICE.bars("NVDA", Resolution.DAY, Window(0, NOW, 3000)).bars
    moves = [abs(after.close / before.close - 1) for before, after in pairwise(bars)]
    unusual = [
        bars[place + 1].time // 1000
        for place in range(20, len(moves))
        if moves[place] > 4 * sum(moves[place - 20 : place]) / 20 and bars[place + 1].time // 1000 >= WHOLE.start
    ]

    assert len(unusual) >= 3
    newest = unusual[-3:]
    assert [mark.time for mark in SERVICE.marks("NVDA", Resolution.DAY, WHOLE)][-3:] == newest


@pytest.mark.parametrize("resolution", list(Resolution))
def test_a_mark_lies_on_a_bar_of_its_resolution(resolution):
    """A chart drops marks between bars."""
    marks = SERVICE.marks("NVDA", resolution, WHOLE)

    assert marks
    for mark in marks[-5:]:
        page = SERVICE.bars("NVDA", resolution, Window(mark.time, mark.time + 1))
        assert [bar.time for bar in page.bars] == [mark.time * 1000]


def test_two_pages_of_marks_are_the_whole():
    """Whether a day is marked does not depend on where a chart begins."""
    middle = at("2022-06-01")
    whole = SERVICE.marks("NVDA", Resolution.DAY, Window(at("2020-01-01"), at("2025-01-01")))
    parts = [
        *SERVICE.marks("NVDA", Resolution.DAY, Window(at("2020-01-01"), middle)),
        *SERVICE.marks("NVDA", Resolution.DAY, Window(middle, at("2025-01-01"))),
    ]

    assert whole == parts
