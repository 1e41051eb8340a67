"""Option prices against figures from outside, and against the laws they must keep."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("QuantLib", reason="the options engine's extra is not installed")

from trading_api.engines.pricing import Right, Terms, black_76, black_scholes, implied_volatility


def test_the_textbook_call_has_the_textbook_price_and_greeks() -> None:
    """Hull's example: S 42, K 40, half a year, 10 %, 20 %."""
    call = black_scholes(Terms(Right.CALL, 40, 0.5, 0.10, 0.0, 0.2), 42)

    assert call.price == pytest.approx(4.759422, abs=1e-6)
    assert call.delta == pytest.approx(0.779131, abs=1e-6)
    assert call.gamma == pytest.approx(0.049963, abs=1e-6)
    assert call.vega == pytest.approx(8.813415, abs=1e-6)
    assert call.theta == pytest.approx(-4.559092, abs=1e-6)


@pytest.mark.parametrize(
    ("right", "strike", "years", "rate", "spot", "price"),
    [
        (Right.PUT, 40, 0.5, 0.10, 42, 0.808599),
        (Right.CALL, 100, 1.0, 0.05, 100, 10.450584),
        (Right.PUT, 100, 1.0, 0.05, 100, 5.573526),
    ],
)
def test_published_prices_come_out(
    right: Right, strike: float, years: float, rate: float, spot: float, price: float
) -> None:
    assert black_scholes(Terms(right, strike, years, rate, 0.0, 0.2), spot).price == pytest.approx(price, abs=1e-6)


def test_an_option_on_a_future_is_priced_after_black() -> None:
    assert black_76(Terms(Right.PUT, 20, 4 / 12, 0.09, 0.0, 0.25), 20) == pytest.approx(1.116641, abs=1e-6)


markets = st.builds(
    Terms,
    right=st.sampled_from(Right),
    strike=st.floats(20, 500),
    years=st.floats(0.02, 3),
    rate=st.floats(-0.01, 0.12),
    carry=st.floats(0, 0.06),
    volatility=st.floats(0.05, 1.2),
)


def normal(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2


@settings(max_examples=80, deadline=None)
@given(markets, st.floats(20, 500))
def test_prices_are_those_of_the_formula_written_out(terms: Terms, spot: float) -> None:
    deviation = terms.volatility * math.sqrt(terms.years)
    forward = spot * math.exp((terms.rate - terms.carry) * terms.years)
    first = math.log(forward / terms.strike) / deviation + deviation / 2
    sign = 1 if terms.right is Right.CALL else -1
    expected = (
        sign
        * math.exp(-terms.rate * terms.years)
        * (forward * normal(sign * first) - terms.strike * normal(sign * (first - deviation)))
    )

    assert black_scholes(terms, spot).price == pytest.approx(expected, abs=1e-9 * max(spot, terms.strike))


@settings(max_examples=80, deadline=None)
@given(markets, st.floats(20, 500))
def test_the_volatility_that_a_price_implies_is_the_one_it_was_made_of(terms: Terms, spot: float) -> None:
    made = black_scholes(terms, spot)
    if made.vega < 1e-2 * spot or made.price < 1e-6 * spot:
        return

    found = implied_volatility(terms, spot, made.price)

    assert found == pytest.approx(terms.volatility, abs=1e-8)


def test_a_price_below_what_exercise_gives_implies_nothing() -> None:
    with pytest.raises(ValueError, match="no volatility"):
        implied_volatility(Terms(Right.CALL, 50, 1.0, 0.0, 0.0, 0.2), 100, 10.0)
