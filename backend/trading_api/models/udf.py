"""The datafeed as TradingView's UDF clients read it: columns in place of rows, seconds, and `s` for ok, no_data or error."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from trading_api.models.base import Model
from trading_api.models.datafeed import DatafeedConfiguration, QuoteData


class UdfError(Model):
    """What went wrong, answered with status 200, as UDF clients expect it."""

    s: Literal["error"] = "error"
    errmsg: str


class UdfConfiguration(DatafeedConfiguration):
    """What this datafeed can do. Search and single symbols; not the download of a whole group."""

    supports_search: bool = True
    supports_group_request: bool = False


class UdfSearchItem(Model):
    """One hit of the symbol search."""

    symbol: str
    full_name: str
    description: str
    exchange: str
    ticker: str
    type: str


class UdfHistory(Model):
    """Bars in columns; `t` in seconds, ascending. The same bars as those of /bars."""

    s: Literal["ok"] = "ok"
    t: list[int]
    o: list[float]
    h: list[float]
    l: list[float]  # noqa: E741 - the protocol's name
    c: list[float]
    v: list[int]


class UdfNoData(Model):
    """There are no bars in the range; `nextTime` (seconds) is the newest one before it, if any."""

    s: Literal["no_data"] = "no_data"
    nextTime: int | None = None


UdfHistoryAnswer = Annotated[UdfHistory | UdfNoData | UdfError, Field(discriminator="s")]


class UdfQuotes(Model):
    """Quotes of several symbols, each with its own `s`."""

    s: Literal["ok"] = "ok"
    d: list[QuoteData]


class UdfMarks(Model):
    """Marks in columns."""

    id: list[str]
    time: list[int]
    color: list[str]
    text: list[str]
    label: list[str]
    labelFontColor: list[str]
    minSize: list[int]


def _hyphenated(name: str) -> str:
    return name.replace("_", "-")


class UdfSymbols(Model):
    """All symbols in columns. Names as UDF has them, with hyphens."""

    model_config = ConfigDict(alias_generator=_hyphenated, populate_by_name=True)

    symbol: list[str]
    ticker: list[str]
    description: list[str]
    type: list[str]
    exchange_listed: list[str]
    exchange_traded: list[str]
    timezone: list[str]
    session_regular: list[str]
    session_holidays: list[str]
    corrections: list[str]
    minmovement: list[int]
    minmovement2: int = 0
    pricescale: list[int]
    currency_code: list[str]
    has_intraday: list[bool]
    has_daily: bool = True
    has_weekly_and_monthly: bool = True
    intraday_multipliers: list[list[str]]
    supported_resolutions: list[list[str]]
