"""One trading day as an engine sees it: when it may enter, when it must be out, when it is over. Moments are ms, UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trading_api.engines.config import Config
from trading_api.engines.exits import EngineError, NothingToDo
from trading_api.shared.market.calendar import CONTINUOUS, Calendar, ExchangeUnknown, Session
from trading_api.shared.trading.replaying import DayHours

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class TradingDay:
    """Trading from `open_ms` to before `close_ms`; from `square_off_ms` on positions are only closed."""

    date: date
    exchange: str
    timezone: str
    open_ms: int
    close_ms: int
    square_off_ms: int
    spans: tuple[tuple[int, int], ...]

    @property
    def hours(self) -> DayHours:
        """For the venue."""
        return DayHours(self.open_ms, self.close_ms, self.spans)


def calendar_of(config: Config) -> Calendar:
    """Whose sessions the day follows; EngineError."""
    exchange = CONTINUOUS if config.market.hours == "continuous" else config.session.exchange
    try:
        return Calendar.load(exchange)
    except ExchangeUnknown as error:
        raise EngineError(f"session.exchange: {error}") from None


def day_of(config: Config, day: date, until: time | None = None) -> TradingDay:
    """The day as the config asks for it, ended earlier by `until` (the exchange's time). NothingToDo on a holiday."""
    calendar = calendar_of(config)
    session = calendar.session(day)
    if session is None:
        following = calendar.days(day, min(day + timedelta(days=15), calendar.sheet.last))
        hint = f"the next session is {following[0]}" if following else f"its calendar ends {calendar.sheet.last}"
        raise NothingToDo(f"{calendar.exchange} does not trade on {day}; {hint}")
    close = _ended(session, until, ZoneInfo(calendar.timezone))
    square_off = max(session.open_ms, close - config.session.square_off_minutes * MINUTE_MS)
    return TradingDay(day, calendar.exchange, calendar.timezone, session.open_ms, close, square_off, session.spans)


def _ended(session: Session, until: time | None, zone: ZoneInfo) -> int:
    if until is None:
        return session.close_ms
    at = int(datetime.combine(session.day, until, zone).timestamp()) * 1000
    if not session.open_ms < at <= session.close_ms:
        raise EngineError(f"--until {until:%H:%M}: on {session.day} there is no trading then ({zone.key})")
    return at


def date_of(config: Config, asked: date | None, *, replay: bool, now_ms: int) -> date:
    """The day that is meant: today when live, the newest that is over when replayed; EngineError."""
    calendar = calendar_of(config)
    today = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(calendar.timezone)).date()
    if not replay:
        if asked not in {None, today}:
            raise EngineError(f"--date {asked}: today is {today}; another day can only be replayed: --replay max")
        return today
    if asked is None:
        over = [day for day in calendar.days(today - timedelta(days=15), today) if _over(calendar, day, now_ms)]
        if not over:
            raise EngineError("no session is over yet that could be replayed; name one with --date")
        return over[-1]
    session = calendar.session(asked)
    if session is not None and session.close_ms > now_ms:
        raise EngineError(f"--date {asked}: this session is not over; replay an earlier one, or leave --replay away")
    return asked


def _over(calendar: Calendar, day: date, now_ms: int) -> bool:
    session = calendar.session(day)
    return session is not None and session.close_ms <= now_ms


def iso(ms: int) -> str:
    """A moment as text that sorts by time."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
