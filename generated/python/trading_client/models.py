"""What travels: requests, answers and updates, in the names they have on the wire. Made by `gen`; do not edit."""

from datetime import date as date_aliased
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from ._model import Model


class AccountInfo(Model):
    """An account with its rules. `halted` accounts take only orders that reduce a position."""

    time: int
    balance: Decimal
    equity: Decimal
    unrealizedPL: Decimal
    realizedPL: Decimal
    fees: Decimal
    marginUsed: Decimal
    marginReserved: Decimal
    marginAvailable: Decimal
    id: str
    currency: str
    kind: Literal["cash", "margin"]
    method: Literal["fifo", "average"]
    halted: bool


class AccountMeta(Model):
    """An account one can trade with."""

    id: str
    name: str
    currency: str


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


class Brackets(Model):
    """The orders behind a position, as prices; one that is left out is taken away."""

    model_config = ConfigDict(extra="forbid")
    stopLoss: Decimal | None = None
    takeProfit: Decimal | None = None
    trailingStopPips: int | None = None


class ConnectionStatus(IntEnum):
    """Whether the broker can be traded with."""

    CONNECTED = 1
    CONNECTING = 2
    DISCONNECTED = 3
    ERROR = 4


class BrokerConnection(Model):
    """The state of the connection to the (simulated) exchange."""

    status: ConnectionStatus
    message: str = ""


class Connections(Model):
    """The WebSockets of one module in the process that answers; a topic lives while at least one of them listens."""

    connections: int
    topics: int
    behind: int
    """connections with updates that wait because their reader is slow or stopped"""


class CustomFields(Model):
    """What the client adds for itself; `clientOrderId` is unique per account, for ever."""

    model_config = ConfigDict(extra="forbid")
    clientOrderId: str | None = None


class Dependency(Model):
    """Something a module cannot work without."""

    name: str
    """`module.dependency`, such as `broker.store`"""
    status: Literal["ok"] = "ok"


class Deposit(Model):
    """Cash for an account."""

    model_config = ConfigDict(extra="forbid")
    amount: Decimal


class DepthLevel(Model):
    """What is offered or asked for at one price."""

    price: float
    volume: int


class Depth(Model):
    """The best ten prices of either side, the best first. Always the whole of it: an update replaces the one before."""

    snapshot: Literal[True] = True
    asks: list[DepthLevel]
    bids: list[DepthLevel]


class DurationType(StrEnum):
    """How long an order stands."""

    DAY = "DAY"
    GTC = "GTC"
    GTD = "GTD"
    IOC = "IOC"
    FOK = "FOK"


class EngineStatus(Model):
    """What an engine said last. Times in ms since the epoch."""

    engine: str
    """`equity`, `fno` or `options`"""
    state: str
    """Where it is: `running`, `draining`, `stopped`, …"""
    pid: int
    at: int
    """How far the market has come for it"""
    beat: int
    """When it said so"""
    stale: bool
    """It should have spoken since: more than 5 s of silence without an end"""
    lag_ms: int = 0
    """How far it is behind the market"""
    rss: int = 0
    """Resident memory, in bytes"""
    open_orders: int = 0
    positions: int = 0
    checkpoint: int = 0
    """The number of its last checkpoint"""
    exit: int | None = None
    """Its exit code; none while it lives"""
    reason: str = ""
    notes: list[str] = []
    """What went otherwise than it should"""


class Equity(Model):
    """What an account is worth at `time` (ms). `balance` is its cash; `marginAvailable` its buying power."""

    time: int
    balance: Decimal
    equity: Decimal
    unrealizedPL: Decimal
    realizedPL: Decimal
    fees: Decimal
    marginUsed: Decimal
    marginReserved: Decimal
    marginAvailable: Decimal


class EquityPoint(Model):
    """What an account was worth at a time (ms)."""

    time: int
    equity: Decimal
    balance: Decimal


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


class Greeks(Model):
    """How an option's price moves, per unit of its index: `vega` per percent of volatility, `theta` per day."""

    delta: float
    gamma: float
    vega: float
    theta: float


class Halt(Model):
    """Whether the account is halted; `reason` is kept in its audit trail."""

    model_config = ConfigDict(extra="forbid")
    halted: bool
    reason: str = ""


class Health(Model):
    """The process is up and answers; says nothing about its dependencies."""

    status: Literal["ok"] = "ok"


class Instance(Model):
    """Which of several equal processes answered."""

    server: str
    instance: str
    pid: int


class LedgerEntry(Model):
    """One movement of cash and the balance it left: `variation` is of a future, `settlement` of an option that expired."""

    seq: int
    time: int
    kind: Literal["deposit", "trade", "fee", "variation", "settlement"]
    amount: Decimal
    balance: Decimal
    ref: str


class LeverageInfo(Model):
    """Which leverage is set, and which can be."""

    title: str
    leverage: Decimal
    min: Decimal
    max: Decimal
    step: Decimal


class LeveragePreview(Model):
    """What a leverage would mean; with `errors` it cannot be set."""

    infos: list[str]
    warnings: list[str]
    errors: list[str]


class LeverageSet(Model):
    """The leverage from now on."""

    leverage: Decimal


class Mark(Model):
    """A note on a bar. `time` is the bar's beginning in seconds."""

    id: str
    time: int
    color: str
    text: str
    label: str
    labelFontColor: str = "white"
    minSize: int = 14


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
    expiry: date_aliased
    expiries: list[date_aliased]
    options: list[OptionRow]


class OrderDuration(Model):
    """How long an order stands; `datetime` (ms since epoch UTC) is for GTD alone."""

    model_config = ConfigDict(extra="forbid")
    type: DurationType = DurationType.GTC
    datetime: int | None = None


class OrderPrices(Model):
    """What can still be changed once an order stands; the whole of it is given."""

    model_config = ConfigDict(extra="forbid")
    qty: Decimal
    limitPrice: Decimal | None = None
    stopPrice: Decimal | None = None
    trailingStopPips: int | None = None
    duration: OrderDuration | None = None


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


class ParentType(IntEnum):
    """What an order belongs to."""

    ORDER = 1
    POSITION = 2
    INDIVIDUAL_POSITION = 3


class PlaceOrderResult(Model):
    """The order was taken and is on the disk."""

    orderId: str
    """sorts by time of placing"""


class PositionChange(Model):
    """The order that closes or reverses a position was taken; it fills with the next price."""

    orderId: str


class PositionPl(Model):
    """What a position would earn if it were closed at the present price."""

    id: str
    pl: Decimal


class PreviewRow(Model):
    """One line of an order's preview."""

    title: str
    value: str


class PreviewSection(Model):
    """A group of lines."""

    header: str
    rows: list[PreviewRow]


class OrderPreview(Model):
    """What placing the order would do now. With `errors` it would be refused; `confirmId` names what was previewed."""

    confirmId: str
    sections: list[PreviewSection]
    warnings: list[str]
    errors: list[str]


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


class ProfitAndLoss(Model):
    """All positions of an account at one moment, and their sum."""

    pl: Decimal
    positions: list[PositionPl]


class QtyRange(Model):
    """Which quantities are taken."""

    min: Decimal
    max: Decimal
    step: Decimal


class InstrumentInfo(Model):
    """
    What a trading dialog must know of a symbol. A step of `qty` is `bigPointValue` units.

    `marginRate` is the part of a position's value that opening it takes; of an option that is sold, of its index's value.
    """

    symbol: str
    description: str
    currency: str
    qty: QtyRange
    minTick: Decimal
    pipSize: Decimal
    bigPointValue: Decimal
    marginRate: Decimal
    tradable: bool
    allowedOrderTypes: list[OrderType]
    allowedDurations: list[str]


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


class Replay(Model):
    """A replay as it stands. `clock`: all before it has been shown. `fence` is the newest owner's; others are refused."""

    id: str
    account: str
    owner: str
    fence: int
    clock: int
    changes: int
    """how many changes the account has had"""
    cash: int
    openOrders: int
    positions: dict[str, int]
    """steps held by symbol, below 0 when sold short"""


class ReplayChange(Model):
    """One change of the account, number 1, 2, 3, …; `body` has it whole, and all of them in order give the account."""

    number: int
    at: int
    """the market's time, ms"""
    kind: Literal["order", "execution", "entry", "position", "terms", "day", "reset"]
    body: dict[str, Any]


class ReplayContract(Model):
    """What may be traded: `tick` is what one tick of one step is worth, with the multiplier in it."""

    model_config = ConfigDict(extra="forbid")
    symbol: str
    tick: int
    initialBps: int = 5000
    """in 1/10000"""
    maintenanceBps: int = 2500
    collarBps: int = 1000
    """in 1/10000"""


class ReplayFees(Model):
    """What a fill costs, rounded half to even to `minor`: per order, per step, of the turnover, more of a sale's; its bounds."""

    model_config = ConfigDict(extra="forbid")
    perOrder: int = 0
    """money in millionths"""
    perStep: int = 0
    """money in millionths"""
    rateBps: int = 0
    """in 1/10000"""
    sellTaxBps: int = 0
    """in 1/10000"""
    least: int = 0
    """money in millionths"""
    most: int | None = None
    minor: int = 10000


class ReplayFills(Model):
    """
    How orders fill: fees, how far a market order slips, and the share of a tick's volume, null for all that is wanted.

    `slippage` is in ticks, in 1/10000 of the price, or in 1/10000 of it per whole tick volume taken, as `slippageKind` says.
    """

    model_config = ConfigDict(extra="forbid")
    fees: ReplayFees
    slippageKind: Literal["none", "ticks", "bps", "impact"] = "none"
    slippage: int = 0
    participationBps: int | None = 1000


class ReplayMarks(Model):
    """The prices (ticks) at a moment of at least what the account holds."""

    model_config = ConfigDict(extra="forbid")
    at: int
    """ms since epoch UTC"""
    marks: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")], int]


class ReplayProgress(Model):
    """How far the replay is after a command. Sent again, a command is answered with what it was answered first."""

    clock: int
    changes: int


class ReplaySpan(Model):
    """Trading from `start` to before `end`."""

    model_config = ConfigDict(extra="forbid")
    start: int
    """ms since epoch UTC"""
    end: int
    """ms since epoch UTC"""


class ReplayHours(Model):
    """The day's open and close, and when there is trading between them."""

    model_config = ConfigDict(extra="forbid")
    open: int
    """ms since epoch UTC"""
    close: int
    """ms since epoch UTC"""
    spans: list[ReplaySpan]


class NewReplay(Model):
    """The rules of a replay, which never change: the account's name on its orders, its cash, what it trades and when."""

    model_config = ConfigDict(extra="forbid")
    account: str
    cash: int
    """in millionths"""
    contracts: list[ReplayContract]
    hours: ReplayHours
    fills: ReplayFills


class ReplayTick(Model):
    """The market at a moment. `volume` is what was traded since the tick before, null when nobody knows."""

    model_config = ConfigDict(extra="forbid")
    ts: int
    """ms since epoch UTC"""
    last: int
    """a price in ticks"""
    bid: int
    ask: int
    """a price in ticks"""
    volume: int | None = None


class ReplayTicks(Model):
    """Ticks of symbols in order of time, all before `until`. Those before the clock of the replay are passed over."""

    model_config = ConfigDict(extra="forbid")
    until: int
    """ms since epoch UTC"""
    ticks: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")], list[ReplayTick]]


class ReportLink(Model):
    """Where the report of a day is: JSON, or Markdown when `Accept` asks for it."""

    date: date_aliased
    url: str


class ReportProfit(Model):
    """Of the whole day."""

    gross: Decimal
    fees: Decimal
    net: Decimal
    turnover: Decimal
    fills: int
    unrealized: Decimal
    equity_at_open: Decimal
    equity_at_close: Decimal


class ReportReconciliation(Model):
    """Whether ledger, executions and positions say the same; each row at fault."""

    ok: bool
    faults: list[str]


class ReportRisk(Model):
    """Of the equity of all engines together, minute by minute."""

    max_drawdown: Decimal | None
    drawdown_from: str | None = None
    drawdown_to: str | None = None
    exposure_mean: Decimal | None
    exposure_most: Decimal | None


class ReportSum(Model):
    """Profit and cost of some fills."""

    gross: Decimal
    fees: Decimal
    net: Decimal
    turnover: Decimal
    fills: int


class ReportTrades(Model):
    """How trades went, from flat to flat, before fees; none where there are no such figures."""

    count: int
    won: int
    lost: int
    win_rate: Decimal | None
    profit_factor: Decimal | None
    expectancy: Decimal | None
    average_hold_s: int | None
    best: Decimal | None
    worst: Decimal | None


class DayReport(Model):
    """The report of a day, without any clock. How it was made (versions, seed, config) stands in the file and the Markdown."""

    date: date_aliased
    profit: ReportProfit
    trades: ReportTrades
    risk: ReportRisk
    slippage: Decimal
    orders: int
    rejects: dict[str, int]
    """How many orders were refused, by code"""
    carried: dict[str, int]
    """Positions that are still open, by engine and symbol"""
    by_engine: dict[str, ReportSum]
    by_strategy: dict[str, ReportSum]
    by_symbol: dict[str, ReportSum]
    by_hour: dict[str, ReportSum]
    greeks_at_close: list[dict[str, str]]
    incidents: list[str]
    checks: dict[str, str]
    reconciliation: ReportReconciliation
    note: str


class Reset(Model):
    """Begin an account anew, with this cash under these rules; its history stays."""

    model_config = ConfigDict(extra="forbid")
    cash: Decimal | None = None
    kind: Literal["cash", "margin"] = "margin"
    method: Literal["fifo", "average"] = "fifo"
    onBreach: Literal["warn", "halt", "liquidate"] = "liquidate"
    largestPosition: Decimal | None = None
    dailyLoss: Decimal | None = None


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
    """such as AAPL, SIMX-202403 or SIMX-20240315-C4200"""
    resolution: str
    """1 5 15 30 60 240 1D 1W 1M; also D W M"""


class BrokerConnectionSubscribeRequest(Model):
    """Whether the broker can be traded with."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None


class DepthSubscribeRequest(Model):
    """The live order book of one symbol."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None
    symbol: str
    """such as AAPL, SIMX-202403 or SIMX-20240315-C4200"""


class EquitySubscribeRequest(Model):
    """The connection's account after everything that moved its cash."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None


class ExecutionsSubscribeRequest(Model):
    """Every fill of the connection's account."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None


class OrdersSubscribeRequest(Model):
    """Every change of the connection's account's orders. The account comes from the handshake, never from a frame."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None


class PlSubscribeRequest(Model):
    """The unrealised profit and loss, once a second. `accountId` may only repeat the connection's account."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None
    accountId: str | None = None


class PositionsSubscribeRequest(Model):
    """Every change of the connection's account's positions."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None


class QuotesSubscribeRequest(Model):
    """Live quotes of a watchlist. Order and repetition do not matter."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None
    symbols: list[str] | None = None
    fast_symbols: list[str] | None = None


class ReplaySubscribeRequest(Model):
    """Every change of the replay that the handshake names in X-Account. A new reader gets the newest one first."""

    model_config = ConfigDict(extra="forbid")
    resume: Resume | None = None


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


class SessionCheck(Model):
    """One look before the open, and how long it took in ms."""

    name: str
    severity: Literal["ok", "warn", "error", "closed"]
    ms: float
    detail: str


class SessionEngine(Model):
    """One engine in a session; `exit` is its own code, negative for the signal that ended it."""

    pid: int | None = None
    started: int | None = None
    ended: int | None = None
    exit: int | None = None
    restarts: int = 0
    reason: str = ""


class SessionIncident(Model):
    """Something that went otherwise than it should, in ms since the epoch."""

    at: int
    engine: str
    what: str


class SessionMoment(Model):
    """A state of the session, and when it began in ms since the epoch."""

    state: str
    at: int


class SessionStatus(Model):
    """A session of one day: what it looked at, how it went on, how its engines ended."""

    date: date_aliased
    layout: Literal["single", "multi"]
    state: str
    """`created`, `checking`, `starting`, `running`, `stopping`, `eod`, `done` or `failed`"""
    replay: str | None = None
    """`max`, or how many times the market's pace; none for a live day"""
    until: str | None = None
    config_hash: str = ""
    pid: int | None = None
    exit: int | None = None
    history: Annotated[list[SessionMoment], Field(validate_default=True)] = []
    checks: Annotated[list[SessionCheck], Field(validate_default=True)] = []
    engines: Annotated[dict[str, SessionEngine], Field(validate_default=True)] = {}
    incidents: Annotated[list[SessionIncident], Field(validate_default=True)] = []


class Side(IntEnum):
    """Which way an order trades."""

    BUY = 1
    SELL = -1


class Execution(Model):
    """One fill. `netAmount` is what it did to the cash, fee included; `realizedPL` what it earned, fee excluded."""

    id: str
    orderId: str
    symbol: str
    side: Side
    qty: Decimal
    price: Decimal
    time: int
    commission: Decimal
    netAmount: Decimal
    realizedPL: Decimal


class ExecutionsPage(Model):
    """Executions in ascending time; `cursor` asks for those after them, null when these are the last."""

    executions: list[Execution]
    cursor: str | None


class LeverageRequest(Model):
    """A leverage for a symbol: a whole number."""

    model_config = ConfigDict(extra="forbid")
    symbol: str
    """such as AAPL, SIMX-202403 or SIMX-20240315-C4200"""
    leverage: Decimal
    side: Side | None = None
    orderType: OrderType | None = None


class PlacedOrder(Model):
    """An order as it stands. `version` grows by one with each change; `updateTime` is ms since epoch UTC."""

    id: str
    """sorts by time of placing"""
    symbol: str
    type: OrderType
    side: Side
    qty: Decimal
    limitPrice: Decimal | None
    stopPrice: Decimal | None
    trailingStopPips: int | None
    duration: OrderDuration
    reduceOnly: bool
    status: OrderStatus
    filledQty: Decimal
    avgPrice: Decimal | None
    parentId: str | None
    parentType: ParentType | None
    clientOrderId: str | None
    updateTime: int
    message: str
    version: int


class CanceledOrders(Model):
    """The orders that were canceled together, as they stand now."""

    orders: list[PlacedOrder]


class OrderEvent(Model):
    """One entry of an order's audit trail: what happened, when (ms), and how the order stood after it."""

    seq: int
    event: str
    time: int
    order: PlacedOrder


class Position(Model):
    """A position as it stands; `qty` is 0 once, when it is closed. `avgPrice` is that of the open lots."""

    id: str
    symbol: str
    side: Side
    qty: Decimal
    avgPrice: Decimal
    updateTime: int


class ReplayOrder(Model):
    """
    An order, named by whoever places it. `stop` and `target` are the prices of its legs, named `ID-1` and `ID-2`.

    `quotes` are the newest ticks of its symbol and of what the account holds.
    """

    model_config = ConfigDict(extra="forbid")
    id: str
    at: int
    """ms since epoch UTC"""
    symbol: str
    type: OrderType = OrderType.MARKET
    side: Side
    qty: int
    """a quantity in steps"""
    limitPrice: int | None = None
    stopPrice: int | None = None
    duration: DurationType = DurationType.DAY
    reduceOnly: bool = False
    stop: int | None = None
    target: int | None = None
    quotes: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")], ReplayTick]


class Span(Model):
    """A stretch of time without its last moment."""

    start: int
    """ms since epoch UTC"""
    end: int
    """ms since epoch UTC"""


class StopType(IntEnum):
    """What kind of stop protects a position."""

    STOP_LOSS = 0
    TRAILING = 1
    GUARANTEED = 2


class PreOrder(Model):
    """
    An order before it is placed. `stopLoss` and `takeProfit` are prices at which what it enters is left again.

    With `stopType` 1 its stop, or its stop loss, trails by `trailingStopPips`.
    """

    model_config = ConfigDict(extra="forbid")
    qty: Decimal
    limitPrice: Decimal | None = None
    stopPrice: Decimal | None = None
    trailingStopPips: int | None = None
    duration: OrderDuration | None = None
    symbol: str
    """such as AAPL, SIMX-202403 or SIMX-20240315-C4200"""
    type: OrderType
    side: Side
    takeProfit: Decimal | None = None
    stopLoss: Decimal | None = None
    stopType: StopType = StopType.STOP_LOSS
    isClose: bool = False
    reduceOnly: bool = False
    customFields: CustomFields | None = None


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
    """
    One symbol. A price is a multiple of `minmov / pricescale`.

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


class TimescaleMark(Model):
    """A note on the time scale. `time` is the trading day at 00:00 UTC, in seconds."""

    id: str
    time: int
    color: str
    label: str
    tooltip: list[str]


class TradingSession(Model):
    """One trading day of an exchange."""

    day: date_aliased
    open: int
    """ms since epoch UTC"""
    close: int
    """ms since epoch UTC; nothing is traded at that very moment"""
    kind: Literal["regular", "early", "special"]
    """the usual hours, other hours on a usual day, or a session on a day that is usually closed"""
    breaks: list[Span]


class TradingCalendar(Model):
    """The sessions of a stretch of days. `known_from` and `known_to` bound what this calendar can tell."""

    exchange: str
    name: str
    timezone: str
    known_from: date_aliased
    known_to: date_aliased
    sessions: list[TradingSession]


class UdfConfiguration(Model):
    """What this datafeed can do. Search and single symbols; not the download of a whole group."""

    exchanges: list[Exchange]
    symbols_types: list[SymbolType]
    supported_resolutions: list[str]
    supports_marks: bool = True
    supports_timescale_marks: bool = True
    supports_time: bool = True
    supports_search: bool = True
    supports_group_request: bool = False


class UdfError(Model):
    """What went wrong, answered with status 200, as UDF clients expect it."""

    s: Literal["error"] = "error"
    errmsg: str


class UdfHistory(Model):
    """Bars in columns; `t` in seconds, ascending. The same bars as those of /bars."""

    s: Literal["ok"] = "ok"
    t: list[int]
    o: list[float]
    h: list[float]
    l: list[float]
    c: list[float]
    v: list[int]


class UdfMarks(Model):
    """Marks in columns."""

    id: list[str]
    time: list[int]
    color: list[str]
    text: list[str]
    label: list[str]
    labelFontColor: list[str]
    minSize: list[int]


class UdfNoData(Model):
    """There are no bars in the range; `nextTime` (seconds) is the newest one before it, if any."""

    s: Literal["no_data"] = "no_data"
    nextTime: int | None = None


class UdfQuotes(Model):
    """Quotes of several symbols, each with its own `s`."""

    s: Literal["ok"] = "ok"
    d: list[Annotated[QuoteOk | QuoteFailed, Field(discriminator="s")]]


class UdfSearchItem(Model):
    """One hit of the symbol search."""

    symbol: str
    full_name: str
    description: str
    exchange: str
    ticker: str
    type: str


class UdfSymbols(Model):
    """All symbols in columns. Names as UDF has them, with hyphens."""

    symbol: list[str]
    ticker: list[str]
    description: list[str]
    type: list[str]
    exchange_listed: Annotated[list[str], Field(alias="exchange-listed")]
    exchange_traded: Annotated[list[str], Field(alias="exchange-traded")]
    timezone: list[str]
    session_regular: Annotated[list[str], Field(alias="session-regular")]
    session_holidays: Annotated[list[str], Field(alias="session-holidays")]
    corrections: list[str]
    minmovement: list[int]
    minmovement2: int = 0
    pricescale: list[int]
    currency_code: Annotated[list[str], Field(alias="currency-code")]
    has_intraday: Annotated[list[bool], Field(alias="has-intraday")]
    has_daily: Annotated[bool, Field(alias="has-daily")] = True
    has_weekly_and_monthly: Annotated[bool, Field(alias="has-weekly-and-monthly")] = True
    intraday_multipliers: Annotated[list[list[str]], Field(alias="intraday-multipliers")]
    supported_resolutions: Annotated[list[list[str]], Field(alias="supported-resolutions")]


class Version(Model):
    """Which release of a module answers."""

    module: str
    version: str


class Versions(Model):
    """Every enabled module's release under one API base."""

    base_url: str
    modules: list[Version]
