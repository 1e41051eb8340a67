"""Replays: accounts that an engine drives by the market's own time. Whole numbers: ticks, steps, millionths of money, ms."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from trading_api.models.base import Model
from trading_api.models.broker import LATEST_MS, a_number
from trading_api.models.orders import DurationType, OrderType, Side
from trading_api.models.ws import SubscribeRequest

LARGEST = 10**15
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Ms = Annotated[int, BeforeValidator(a_number), Field(ge=0, le=LATEST_MS, description="ms since epoch UTC")]
Ticks = Annotated[int, BeforeValidator(a_number), Field(ge=1, le=10**11, description="a price in ticks")]
Steps = Annotated[int, BeforeValidator(a_number), Field(ge=1, le=10**9, description="a quantity in steps")]
Micros = Annotated[int, BeforeValidator(a_number), Field(ge=0, le=LARGEST, description="money in millionths")]
Bps = Annotated[int, BeforeValidator(a_number), Field(ge=0, le=LARGEST, description="in 1/10000")]


class _Asked(Model):
    """A key that nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid")


class ReplayContract(_Asked):
    """What may be traded: `tick` is what one tick of one step is worth, with the multiplier in it."""

    symbol: Name
    tick: Annotated[int, BeforeValidator(a_number), Field(ge=1, le=LARGEST)]
    initialBps: Bps = 5_000
    maintenanceBps: Annotated[int, BeforeValidator(a_number), Field(ge=1, le=LARGEST)] = 2_500
    collarBps: Bps = 1_000


class ReplaySpan(_Asked):
    """Trading from `start` to before `end`."""

    start: Ms
    end: Ms


class ReplayHours(_Asked):
    """The day's open and close, and when there is trading between them."""

    open: Ms
    close: Ms
    spans: Annotated[list[ReplaySpan], Field(min_length=1, max_length=50)]


class ReplayFees(_Asked):
    """What a fill costs, rounded half to even to `minor`: per order, per step, of the turnover, more of a sale's; its bounds."""

    perOrder: Micros = 0
    perStep: Micros = 0
    rateBps: Bps = 0
    sellTaxBps: Bps = 0
    least: Micros = 0
    most: Micros | None = None
    minor: Annotated[int, BeforeValidator(a_number), Field(ge=1, le=LARGEST)] = 10_000


class ReplayFills(_Asked):
    """How orders fill: fees, how far a market order slips, and the share of a tick's volume, null for all that is wanted.

    `slippage` is in ticks, in 1/10000 of the price, or in 1/10000 of it per whole tick volume taken, as `slippageKind` says.
    """

    fees: ReplayFees
    slippageKind: Literal["none", "ticks", "bps", "impact"] = "none"
    slippage: Annotated[int, BeforeValidator(a_number), Field(ge=0, le=1_000_000)] = 0
    participationBps: Annotated[int, BeforeValidator(a_number), Field(ge=1, le=10_000)] | None = 1_000


class NewReplay(_Asked):
    """The rules of a replay, which never change: the account's name on its orders, its cash, what it trades and when."""

    account: Name
    cash: Annotated[int, BeforeValidator(a_number), Field(ge=1, le=LARGEST, description="in millionths")]
    contracts: Annotated[list[ReplayContract], Field(min_length=1, max_length=2_000)]
    hours: ReplayHours
    fills: ReplayFills


class Replay(Model):
    """A replay as it stands. `clock`: all before it has been shown. `fence` is the newest owner's; others are refused."""

    id: str
    account: str
    owner: str
    fence: int
    clock: int
    changes: Annotated[int, Field(description="how many changes the account has had")]
    cash: int
    openOrders: int
    positions: Annotated[dict[str, int], Field(description="steps held by symbol, below 0 when sold short")]


class ReplayTick(_Asked):
    """The market at a moment. `volume` is what was traded since the tick before, null when nobody knows."""

    ts: Ms
    last: Ticks
    bid: Annotated[int, BeforeValidator(a_number), Field(ge=0, le=10**11)]
    ask: Ticks
    volume: Annotated[int, BeforeValidator(a_number), Field(ge=0, le=LARGEST)] | None = None


class ReplayTicks(_Asked):
    """Ticks of symbols in order of time, all before `until`. Those before the clock of the replay are passed over."""

    until: Ms
    ticks: dict[Name, Annotated[list[ReplayTick], Field(max_length=20_000)]]


class ReplayMarks(_Asked):
    """The prices (ticks) at a moment of at least what the account holds."""

    at: Ms
    marks: dict[Name, Ticks]


class ReplayOrder(_Asked):
    """An order, named by whoever places it. `stop` and `target` are the prices of its legs, named `ID-1` and `ID-2`.

    `quotes` are the newest ticks of its symbol and of what the account holds.
    """

    id: Name
    at: Ms
    symbol: Name
    type: Annotated[OrderType, BeforeValidator(a_number)] = OrderType.MARKET
    side: Annotated[Side, BeforeValidator(a_number)]
    qty: Steps
    limitPrice: Ticks | None = None
    stopPrice: Ticks | None = None
    duration: DurationType = DurationType.DAY
    reduceOnly: bool = False
    stop: Ticks | None = None
    target: Ticks | None = None
    quotes: dict[Name, ReplayTick]


class ReplayProgress(Model):
    """How far the replay is after a command. Sent again, a command is answered with what it was answered first."""

    clock: int
    changes: int


class ReplayChange(Model):
    """One change of the account, number 1, 2, 3, …; `body` has it whole, and all of them in order give the account."""

    number: int
    at: Annotated[int, Field(description="the market's time, ms")]
    kind: Literal["order", "execution", "entry", "position", "terms", "day", "reset"]
    body: dict[str, Any]


class ReplaySubscribeRequest(SubscribeRequest):
    """Every change of the replay that the handshake names in X-Account. A new reader gets the newest one first."""
