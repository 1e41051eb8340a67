"""The WebSocket routes of the broker, as aliases; ws_generated spells each out as a class."""

from typing import TypeAlias

from trading_api.models.accounts import (
    BrokerConnection,
    BrokerConnectionSubscribeRequest,
    Equity,
    EquitySubscribeRequest,
)
from trading_api.models.broker import OrdersSubscribeRequest, PlacedOrder
from trading_api.models.positions import (
    Execution,
    ExecutionsSubscribeRequest,
    PlSubscribeRequest,
    Position,
    PositionsSubscribeRequest,
    ProfitAndLoss,
)
from trading_api.models.replays import ReplayChange, ReplaySubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import GenericWsRoute, LosslessWsRoute

OrdersSubscribeRouter: TypeAlias = LosslessWsRoute[OrdersSubscribeRequest, SubscribeResponse, PlacedOrder]
PositionsSubscribeRouter: TypeAlias = LosslessWsRoute[PositionsSubscribeRequest, SubscribeResponse, Position]
ExecutionsSubscribeRouter: TypeAlias = LosslessWsRoute[ExecutionsSubscribeRequest, SubscribeResponse, Execution]
EquitySubscribeRouter: TypeAlias = LosslessWsRoute[EquitySubscribeRequest, SubscribeResponse, Equity]
ReplaySubscribeRouter: TypeAlias = LosslessWsRoute[ReplaySubscribeRequest, SubscribeResponse, ReplayChange]
PlSubscribeRouter: TypeAlias = GenericWsRoute[PlSubscribeRequest, SubscribeResponse, ProfitAndLoss]
BrokerConnectionSubscribeRouter: TypeAlias = GenericWsRoute[
    BrokerConnectionSubscribeRequest, SubscribeResponse, BrokerConnection
]
