"""Which monthly contracts are traded on a day, when each begins and when it ends. Pure; days are those of a calendar."""

from collections.abc import Sequence
from datetime import date, timedelta

from trading_api.shared.market.calendar import Calendar

LISTED = 3
"""How many months are traded at a time: the nearest ones."""
FRIDAY = 4


def expiry_of(calendar: Calendar, year: int, month: int) -> date:
    """The third Friday of a month, or the trading day before when that is a holiday; LookupError beyond the calendar."""
    first = date(year, month, 1)
    third = first + timedelta(days=(FRIDAY - first.weekday()) % 7 + 14)
    found = calendar.days(third - timedelta(days=7), third)
    if not found or third > calendar.sheet.last:
        raise LookupError(f"the calendar of {calendar.exchange} does not know {first:%B %Y}")
    return found[-1]


def expiries(calendar: Calendar, since: date, count: int) -> Sequence[date]:
    """The next monthly expiries from a day on, that day included; fewer where the calendar ends."""
    found: list[date] = []
    for number in range(count + 1):
        try:
            expiry = _months_after(calendar, since, number)
        except LookupError:
            break
        if expiry >= since:
            found.append(expiry)
    return found[:count]


def listed_since(calendar: Calendar, expiry: date) -> date:
    """The first day on which a month is traded: the one after it has become one of the nearest."""
    try:
        before = _months_after(calendar, expiry, -LISTED)
    except LookupError:
        return calendar.days(calendar.sheet.first, expiry)[0]
    return calendar.days(before + timedelta(days=1), expiry)[0]


def _months_after(calendar: Calendar, day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return expiry_of(calendar, year, month + 1)
