"""Ticks and prices."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading_api.shared.market.instruments import INSTRUMENTS

AAPL = INSTRUMENTS["AAPL"]


@given(st.integers(1, 10**12))
@settings(deadline=None)
def test_a_price_survives_the_way_to_ticks_and_back(ticks):
    """Money is exact: no float may be on that way."""
    assert AAPL.ticks(AAPL.price(ticks)) == ticks


def test_a_price_is_written_with_the_digits_of_its_tick():
    """100.5 and 100.50 are one price and must read as one."""
    assert str(AAPL.price(AAPL.ticks(Decimal("100.5")))) == "100.50"


def test_a_price_between_two_ticks_is_refused():
    """Rounding it would change what somebody ordered."""
    with pytest.raises(ValueError, match=r"100.505 is not a multiple of 0.01"):
        AAPL.ticks(Decimal("100.505"))
