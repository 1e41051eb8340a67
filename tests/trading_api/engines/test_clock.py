"""Clocks of engines."""

import asyncio

import pytest

from trading_api.engines.clock import Fastest, Live, Replay, clock_of


def test_a_replay_begins_where_it_is_first_asked_and_goes_at_its_speed() -> None:
    """A resumed engine asks from the middle of its day."""
    now = [5.0]
    clock = Replay(100, lambda: now[0])

    first = asyncio.run(clock.reached(1_000_000))
    now[0] += 2

    assert first == 1_000_000
    assert asyncio.run(clock.reached(1_000_000)) == 1_000_000 + 200_000


def test_live_counts_whole_seconds() -> None:
    assert asyncio.run(Live(lambda: 12.7).reached(0)) == 12_000


@pytest.mark.parametrize("text", ["fast", "0", "-1", "nan", "1e9"])
def test_what_is_no_speed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        clock_of(text)


def test_max_is_the_fastest() -> None:
    assert isinstance(clock_of("max"), Fastest)
