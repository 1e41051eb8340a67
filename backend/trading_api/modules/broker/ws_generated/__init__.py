"""The WebSocket routes of the broker, in the order of ws.py. Made by `gen`, which replaces edits."""

from trading_api.modules.broker.ws_generated.orders_subscribe_router import OrdersSubscribeRouter

ROUTERS = (OrdersSubscribeRouter,)

__all__ = ["ROUTERS", "OrdersSubscribeRouter"]
