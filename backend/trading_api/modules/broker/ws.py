"""The WebSocket routes of the broker, as aliases; ws_generated spells each out as a class."""

from typing import TypeAlias

from trading_api.models.broker import OrdersSubscribeRequest, PlacedOrder
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import LosslessWsRoute

OrdersSubscribeRouter: TypeAlias = LosslessWsRoute[OrdersSubscribeRequest, SubscribeResponse, PlacedOrder]
