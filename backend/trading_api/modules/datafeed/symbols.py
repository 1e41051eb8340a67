"""Symbols in the words of charts: who they are and when they trade. Pure."""

from datetime import date

from trading_api.models.datafeed import SearchSymbolResultItem, SymbolInfo
from trading_api.shared.market.calendar import Calendar, Hours
from trading_api.shared.market.instruments import Instrument
from trading_api.shared.market.resolution import Resolution

ALWAYS = "24x7"


def search_item(found: Instrument, calendar: Calendar) -> SearchSymbolResultItem:
    """A hit of the symbol search."""
    return SearchSymbolResultItem(
        symbol=found.symbol,
        ticker=found.symbol,
        description=found.description,
        exchange=calendar.exchange,
        type=found.kind.value,
    )


def symbol_info(
    found: Instrument, calendar: Calendar, finest: Resolution, reach: tuple[date, date], now: int = 0
) -> SymbolInfo:
    """All about one symbol as of second `now`; holidays and other hours within the reach of its history only."""
    ends = None if found.derivative is None else found.derivative.expires_ms // 1000
    supported = list(Resolution)[list(Resolution).index(finest) :]
    return SymbolInfo(
        name=found.symbol,
        ticker=found.symbol,
        description=found.description,
        type=found.kind.value,
        session=ALWAYS if calendar.continuous else _session(calendar.sheet.hours),
        session_holidays=",".join(f"{day:%Y%m%d}" for day in calendar.sheet.closed if reach[0] <= day <= reach[1]),
        corrections=_corrections(calendar, reach),
        timezone=calendar.timezone,
        exchange=calendar.exchange,
        listed_exchange=calendar.exchange,
        minmov=found.min_move,
        pricescale=found.price_scale,
        has_intraday=finest is not Resolution.DAY,
        intraday_multipliers=[resolution.value for resolution in supported if resolution.value.isdigit()],
        supported_resolutions=[resolution.value for resolution in supported],
        currency_code=found.currency,
        expired=ends is not None and ends <= now,
        expiration_date=ends,
    )


def _session(hours: Hours) -> str:
    """`0930-1600`, or with a break `0930-1200,1300-1600`."""
    return ",".join(f"{start}-{end}".replace(":", "") for start, end in hours)


def _corrections(calendar: Calendar, reach: tuple[date, date]) -> str:
    """`0930-1300:20240703,20241129;0915-1000,1130-1230:20240302`: days by their hours."""
    days: dict[str, list[date]] = {}
    for day, hours in (calendar.sheet.early | calendar.sheet.special).items():
        if reach[0] <= day <= reach[1]:
            days.setdefault(_session(hours), []).append(day)
    return ";".join(
        f"{session}:{','.join(f'{day:%Y%m%d}' for day in sorted(found))}" for session, found in days.items()
    )
