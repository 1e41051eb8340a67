"""Amounts as text."""

from decimal import Decimal

import pytest

from trading_api.engines.amounts import average, money, price
from trading_api.engines.quotes import Listing, Segment
from trading_api.models.orders import OrderType, Side
from trading_api.shared.trading.order import Order


@pytest.mark.parametrize(
    ("micros", "text"),
    [(0, "0.00"), (1_000_000, "1.00"), (-1_500_000, "-1.50"), (1, "0.000001"), (10**17, "100000000000.00")],
)
def test_money_has_two_places_and_more_only_where_it_must(micros: int, text: str) -> None:
    assert money(micros) == text


def test_an_average_that_does_not_end_has_six_places() -> None:
    listing = Listing("X", Segment.STOCK, Decimal("0.01"))
    order = Order("1", "A", "X", OrderType.MARKET, Side.BUY, 3, filled=3, filled_value=1000)

    assert average(listing, order) == "3.333333"
    assert price(listing, None) == ""
