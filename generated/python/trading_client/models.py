"""What travels: requests, answers and updates, in the names they have on the wire. Made by `gen`; do not edit."""

from decimal import Decimal
from enum import IntEnum
from typing import Literal

from pydantic import ConfigDict

from ._model import Model


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


class Dependency(Model):
    """Something a module cannot work without."""

    name: str
    """`module.dependency`, such as `broker.store`"""
    status: Literal["ok"] = "ok"


class Exchange(Model):
    """A choice of the symbol search."""

    value: str
    name: str
    desc: str


class FieldError(Model):
    """One thing that is wrong with a request."""

    field: str
    """Where: `body.legs.0.qty`, `query.symbol`, or the name of a dependency"""
    message: str
    """What is wrong, in words"""
    code: str
    """A stable word for programs, such as `missing`"""


class Health(Model):
    """The process is up and answers; says nothing about its dependencies."""

    status: Literal["ok"] = "ok"


class Instance(Model):
    """Which of several equal processes answered."""

    server: str
    instance: str
    pid: int


class ModuleInfo(Model):
    """An enabled module and where its documents are. Absent links are null: the module has no WebSocket."""

    name: str
    version: str
    description: str
    url: str
    docs: str
    openapi: str
    ws: str | None
    ws_docs: str | None
    asyncapi: str | None


class OrderStatus(IntEnum):
    """Where an order stands."""

    CANCELED = 1
    FILLED = 2
    INACTIVE = 3
    PLACING = 4
    REJECTED = 5
    WORKING = 6


class OrderType(IntEnum):
    """How an order asks for its price."""

    LIMIT = 1
    MARKET = 2
    STOP = 3
    STOP_LIMIT = 4


class PlaceOrderResult(Model):
    """The order was taken and is on the disk."""

    orderId: str
    """sorts by time of placing"""


class Problem(Model):
    """An error as application/problem+json (RFC 9457), the only form in which this API reports errors."""

    type: str
    title: str
    """The HTTP status in words"""
    status: int
    detail: str
    """What went wrong this time"""
    code: str
    """A stable word for programs, such as `order_unknown`"""
    errors: list[FieldError] | None = None
    """Each fault on its own, where there are several"""


class QuoteError(Model):
    """Why there is no quote."""

    error: str


class QuoteFailed(Model):
    """There is no quote of `n`: the other symbols of the request are still answered."""

    s: Literal["error"] = "error"
    n: str
    v: QuoteError


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


class QuoteOk(Model):
    """A quote of symbol `n`."""

    s: Literal["ok"] = "ok"
    n: str
    v: QuoteValues


class Quotes(Model):
    """One update of a watchlist: all of its quotes at one moment."""

    quotes: list[QuoteOk | QuoteFailed]


class QuotesRequest(Model):
    """Symbols to quote; unknown ones are answered with an error item each."""

    symbols: list[str]


class Readiness(Model):
    """Every dependency answers. When one does not, the answer is a 503 problem that names it."""

    status: Literal["ready"] = "ready"
    dependencies: list[Dependency]


class Resume(Model):
    """Where a reader stood when its connection ended: it has everything up to and including `seq`."""

    model_config = ConfigDict(extra="forbid")
    epoch: str
    seq: int
    """sequence number within the topic"""


class BarsSubscribeRequest(Model):
    """Live bars of one symbol and resolution."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None
    symbol: str
    """such as AAPL"""
    resolution: str
    """1 5 15 30 60 240 1D 1W 1M; also D W M"""


class OrdersSubscribeRequest(Model):
    """Every change of the connection's account's orders. The account comes from the handshake, never from a frame."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None


class QuotesSubscribeRequest(Model):
    """Live quotes of a watchlist. Order and repetition do not matter."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None
    symbols: list[str] | None = None
    fast_symbols: list[str] | None = None


class SearchSymbolResultItem(Model):
    """One hit of the symbol search."""

    symbol: str
    ticker: str
    description: str
    exchange: str
    type: str


class ServerTime(Model):
    """The server's clock."""

    time: int
    """Milliseconds since the epoch, UTC"""


class Side(IntEnum):
    """Which way an order trades."""

    BUY = 1
    SELL = -1


class PlacedOrder(Model):
    """An order as it stands. `version` grows by one with each change; `updateTime` is ms since epoch UTC."""

    id: str
    """sorts by time of placing"""
    symbol: str
    type: OrderType
    side: Side
    qty: Decimal
    limitPrice: Decimal | None
    status: OrderStatus
    filledQty: Decimal
    avgPrice: Decimal | None
    updateTime: int
    message: str
    version: int


class PreOrder(Model):
    """An order before it is placed."""

    model_config = ConfigDict(extra="forbid")
    symbol: str
    """such as AAPL"""
    type: OrderType
    side: Side
    qty: Decimal
    limitPrice: Decimal | None = None


class SubscribeResponse(Model):
    """The topic is open. Updates up to `seq` are either replayed next or, with `snapshot`, replaced by the state sent next."""

    status: Literal["ok"] = "ok"
    message: str = ""
    topic: str
    """the topic as the subscribe reply named it"""
    epoch: str
    """names the sequence; numbers of different epochs cannot be compared"""
    seq: int
    """sequence number within the topic"""
    snapshot: bool
    """forget earlier state: what follows up to and with `seq` is the whole of it"""


class SymbolInfo(Model):
    """One symbol. A price is a multiple of `minmov / pricescale`."""

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


class SymbolType(Model):
    """A choice of the symbol search."""

    value: str
    name: str


class DatafeedConfiguration(Model):
    """What this datafeed can do."""

    exchanges: list[Exchange]
    symbols_types: list[SymbolType]
    supported_resolutions: list[str]
    supports_marks: bool = False
    supports_timescale_marks: bool = False
    supports_time: bool = True


class Version(Model):
    """Which release of a module answers."""

    module: str
    version: str


class Versions(Model):
    """Every enabled module's release under one API base."""

    base_url: str
    modules: list[Version]
