"""Contracts off an index: what they cost."""

import math
from datetime import date
from decimal import Decimal

from trading_api.engines.derived import YEAR_MS, future
from trading_api.shared.trading.quotes import Tick


def test_a_future_costs_the_index_and_the_interest_to_its_end() -> None:
    end = 1_700_000_000_000
    made = future("SIMX", Decimal("0.01"), date(2024, 4, 19), end, 0.05)

    quote = made.tick(Tick(end - YEAR_MS // 2, 500_000, 499_999, 500_001, 1000))

    assert made.listing.price(quote.last) == round(Decimal(5000 * math.exp(0.025)) / Decimal("0.05")) * Decimal("0.05")
    assert (quote.bid, quote.ask) == (quote.last - 1, quote.last + 1)


def test_at_its_end_a_future_is_the_index() -> None:
    made = future("SIMX", Decimal("0.01"), date(2024, 4, 19), 1_000, 0.05)

    assert made.listing.price(made.ticks(412_345, 1_000)) == Decimal("4123.45")
