"""orders: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.broker import OrdersSubscribeRequest, PlacedOrder
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import LosslessWsRoute


class OrdersSubscribeRouter(LosslessWsRoute[OrdersSubscribeRequest, SubscribeResponse, PlacedOrder]):
    """`orders.subscribe` takes OrdersSubscribeRequest; `orders.update` carries PlacedOrder."""

    route = "orders"
    request = OrdersSubscribeRequest
    response = SubscribeResponse
    data = PlacedOrder
