"""The chain: its expiry."""

from datetime import date

import pytest

from trading_api.engines.config import OptionsSection
from trading_api.engines.exits import EngineError
from trading_api.engines.options import expiry_day
from trading_api.shared.market.calendar import Calendar

NEW_YORK = Calendar.load("XNYS")


def test_expired_options_are_refused_with_a_sentence() -> None:
    with pytest.raises(EngineError, match="expired on 2024-02-16, before 2024-03-14"):
        expiry_day(OptionsSection(expiry=date(2024, 2, 16)), NEW_YORK, date(2024, 3, 14))


def test_options_cannot_expire_on_a_holiday() -> None:
    with pytest.raises(EngineError, match="does not trade on 2024-03-29"):
        expiry_day(OptionsSection(expiry=date(2024, 3, 29)), NEW_YORK, date(2024, 3, 14))
