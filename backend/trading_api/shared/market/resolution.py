"""Bar sizes, and where their bars begin. Times are seconds since the epoch, UTC. Pure."""

from datetime import UTC, datetime
from enum import StrEnum

DAY_S = 86_400
_EPOCH_MONDAY = 4 * DAY_S
"""1970-01-05: the first Monday after the epoch."""


class Resolution(StrEnum):
    """The sizes a chart may ask for: minutes, or days, weeks and months."""

    M1 = "1"
    M5 = "5"
    M15 = "15"
    M30 = "30"
    H1 = "60"
    H4 = "240"
    DAY = "1D"
    WEEK = "1W"
    MONTH = "1M"

    @classmethod
    def named(cls, text: str) -> "Resolution":
        """By its name; `D`, `W` and `M` are short for one of them. ValueError lists the names there are."""
        try:
            return cls(f"1{text}" if text in {"D", "W", "M"} else text)
        except ValueError:
            raise ValueError(f"{text!r} is none of {', '.join(cls)}") from None

    @property
    def minutes(self) -> int | None:
        """The length in minutes where it divides a day, a day included; None for weeks and months."""
        if self in {Resolution.WEEK, Resolution.MONTH}:
            return None
        return 1440 if self is Resolution.DAY else int(self.value)

    def start(self, at: int) -> int:
        """The beginning of the bar that `at` lies in."""
        if self.minutes:
            return at - at % (self.minutes * 60)
        if self is Resolution.WEEK:
            return at - (at - _EPOCH_MONDAY) % (7 * DAY_S)
        return _month(_months(at))

    def back(self, start: int, bars: int) -> int:
        """The beginning of the bar that comes `bars` before the one beginning at `start`; negative: after."""
        if self is Resolution.MONTH:
            return _month(_months(start) - bars)
        length = 7 * DAY_S if self.minutes is None else self.minutes * 60
        return start - bars * length

    def end(self, start: int) -> int:
        """The beginning of the next bar."""
        return self.back(start, -1)


def _months(at: int) -> int:
    """Months since year 0."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment.year * 12 + moment.month - 1


def _month(months: int) -> int:
    """When that month begins; before the calendar's first year there is only its beginning."""
    year, month = divmod(max(months, 12), 12)
    return int(datetime(year, month + 1, 1, tzinfo=UTC).timestamp())
