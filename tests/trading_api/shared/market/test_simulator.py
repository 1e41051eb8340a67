"""The simulated prices: the same everywhere, and shaped like prices, whether the market closes or not."""

import os
import subprocess
import sys
from datetime import date, timedelta
from hashlib import blake2b

import numpy as np
import pytest

from trading_api.shared.market import daily
from trading_api.shared.market.calendar import CONTINUOUS, Calendar
from trading_api.shared.market.candles import joined
from trading_api.shared.market.daily import FIRST
from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import DEFAULT_SEED, Simulator

DAY = date(2024, 11, 5)
"""A Tuesday on which New York traded."""
ALWAYS, EXCHANGE = Simulator(), Simulator(exchange_hours=True)
BOTH = pytest.mark.parametrize("feed", [ALWAYS, EXCHANGE], ids=["continuous", "exchange"])
DIGEST = """
from datetime import date
from hashlib import blake2b
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import Simulator
digest = blake2b(digest_size=8)
for symbol, resolution, first, last in {asked}:
    days = date.fromisoformat(first), date.fromisoformat(last)
    candles = Simulator(exchange_hours={exchange}).candles(symbol, Resolution(resolution), *days)
    for column in (candles.start, *candles.columns):
        digest.update(column.tobytes())
print(digest.hexdigest())
"""
ASKED = [
    ("AAPL", "1", "2024-11-04", "2024-11-08"),
    ("AAPL", "60", "2023-01-01", "2024-12-31"),
    ("SIMX", "1D", "2018-01-01", "2030-01-01"),
]


def digest(feed: Simulator, asked: list[tuple[str, str, str, str]]) -> str:
    found = {
        each: feed.candles(each[0], Resolution(each[1]), date.fromisoformat(each[2]), date.fromisoformat(each[3]))
        for each in reversed(asked)
    }
    columns = [column for each in asked for column in (found[each].start, *found[each].columns)]
    return blake2b(b"".join(column.tobytes() for column in columns), digest_size=8).hexdigest()


@BOTH
def test_another_process_in_another_order_computes_the_same_bytes(feed):
    """Two instances behind one gateway take turns in answering: a chart must not flicker between two pasts."""
    run = subprocess.run(
        [sys.executable, "-c", DIGEST.format(asked=ASKED, exchange=feed.exchange_hours)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Kolkata"},
    )

    assert run.stdout.strip() == digest(feed, ASKED)


def test_known_prices_stay_known():
    """A change here is a change of the model: give MODEL a new name, so that clients drop what they know."""
    assert daily.MODEL == "sim-2"
    assert [digest(feed, ASKED) for feed in (ALWAYS, EXCHANGE)] == ["bee10a1e2d980672", "ea0e9b8353f54f9b"]


@BOTH
@pytest.mark.parametrize("symbol", INSTRUMENTS)
def test_minutes_are_honest_bars_that_join_without_a_gap(feed, symbol):
    """High and low contain open and close; within a session each minute opens at the last close."""
    today = feed.candles(symbol, Resolution.M1, DAY, DAY).columns
    day = feed.candles(symbol, Resolution.DAY, DAY, DAY).columns

    assert len(today.open) == (390 if feed is EXCHANGE else 1440)
    assert (today.high >= np.maximum(today.open, today.close)).all()
    assert (today.low <= np.minimum(today.open, today.close)).all()
    assert today.low.min() > 1
    assert (today.open[1:] == today.close[:-1]).all()
    assert (today.open[0], today.close[-1]) == (day.open[0], day.close[0])
    assert today.volume.min() > 0


def test_a_market_that_never_closes_has_no_gaps_and_one_that_closes_has():
    """Overnight news: a quarter of a day's variance happens while the exchange is closed."""
    always, exchange = (
        feed.candles("AAPL", Resolution.DAY, FIRST, date(2025, 12, 31)).columns for feed in (ALWAYS, EXCHANGE)
    )

    assert (always.open[1:] == always.close[:-1]).all()
    gaps, whole = np.log(exchange.open[1:] / exchange.close[:-1]), np.diff(np.log(exchange.close))
    assert 0.15 < gaps.var() / whole.var() < 0.4


@pytest.mark.parametrize("resolution", [each for each in Resolution if each not in {Resolution.WEEK, Resolution.MONTH}])
@BOTH
def test_every_size_of_bar_is_made_of_the_minutes(feed, resolution):
    """Although days are worked out before half hours, and half hours before minutes. Short days and breaks included."""
    first, last = date(2024, 11, 25), date(2024, 12, 2)
    minutes = joined(
        [feed.candles("NVDA", Resolution.M1, first + timedelta(days=n), first + timedelta(days=n)) for n in range(8)]
    )
    rows = list(zip(minutes.start.tolist(), *(column.tolist() for column in minutes.columns), strict=True))
    large = feed.candles("NVDA", resolution, first, last)
    calendar = feed.calendar("NVDA")

    bars: dict[int, list[int]] = {}
    for start, opening, high, low, close, volume in rows:
        session = calendar.session_at(start * 1000)
        since = session.open_ms // 1000
        begin = (
            (start - since) // (int(resolution.value) * 60) * int(resolution.value) * 60 + since
            if resolution is not Resolution.DAY
            else (session.day - date(1970, 1, 1)).days * 86_400
        )
        bar = bars.setdefault(begin, [opening, high, low, close, 0])
        bar[1:] = [max(bar[1], high), min(bar[2], low), close, bar[4] + volume]

    assert {
        start: list(row)
        for start, row in zip(large.start.tolist(), zip(*(c.tolist() for c in large.columns), strict=True), strict=True)
    } == bars


def test_seeds_symbols_and_days_differ():
    """A key that is not used would give every symbol the same chart."""
    other = DAY + timedelta(days=1)
    asked = [(ALWAYS, "AAPL", DAY), (Simulator("x"), "AAPL", DAY), (ALWAYS, "MSFT", DAY), (ALWAYS, "AAPL", other)]

    assert len({feed.candles(name, Resolution.M1, day, day).columns.volume.tobytes() for feed, name, day in asked}) == 4
    assert len({feed.world for feed in (ALWAYS, EXCHANGE, Simulator("x"))}) == 3


@pytest.mark.parametrize("exchange", [CONTINUOUS, "XNYS"])
@pytest.mark.parametrize("symbol", INSTRUMENTS)
def test_twenty_years_have_the_shape_of_market_returns(symbol, exchange):
    """Fat tails, no memory of direction, memory of size: what strategies and charts are tried on must look like it."""
    series = daily.days(DEFAULT_SEED, INSTRUMENTS[symbol], exchange)
    # Beyond the calendar's last day nothing trades; twenty years of New York's sessions are not known in advance.
    last = min(FIRST + timedelta(days=20 * 365), Calendar.load(exchange).sheet.last)
    closes = series.close[[(day - FIRST).days for day in Calendar.load(exchange).days(FIRST, last)]]
    returns = np.diff(np.log(closes))
    scaled = (returns - returns.mean()) / returns.std()

    assert (scaled**4).mean() - 3 > 3
    assert abs(np.corrcoef(returns[1:], returns[:-1])[0, 1]) < 0.05
    assert np.corrcoef(abs(returns[1:]), abs(returns[:-1]))[0, 1] > 0.15
    assert np.corrcoef(abs(returns[20:]), abs(returns[:-20]))[0, 1] > 0.08
    assert closes.max() / closes.min() < 100


@BOTH
def test_both_ends_of_a_day_are_busier_than_its_middle(feed):
    """Volume is U-shaped, as over any trading day."""
    days = feed.calendar("AAPL").days(date(2024, 10, 1), date(2024, 10, 15))
    volumes = sum(feed.candles("AAPL", Resolution.M1, day, day).columns.volume for day in days)
    noon = len(volumes) // 2

    assert volumes[:30].mean() > 2 * volumes[noon - 20 : noon + 20].mean()
    assert volumes[-30:].mean() > 2 * volumes[noon - 20 : noon + 20].mean()


@BOTH
def test_minutes_move_as_much_as_their_day_says(feed):
    """Half hours and minutes share out a day's variance; a wrong scale anywhere would show as noise or as flat lines."""
    days = feed.calendar("MSFT").days(date(2023, 1, 1), date(2023, 3, 31))
    sums = [(np.diff(np.log(feed.candles("MSFT", Resolution.M1, day, day).columns.close)) ** 2).sum() for day in days]
    sigma = daily.days(DEFAULT_SEED, INSTRUMENTS["MSFT"], feed.calendar("MSFT").exchange).sigma
    expected = [sigma[(day - FIRST).days] ** 2 for day in days]

    assert 0.7 < np.mean(np.array(sums) / np.array(expected)) < 1.5


def test_bars_are_given_in_sessions_only():
    """No bar on a holiday, none at night; a short day ends early."""
    thanksgiving, after = date(2024, 11, 28), date(2024, 11, 29)

    assert len(EXCHANGE.candles("AAPL", Resolution.M1, thanksgiving, thanksgiving)) == 0
    minutes = EXCHANGE.candles("AAPL", Resolution.M1, after, after)
    assert len(minutes) == 210
    calendar = EXCHANGE.calendar("AAPL")
    assert all(calendar.session_at(int(start) * 1000) for start in minutes.start)


def test_outside_of_its_reach_there_is_nothing():
    """Neither before the first day nor behind the last."""
    first, last = ALWAYS.reach("AAPL")

    assert len(ALWAYS.candles("AAPL", Resolution.DAY, first - timedelta(days=9), first - timedelta(days=1))) == 0
    assert len(ALWAYS.candles("AAPL", Resolution.DAY, first - timedelta(days=9), first)) == 1
    assert len(ALWAYS.candles("AAPL", Resolution.M1, last, last + timedelta(days=9))) == 1440
    assert EXCHANGE.reach("AAPL")[1] == Calendar.load("XNYS").sheet.last
