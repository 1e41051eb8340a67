"""Accounts and their money, as exact strings, in the field names of TradingView's broker interface."""

from enum import IntEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from trading_api.models.bars import Symbol
from trading_api.models.base import Model
from trading_api.models.broker import a_number
from trading_api.models.numbers import ExactDecimal
from trading_api.models.orders import OrderType, Side
from trading_api.models.ws import SubscribeRequest


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


class AccountMeta(Model):
    """An account one can trade with."""

    id: str
    name: str
    currency: str


class Equity(Model):
    """What an account is worth at `time` (ms). `balance` is its cash; `marginAvailable` its buying power."""

    time: int
    balance: ExactDecimal
    equity: ExactDecimal
    unrealizedPL: ExactDecimal
    realizedPL: ExactDecimal
    fees: ExactDecimal
    marginUsed: ExactDecimal
    marginReserved: ExactDecimal
    marginAvailable: ExactDecimal


class AccountInfo(Equity):
    """An account with its rules. `halted` accounts take only orders that reduce a position."""

    id: str
    currency: str
    kind: Literal["cash", "margin"]
    method: Literal["fifo", "average"]
    halted: bool


class EquityPoint(Model):
    """What an account was worth at a time (ms)."""

    time: int
    equity: ExactDecimal
    balance: ExactDecimal


class LedgerEntry(Model):
    """One movement of cash and the balance it left: `variation` is of a future, `settlement` of an option that expired."""

    seq: int
    time: int
    kind: Literal["deposit", "trade", "fee", "variation", "settlement"]
    amount: ExactDecimal
    balance: ExactDecimal
    ref: str


class QtyRange(Model):
    """Which quantities are taken."""

    min: ExactDecimal
    max: ExactDecimal
    step: ExactDecimal


class InstrumentInfo(Model):
    """What a trading dialog must know of a symbol. A step of `qty` is `bigPointValue` units.

    `marginRate` is the part of a position's value that opening it takes; of an option that is sold, of its index's value.
    """

    symbol: str
    description: str
    currency: str
    qty: QtyRange
    minTick: ExactDecimal
    pipSize: ExactDecimal
    bigPointValue: ExactDecimal
    marginRate: ExactDecimal
    tradable: bool
    allowedOrderTypes: list[OrderType]
    allowedDurations: list[str]


class LeverageInfo(Model):
    """Which leverage is set, and which can be."""

    title: str
    leverage: ExactDecimal
    min: ExactDecimal
    max: ExactDecimal
    step: ExactDecimal


class LeverageRequest(Model):
    """A leverage for a symbol: a whole number."""

    model_config = ConfigDict(extra="forbid")

    symbol: Symbol
    leverage: ExactDecimal
    side: Annotated[Side, BeforeValidator(a_number)] | None = None
    orderType: Annotated[OrderType, BeforeValidator(a_number)] | None = None


class LeverageSet(Model):
    """The leverage from now on."""

    leverage: ExactDecimal


class LeveragePreview(Model):
    """What a leverage would mean; with `errors` it cannot be set."""

    infos: list[str]
    warnings: list[str]
    errors: list[str]


class Deposit(Model):
    """Cash for an account."""

    model_config = ConfigDict(extra="forbid")

    amount: ExactDecimal


class Reset(Model):
    """Begin an account anew, with this cash under these rules; its history stays."""

    model_config = ConfigDict(extra="forbid")

    cash: ExactDecimal | None = None
    kind: Literal["cash", "margin"] = "margin"
    method: Literal["fifo", "average"] = "fifo"
    onBreach: Literal["warn", "halt", "liquidate"] = "liquidate"
    largestPosition: ExactDecimal | None = None
    dailyLoss: ExactDecimal | None = None


class Halt(Model):
    """Whether the account is halted; `reason` is kept in its audit trail."""

    model_config = ConfigDict(extra="forbid")

    halted: bool
    reason: str = Field(default="", max_length=200)


class EquitySubscribeRequest(SubscribeRequest):
    """The connection's account after everything that moved its cash."""


class BrokerConnectionSubscribeRequest(SubscribeRequest):
    """Whether the broker can be traded with."""
