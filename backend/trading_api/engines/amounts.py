"""Whole numbers of the account as the exact decimal text of the files."""

from decimal import Decimal

from trading_api.engines.quotes import Listing
from trading_api.shared.trading.contract import MICROS
from trading_api.shared.trading.order import Order

SIX = Decimal("0.000001")
CENT = Decimal("0.01")


def money(micros: int) -> str:
    """At least two places after the point, more only where they are needed."""
    return _plain(Decimal(micros) / MICROS)


def price(listing: Listing, ticks: int | None) -> str:
    """Empty where there is none."""
    return "" if ticks is None else _plain(listing.price(ticks))


def average(listing: Listing, order: Order) -> str:
    """What an order paid per unit so far, to six places."""
    return _plain((listing.tick * order.filled_value / order.filled).quantize(SIX)) if order.filled else ""


def _plain(value: Decimal) -> str:
    shortest = value.normalize()
    exponent = shortest.as_tuple().exponent
    places = isinstance(exponent, int) and exponent > -2
    return format(value.quantize(CENT) if places else shortest, "f")
