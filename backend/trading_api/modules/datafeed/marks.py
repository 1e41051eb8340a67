"""Notes on a chart: days of unusual moves on the bars, days of unusual hours on the time scale. Pure."""

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from trading_api.models.datafeed import Mark, TimescaleMark
from trading_api.shared.market.calendar import Calendar, Kind
from trading_api.shared.market.instruments import Instrument
from trading_api.shared.market.resolution import DAY_S, Resolution
from trading_api.shared.market.window import Window

if TYPE_CHECKING:
    from trading_api.shared.market.history import Market

UNUSUAL = 4.0
"""Times the mean absolute move of the days before."""
MEMORY = 20
MOST_DAYS = 1500
UP, DOWN, NEUTRAL = "green", "red", "blue"
WORDS = {Kind.EARLY: ("E", "other hours"), Kind.SPECIAL: ("S", "special session")}


def marks(market: "Market", found: Instrument, resolution: Resolution, window: Window, now: int) -> list[Mark]:
    """Days that moved much more than the twenty before them, on the bar that the day's open lies in; at most 1500 days."""
    wider = Window(0, window.end, min((window.end - window.start) // DAY_S + 2, MOST_DAYS) + MEMORY + 1)
    days = market.history(found.symbol, Resolution.DAY, wider, now)
    closes, starts = days.columns.close.tolist(), days.start.tolist()
    moves = [after / before - 1 for before, after in pairwise(closes)]
    noted = []
    for place in range(MEMORY, len(moves)):
        usual = sum(abs(move) for move in moves[place - MEMORY : place]) / MEMORY
        if abs(moves[place]) > UNUSUAL * usual and starts[place + 1] >= window.start:
            noted.append(_mark(found, resolution, market.feed.calendar(found.symbol), starts[place + 1], moves[place]))
    return noted


def timescale_marks(found: Instrument, calendar: Calendar, window: Window) -> list[TimescaleMark]:
    """Days of other than the usual hours, and special sessions."""
    sessions = calendar.sessions(window.start * 1000, window.end * 1000)
    return [
        TimescaleMark(
            id=f"{found.symbol}-{session.day}",
            time=_midnight(session.day),
            color=NEUTRAL,
            label=WORDS[session.kind][0],
            tooltip=[f"{WORDS[session.kind][1]} of {calendar.sheet.name}", _hours(calendar, session.day)],
        )
        for session in sessions
        if session.kind in WORDS
    ]


def _mark(found: Instrument, resolution: Resolution, calendar: Calendar, midnight: int, move: float) -> Mark:
    session = calendar.session(date.fromordinal(midnight // DAY_S + date(1970, 1, 1).toordinal()))
    opens = session.open_ms // 1000 if session else midnight
    return Mark(
        id=f"{found.symbol}-{midnight}",
        time=opens if resolution.value.isdigit() else resolution.start(midnight),
        color=UP if move > 0 else DOWN,
        text=f"{move:+.1%} in a day",
        label="M",
    )


def _midnight(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY_S


def _hours(calendar: Calendar, day: date) -> str:
    return ", ".join(f"{start}-{end}" for start, end in calendar.hours(day)[1])
