"""When an exchange trades, as it is told to clients. Times are ms since epoch UTC; days are the exchange's own."""

from datetime import date
from typing import Literal

from pydantic import Field

from trading_api.models.base import Model


class Span(Model):
    """A stretch of time without its last moment."""

    start: int = Field(description="ms since epoch UTC")
    end: int = Field(description="ms since epoch UTC")


class TradingSession(Model):
    """One trading day of an exchange."""

    day: date
    open: int = Field(description="ms since epoch UTC")
    close: int = Field(description="ms since epoch UTC; nothing is traded at that very moment")
    kind: Literal["regular", "early", "special"] = Field(
        description="the usual hours, other hours on a usual day, or a session on a day that is usually closed"
    )
    breaks: list[Span]


class TradingCalendar(Model):
    """The sessions of a stretch of days. `known_from` and `known_to` bound what this calendar can tell."""

    exchange: str
    name: str
    timezone: str
    known_from: date
    known_to: date
    sessions: list[TradingSession]
