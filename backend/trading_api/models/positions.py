"""Positions, executions and what they come to, in the field names of TradingView's broker interface; numbers are exact."""

from pydantic import ConfigDict

from trading_api.models.base import Model
from trading_api.models.broker import Pips
from trading_api.models.numbers import ExactDecimal
from trading_api.models.orders import Side
from trading_api.models.ws import SubscribeRequest


class Position(Model):
    """A position as it stands; `qty` is 0 once, when it is closed. `avgPrice` is that of the open lots."""

    id: str
    symbol: str
    side: Side
    qty: ExactDecimal
    avgPrice: ExactDecimal
    updateTime: int


class Brackets(Model):
    """The orders behind a position, as prices; one that is left out is taken away."""

    model_config = ConfigDict(extra="forbid")

    stopLoss: ExactDecimal | None = None
    takeProfit: ExactDecimal | None = None
    trailingStopPips: Pips | None = None


class PositionChange(Model):
    """The order that closes or reverses a position was taken; it fills with the next price."""

    orderId: str


class Execution(Model):
    """One fill. `netAmount` is what it did to the cash, fee included; `realizedPL` what it earned, fee excluded."""

    id: str
    orderId: str
    symbol: str
    side: Side
    qty: ExactDecimal
    price: ExactDecimal
    time: int
    commission: ExactDecimal
    netAmount: ExactDecimal
    realizedPL: ExactDecimal


class ExecutionsPage(Model):
    """Executions in ascending time; `cursor` asks for those after them, null when these are the last."""

    executions: list[Execution]
    cursor: str | None


class PositionsSubscribeRequest(SubscribeRequest):
    """Every change of the connection's account's positions."""


class ExecutionsSubscribeRequest(SubscribeRequest):
    """Every fill of the connection's account."""


class PlSubscribeRequest(SubscribeRequest):
    """The unrealised profit and loss, once a second. `accountId` may only repeat the connection's account."""

    accountId: str | None = None


class PositionPl(Model):
    """What a position would earn if it were closed at the present price."""

    id: str
    pl: ExactDecimal


class ProfitAndLoss(Model):
    """All positions of an account at one moment, and their sum."""

    pl: ExactDecimal
    positions: list[PositionPl]
