"""What can change in an account, as values. Together, in order, they are its whole history: replayed, they give its state."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from trading_api.models.orders import Side
from trading_api.shared.trading.order import Happening, Order
from trading_api.shared.trading.position import Method, Position


class AccountKind(StrEnum):
    """What may be bought on credit: nothing and no short sales, or as much as the margin rates allow."""

    CASH = "cash"
    MARGIN = "margin"


class OnBreach(StrEnum):
    """What happens when the equity falls below the maintenance margin."""

    WARN = "warn"
    HALT = "halt"
    LIQUIDATE = "liquidate"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of one account. Limits in steps and micros, None is no limit; `leverage` by symbol, as pairs in order."""

    kind: AccountKind = AccountKind.MARGIN
    method: Method = Method.FIFO
    on_breach: OnBreach = OnBreach.LIQUIDATE
    largest_position: int | None = None
    daily_loss: int | None = None
    halted: bool = False
    leverage: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Execution:
    """One fill: `ticks` is the price; `fee`, `realised` and `value` (unsigned turnover) in micros."""

    id: str
    order_id: str
    symbol: str
    side: Side
    qty: int
    ticks: int
    value: int
    fee: int
    realised: int
    ts: int


class EntryKind(StrEnum):
    """Why cash moved: `variation` is what a future has gained since its last mark, `settlement` what an option ended in."""

    DEPOSIT = "deposit"
    TRADE = "trade"
    FEE = "fee"
    VARIATION = "variation"
    SETTLEMENT = "settlement"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: `amount` came in, or went out when negative, and left `balance` (micros); `seq` from 1."""

    seq: int
    ts: int
    kind: EntryKind
    amount: int
    balance: int
    ref: str


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """An order's new state, and what led to it."""

    order: Order
    happening: Happening


@dataclass(frozen=True, slots=True)
class PositionChanged:
    """A position's new lots; none when it is closed."""

    position: Position
    ts: int


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of a session for a position in futures or options, at `ticks`: `qty` steps (signed) ended, none in a daily mark."""

    symbol: str
    qty: int
    ticks: int
    realised: int
    ts: int


@dataclass(frozen=True, slots=True)
class TermsChanged:
    """The account's rules from now on."""

    terms: Terms
    ts: int
    why: str


@dataclass(frozen=True, slots=True)
class DayBegan:
    """The equity at the first look of a UTC day (days since the epoch): what a daily loss is measured from."""

    day: int
    equity: int


@dataclass(frozen=True, slots=True)
class WasReset:
    """Everything but the history is gone; the ledger goes on from the cash that is entered next."""

    ts: int
    terms: Terms = field(default_factory=Terms)


Change: TypeAlias = OrderChanged | Execution | Settled | Entry | PositionChanged | TermsChanged | DayBegan | WasReset
