"""Option prices without QuantLib against published figures, against QuantLib, and against the laws they must keep."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading_api.shared.market.instruments import Right
from trading_api.shared.market.options import Terms, carried, greeks, smile, strikes, worth

markets = st.builds(
    Terms,
    right=st.sampled_from(Right),
    strike=st.floats(20, 500),
    years=st.floats(0.02, 3),
    volatility=st.floats(0.05, 1.2),
    rate=st.floats(-0.01, 0.12),
)


def price(terms, spot) -> float:
    return float(worth(terms, np.array([spot]))[0])


@pytest.mark.parametrize(
    ("right", "strike", "years", "rate", "spot", "expected"),
    [
        (Right.CALL, 40, 0.5, 0.10, 42, 4.759422),
        (Right.PUT, 40, 0.5, 0.10, 42, 0.808599),
        (Right.CALL, 100, 1.0, 0.05, 100, 10.450584),
        (Right.PUT, 100, 1.0, 0.05, 100, 5.573526),
    ],
)
def test_published_prices_come_out(right, strike, years, rate, spot, expected):
    """Hull's example, and the textbook's hundred."""
    assert price(Terms(right, strike, years, 0.2, rate), spot) == pytest.approx(expected, abs=1e-6)


def test_the_textbook_call_has_the_textbook_greeks():
    found = greeks(Terms(Right.CALL, 40, 0.5, 0.2, 0.10), 42)

    assert (found.delta, found.gamma) == (pytest.approx(0.779131, abs=1e-6), pytest.approx(0.049963, abs=1e-6))
    assert (found.vega, found.theta) == (pytest.approx(8.813415, abs=1e-6), pytest.approx(-4.559092, abs=1e-6))


@settings(max_examples=150, deadline=None)
@given(markets, st.floats(20, 500))
def test_prices_and_greeks_are_quantlibs(terms, spot):
    """The library whose business it is; the application can do without it."""
    pricing = pytest.importorskip("trading_api.engines.pricing", reason="the engines' extra is not installed")
    theirs = pricing.black_scholes(
        pricing.Terms(pricing.Right(terms.right), terms.strike, terms.years, terms.rate, 0.0, terms.volatility), spot
    )
    ours = greeks(terms, spot)

    assert price(terms, spot) == pytest.approx(theirs.price, abs=1e-9 * max(spot, terms.strike))
    for name in ("delta", "gamma", "vega", "theta"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), abs=1e-9 * max(spot, terms.strike)), name


@settings(max_examples=100, deadline=None)
@given(markets, st.floats(20, 500))
def test_a_call_less_a_put_is_what_the_future_is_worth_today(terms, spot):
    """Parity: else there would be money for nothing."""
    call, put = (price(Terms(right, terms.strike, terms.years, terms.volatility, terms.rate), spot) for right in Right)
    future = float(carried(np.array([spot]), terms.years, terms.rate)[0])

    assert call - put == pytest.approx((future - terms.strike) * np.exp(-terms.rate * terms.years), abs=1e-9 * spot)


@settings(max_examples=100, deadline=None)
@given(markets, st.lists(st.floats(20, 500), min_size=2, max_size=20))
def test_an_option_moves_one_way_with_its_index(terms, spots):
    """The highest of a bar is priced out of the highest of the index's bar: that holds only where this does."""
    found = terms.sign * worth(terms, np.sort(np.array(spots)))

    assert (np.diff(found) >= -1e-9).all()


def test_at_its_end_an_option_is_what_exercise_gives():
    spots = np.array([90.0, 100.0, 110.0])

    assert worth(Terms(Right.CALL, 100, 0, 0.2), spots).tolist() == [0, 0, 10]
    assert worth(Terms(Right.PUT, 100, 0, 0.2), spots).tolist() == [10, 0, 0]


@pytest.mark.parametrize(("spot", "step"), [(5360.0, 100), (4200.0, 50), (99.0, 1), (1800.0, 20)])
def test_strikes_are_round_and_lie_on_both_sides(spot, step):
    found = strikes(spot, 12)

    assert {after - before for before, after in pairwise(found)} == {step}
    assert len(found) == 25
    assert found[0] < spot < found[-1]
    assert all(strike % step == 0 for strike in found)


def test_the_smile_is_higher_below_and_never_nothing():
    assert smile(90, 100) > smile(100, 100) == pytest.approx(0.16)
    assert smile(60, 100) > smile(80, 100)
    assert smile(100, 100, 0.01) == 0.05
