"""The chain: strikes and expiries."""

from datetime import date
from itertools import pairwise

import pytest

from trading_api.engines.config import OptionsSection
from trading_api.engines.exits import EngineError
from trading_api.engines.options import expiry_day, strikes
from trading_api.shared.market.calendar import Calendar

NEW_YORK = Calendar.load("XNYS")


@pytest.mark.parametrize(("spot", "step"), [(5360.0, 100), (4200.0, 50), (99.0, 1), (1800.0, 20)])
def test_strikes_are_round_and_lie_on_both_sides(spot: float, step: int) -> None:
    found = strikes(spot)

    assert {after - before for before, after in pairwise(found)} == {step}
    assert found[0] < spot < found[-1]
    assert all(strike % step == 0 for strike in found)


def test_expired_options_are_refused_with_a_sentence() -> None:
    with pytest.raises(EngineError, match="expired on 2024-02-16, before 2024-03-14"):
        expiry_day(OptionsSection(expiry=date(2024, 2, 16)), NEW_YORK, date(2024, 3, 14))


def test_options_cannot_expire_on_a_holiday() -> None:
    with pytest.raises(EngineError, match="does not trade on 2024-03-29"):
        expiry_day(OptionsSection(expiry=date(2024, 3, 29)), NEW_YORK, date(2024, 3, 14))
