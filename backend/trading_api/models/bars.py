"""Bars as charts know them: JSON numbers, times in milliseconds."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from trading_api.models.base import Model
from trading_api.models.ws import SubscribeRequest

Symbol = Annotated[
    str,
    Field(pattern=r"^[A-Z][A-Z0-9.-]{0,31}$", description="such as AAPL, SIMX-202403 or SIMX-20240315-C4200"),
]


def _long_form(value: object) -> object:
    """`D`, `W` and `M` are the same bars as `1D`, `1W` and `1M`, and must be the same topic."""
    return f"1{value}" if value in {"D", "W", "M"} else value


ResolutionName = Annotated[
    str,
    BeforeValidator(_long_form),
    Field(pattern=r"^(1|5|15|30|60|240|1?D|1?W|1?M)$", description="1 5 15 30 60 240 1D 1W 1M; also D W M"),
]


class Bar(Model):
    """One bar. `time` is ms since epoch UTC at which it begins; days, weeks and months begin at 00:00 UTC."""

    time: int
    open: float
    high: float
    low: float
    close: float
    volume: int


class BarsPage(Model):
    """Bars in ascending time. Without any, `no_data`, and `next_time` (seconds) is the newest bar before the range, if any."""

    bars: list[Bar]
    no_data: bool
    next_time: int | None = None


class BarsSubscribeRequest(SubscribeRequest):
    """Live bars of one symbol and resolution."""

    symbol: Symbol
    resolution: ResolutionName
