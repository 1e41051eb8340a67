"""The trend strategy's numbers, and the contract it trades."""

from datetime import date

import pytest

from trading_api.engines.config import FnoSection
from trading_api.engines.exits import EngineError, ExitCode
from trading_api.engines.fno import average, contract_day
from trading_api.shared.market.calendar import Calendar

NEW_YORK = Calendar.load("XNYS")


def test_the_average_weighs_new_prices_by_two_of_the_period_and_one() -> None:
    """Period 3 gives the newest half: 10, then 15, then 22.5."""
    assert average([10, 20, 30], 3) == 22.5


def test_the_contract_is_rolled_before_it_ends() -> None:
    """March ends on the 15th; three days before it is April's turn."""
    assert contract_day(FnoSection(), NEW_YORK, date(2024, 3, 12)) == date(2024, 3, 15)
    assert contract_day(FnoSection(), NEW_YORK, date(2024, 3, 13)) == date(2024, 4, 19)


def test_an_expired_contract_is_refused_with_a_sentence() -> None:
    with pytest.raises(EngineError, match="2024-02 expired on 2024-02-16, before 2024-03-14") as caught:
        contract_day(FnoSection(contract="2024-02"), NEW_YORK, date(2024, 3, 14))

    assert caught.value.code is ExitCode.CONFIG
