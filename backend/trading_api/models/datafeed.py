"""What a chart asks a datafeed, in the field names that TradingView's datafeed interface uses."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from trading_api.models.bars import Symbol
from trading_api.models.base import Model
from trading_api.models.ws import SubscribeRequest

LONGEST_SYMBOL, MOST_SYMBOLS = 64, 100
AnySymbol = Annotated[str, Field(min_length=1, max_length=LONGEST_SYMBOL)]
"""A name that may turn out to be unknown: quotes answer that per item."""
Symbols = Annotated[list[AnySymbol], Field(max_length=MOST_SYMBOLS)]


class Exchange(Model):
    """A choice of the symbol search."""

    value: str
    name: str
    desc: str


class SymbolType(Model):
    """A choice of the symbol search."""

    value: str
    name: str


class DatafeedConfiguration(Model):
    """What this datafeed can do."""

    exchanges: list[Exchange]
    symbols_types: list[SymbolType]
    supported_resolutions: list[str]
    supports_marks: bool = True
    supports_timescale_marks: bool = True
    supports_time: bool = True


class SearchSymbolResultItem(Model):
    """One hit of the symbol search."""

    symbol: str
    ticker: str
    description: str
    exchange: str
    type: str


class SymbolInfo(Model):
    """One symbol. A price is a multiple of `minmov / pricescale`.

    `session` is in the time of `timezone`. `session_holidays` is a comma list of YYYYMMDD without a session; `corrections` has
    `HOURS:YYYYMMDD,YYYYMMDD` items, separated by semicolons, for days of other hours. Both come from the calendar that prices
    follow. A contract that expires says when in `expiration_date` (seconds since the epoch).
    """

    name: str
    ticker: str
    description: str
    type: str
    session: str
    session_holidays: str = ""
    corrections: str = ""
    timezone: str
    exchange: str
    listed_exchange: str
    format: Literal["price", "volume"] = "price"
    minmov: int
    pricescale: int
    has_intraday: bool = True
    has_daily: bool = True
    has_weekly_and_monthly: bool = True
    intraday_multipliers: list[str]
    supported_resolutions: list[str]
    volume_precision: int = 0
    data_status: Literal["streaming", "endofday", "delayed_streaming"] = "streaming"
    currency_code: str
    expired: bool = False
    expiration_date: int | None = None


class QuoteValues(Model):
    """A quote: last price, change since the previous day's close, best bid and ask, the day's range."""

    lp: float
    ch: float
    chp: float
    bid: float
    ask: float
    spread: float
    open_price: float
    high_price: float
    low_price: float
    prev_close_price: float
    volume: int
    short_name: str
    exchange: str
    description: str
    original_name: str


class QuoteError(Model):
    """Why there is no quote."""

    error: str


class QuoteOk(Model):
    """A quote of symbol `n`."""

    s: Literal["ok"] = "ok"
    n: str
    v: QuoteValues


class QuoteFailed(Model):
    """There is no quote of `n`: the other symbols of the request are still answered."""

    s: Literal["error"] = "error"
    n: str
    v: QuoteError


QuoteData = Annotated[QuoteOk | QuoteFailed, Field(discriminator="s")]


class QuotesRequest(Model):
    """Symbols to quote; unknown ones are answered with an error item each."""

    symbols: Symbols


class QuotesSubscribeRequest(SubscribeRequest):
    """Live quotes of a watchlist. Order and repetition do not matter."""

    symbols: Annotated[list[Symbol], Field(max_length=100, default_factory=list)]
    fast_symbols: Annotated[list[Symbol], Field(max_length=100, default_factory=list)]


class Quotes(Model):
    """One update of a watchlist: all of its quotes at one moment."""

    quotes: list[QuoteData]


class DepthLevel(Model):
    """What is offered or asked for at one price."""

    price: float
    volume: int


class Depth(Model):
    """The best ten prices of either side, the best first. Always the whole of it: an update replaces the one before."""

    snapshot: Literal[True] = True
    asks: list[DepthLevel]
    bids: list[DepthLevel]


class DepthSubscribeRequest(SubscribeRequest):
    """The live order book of one symbol."""

    symbol: Symbol


class Mark(Model):
    """A note on a bar. `time` is the bar's beginning in seconds."""

    id: str
    time: int
    color: str
    text: str
    label: str
    labelFontColor: str = "white"
    minSize: int = 14


class TimescaleMark(Model):
    """A note on the time scale. `time` is the trading day at 00:00 UTC, in seconds."""

    id: str
    time: int
    color: str
    label: str
    tooltip: list[str]


class Greeks(Model):
    """How an option's price moves, per unit of its index: `vega` per percent of volatility, `theta` per day."""

    delta: float
    gamma: float
    vega: float
    theta: float


class OptionSide(Model):
    """The call or the put of a strike. `iv` is a year's volatility (0.16 is 16 %); on the last day there is none, nor greeks."""

    symbol: str
    bid: float
    ask: float
    last: float
    iv: float | None
    greeks: Greeks | None


class OptionRow(Model):
    """The options of one strike."""

    strike: int
    call: OptionSide
    put: OptionSide


class OptionChain(Model):
    """The options on an index that expire on one day, strikes ascending; `price` is the index's at `time` (ms)."""

    underlying: str
    time: int
    price: float
    expiry: date
    expiries: list[date]
    options: list[OptionRow]
