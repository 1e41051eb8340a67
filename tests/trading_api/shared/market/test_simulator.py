"""The simulated prices: the same everywhere, and shaped like prices."""

import os
import subprocess
import sys
from hashlib import blake2b

import numpy as np
import pytest

from trading_api.shared.market import simulator
from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.market.simulator import DEFAULT_SEED, FIRST_DAY, MINUTES, session

DAY = FIRST_DAY + 2500
DIGEST = """
from hashlib import blake2b
from trading_api.shared.market.simulator import DEFAULT_SEED, session
days = [session(DEFAULT_SEED, "AAPL", day) for day in {days}]
print(blake2b(b"".join(getattr(s, name).tobytes() for s in days for name in s.__slots__), digest_size=8).hexdigest())
"""


def test_another_process_in_another_order_computes_the_same_bytes():
    """Two instances behind one gateway take turns in answering: a chart must not flicker between two pasts."""
    days = [DAY, DAY + 1, DAY + 400, FIRST_DAY]
    here = [session(DEFAULT_SEED, "AAPL", day) for day in reversed(days)][::-1]
    run = subprocess.run(
        [sys.executable, "-c", DIGEST.format(days=days)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Kolkata"},
    )

    content = b"".join(getattr(s, name).tobytes() for s in here for name in s.__slots__)
    assert run.stdout.strip() == blake2b(content, digest_size=8).hexdigest()


def test_known_prices_stay_known():
    """A change here is a change of the model: give MODEL a new name, so that clients drop what they know."""
    closes = session(DEFAULT_SEED, "AAPL", DAY).close

    assert simulator.MODEL == "sim-1"
    assert [int(closes[minute]) for minute in (0, 700, 1439)] == [10587, 10352, 10344]


@pytest.mark.parametrize("symbol", INSTRUMENTS)
def test_minutes_are_honest_bars_that_join_without_a_gap(symbol):
    """High and low contain open and close; the exchange never closes, so each minute opens at the last close."""
    today, tomorrow = session(DEFAULT_SEED, symbol, DAY), session(DEFAULT_SEED, symbol, DAY + 1)

    assert len(today.open) == MINUTES
    assert (today.high >= np.maximum(today.open, today.close)).all()
    assert (today.low <= np.minimum(today.open, today.close)).all()
    assert today.low.min() > 0
    assert (today.open[1:] == today.close[:-1]).all()
    assert tomorrow.open[0] == today.close[-1]
    assert today.volume.min() > 0
    assert (today.first_extreme >= 1).all()
    assert (today.first_extreme < today.second_extreme).all()
    assert (today.second_extreme <= 58).all()


def test_seeds_symbols_and_days_differ():
    """A key that is not used would give every symbol the same chart."""
    keys = [
        (DEFAULT_SEED, "AAPL", DAY),
        ("x", "AAPL", DAY),
        (DEFAULT_SEED, "MSFT", DAY),
        (DEFAULT_SEED, "AAPL", DAY + 1),
    ]

    assert len({session(*key).volume.tobytes() for key in keys}) == 4


@pytest.mark.parametrize("symbol", INSTRUMENTS)
def test_twenty_years_have_the_shape_of_market_returns(symbol):
    """Fat tails, no memory of direction, memory of size: what strategies and charts are tried on must look like it."""
    closes = simulator._daily(DEFAULT_SEED, symbol).close[: 20 * 365]
    returns = np.diff(np.log(closes))
    scaled = (returns - returns.mean()) / returns.std()

    assert (scaled**4).mean() - 3 > 3
    assert abs(np.corrcoef(returns[1:], returns[:-1])[0, 1]) < 0.05
    assert np.corrcoef(abs(returns[1:]), abs(returns[:-1]))[0, 1] > 0.15
    assert closes.max() / closes.min() < 100


def test_both_ends_of_a_day_are_busier_than_its_middle():
    """Volume and movement are U-shaped, as over any trading day."""
    volumes = sum(session(DEFAULT_SEED, "AAPL", DAY + day).volume for day in range(10))

    assert volumes[:30].mean() > 2 * volumes[700:740].mean()
    assert volumes[-30:].mean() > 2 * volumes[700:740].mean()
