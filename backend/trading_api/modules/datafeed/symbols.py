"""Symbols in the words of charts: who they are and when they trade. Pure."""

from datetime import date

from trading_api.models.datafeed import SearchSymbolResultItem, SymbolInfo
from trading_api.shared.market.calendar import Calendar, Hours
from trading_api.shared.market.instruments import Instrument
from trading_api.shared.market.resolution import Resolution

ALWAYS = "24x7"


def exchange_of(calendar: Calendar) -> str:
    """The exchange as charts show it."""
    return calendar.exchange


def search_item(found: Instrument, calendar: Calendar) -> SearchSymbolResultItem:
    """A hit of the symbol search."""
    return SearchSymbolResultItem(
        symbol=found.symbol,
        ticker=found.symbol,
        description=found.description,
        exchange=exchange_of(calendar),
        type=found.kind.value,
    )


def symbol_info(found: Instrument, calendar: Calendar, finest: Resolution, reach: tuple[date, date]) -> SymbolInfo:
    """All about one symbol; holidays and other hours within the reach of its history only."""
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
        exchange=exchange_of(calendar),
        listed_exchange=exchange_of(calendar),
        minmov=found.min_move,
        pricescale=found.price_scale,
        has_intraday=finest is not Resolution.DAY,
        intraday_multipliers=[resolution.value for resolution in supported if resolution.value.isdigit()],
        supported_resolutions=[resolution.value for resolution in supported],
        currency_code=found.currency,
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
