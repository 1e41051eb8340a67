"""Where bars begin."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading_api.shared.market.resolution import Resolution

MOMENTS = st.integers(0, 4_102_444_800)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("resolution", "start", "end"),
    [
        (Resolution.M1, "2024-02-29T23:59", "2024-03-01T00:00"),
        (Resolution.M15, "2024-02-29T23:45", "2024-03-01T00:00"),
        (Resolution.H4, "2024-02-29T20:00", "2024-03-01T00:00"),
        (Resolution.DAY, "2024-02-29", "2024-03-01"),
        (Resolution.WEEK, "2024-02-26", "2024-03-04"),
        (Resolution.MONTH, "2024-02-01", "2024-03-01"),
    ],
)
def test_the_bar_of_a_leap_day_evening(resolution, start, end):
    """By hand: weeks begin on Monday, months on the first, all in UTC."""
    moment = at("2024-02-29T23:59:59")

    assert resolution.start(moment) == at(start)
    assert resolution.end(at(start)) == at(end)


@given(MOMENTS, st.sampled_from(list(Resolution)), st.integers(-50, 50))
@settings(deadline=None)
def test_bars_tile_time(moment, resolution, steps):
    """Every second lies in one bar, and going back and forth ends where it began."""
    start = resolution.start(moment)

    assert start <= moment < resolution.end(start)
    assert resolution.start(start) == start
    assert start < 60 * 86_400 * 31 or resolution.back(resolution.back(start, steps), -steps) == start


def test_short_names_mean_the_same():
    """TradingView writes D as well as 1D."""
    assert [Resolution.named(name) for name in ("D", "W", "M", "1M", "1")] == [
        Resolution.DAY,
        Resolution.WEEK,
        Resolution.MONTH,
        Resolution.MONTH,
        Resolution.M1,
    ]


@pytest.mark.parametrize("name", ["", "7", "1d", "1D ", "60\n", "\u0661"])
def test_any_other_name_is_refused_with_the_list(name):
    """Guessing a resolution would draw a wrong chart."""
    with pytest.raises(ValueError, match=r"is none of 1, 5, 15"):
        Resolution.named(name)
