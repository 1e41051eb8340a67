"""Contracts off an index: when they expire, and what they cost."""

import math
from datetime import date
from decimal import Decimal

import pytest

from trading_api.engines.derived import YEAR_MS, expiries, expiry_of, future
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.trading.quotes import Tick

NEW_YORK = Calendar.load("XNYS")


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2024, 3, 15), (2024, 11, 15), (2022, 4, 14), (2019, 4, 18), (2024, 6, 21)]
)
def test_contracts_end_on_the_third_friday_or_the_day_before_a_holiday(year: int, month: int, day: int) -> None:
    """Good Friday was the third Friday of April 2022 and of April 2019."""
    assert expiry_of(NEW_YORK, year, month) == date(year, month, day)


def test_on_the_day_of_expiry_the_contract_still_is_the_next() -> None:
    assert expiries(NEW_YORK, date(2024, 3, 15), 2) == [date(2024, 3, 15), date(2024, 4, 19)]
    assert expiries(NEW_YORK, date(2024, 3, 16), 1) == [date(2024, 4, 19)]


def test_a_future_costs_the_index_and_the_interest_to_its_end() -> None:
    end = 1_700_000_000_000
    made = future("SIMX", Decimal("0.01"), date(2024, 4, 19), end, 0.05)

    quote = made.tick(Tick(end - YEAR_MS // 2, 500_000, 499_999, 500_001, 1000))

    assert made.listing.price(quote.last) == round(Decimal(5000 * math.exp(0.025)) / Decimal("0.05")) * Decimal("0.05")
    assert (quote.bid, quote.ask) == (quote.last - 1, quote.last + 1)


def test_at_its_end_a_future_is_the_index() -> None:
    made = future("SIMX", Decimal("0.01"), date(2024, 4, 19), 1_000, 0.05)

    assert made.listing.price(made.ticks(412_345, 1_000)) == Decimal("4123.45")
