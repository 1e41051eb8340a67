"""Monthly contracts: when they begin and end."""

from datetime import date, timedelta

import pytest

from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.expiries import LISTED, expiries, expiry_of, listed_since

NEW_YORK = Calendar.load("XNYS")


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2024, 3, 15), (2024, 11, 15), (2022, 4, 14), (2019, 4, 18), (2024, 6, 21)]
)
def test_contracts_end_on_the_third_friday_or_the_day_before_a_holiday(year, month, day):
    """Good Friday was the third Friday of April 2022 and of April 2019."""
    assert expiry_of(NEW_YORK, year, month) == date(year, month, day)


def test_on_the_day_of_expiry_the_contract_still_is_the_next():
    assert expiries(NEW_YORK, date(2024, 3, 15), 2) == [date(2024, 3, 15), date(2024, 4, 19)]
    assert expiries(NEW_YORK, date(2024, 3, 16), 1) == [date(2024, 4, 19)]


def test_a_month_is_listed_from_the_day_on_which_it_is_one_of_the_nearest():
    """The two rules, asked from either side, never disagree; so no chart ends before its contract does."""
    for day in NEW_YORK.days(date(2023, 1, 1), date(2024, 12, 31)):
        nearest = expiries(NEW_YORK, day, LISTED)
        assert all(listed_since(NEW_YORK, expiry) <= day for expiry in nearest)
        assert listed_since(NEW_YORK, expiries(NEW_YORK, day, LISTED + 1)[-1]) > day


def test_beyond_the_calendar_nothing_is_listed():
    """Nobody knows yet whether that Friday is a holiday."""
    end = NEW_YORK.sheet.last

    assert expiries(NEW_YORK, end - timedelta(days=5), LISTED) == []
    with pytest.raises(LookupError, match="the calendar of XNYS does not know"):
        expiry_of(NEW_YORK, end.year + 1, 1)
