"""The WebSocket routes of the broker, in the order of ws.py. Made by `gen`, which replaces edits."""

from trading_api.modules.broker.ws_generated.broker_connection_subscribe_router import BrokerConnectionSubscribeRouter
from trading_api.modules.broker.ws_generated.equity_subscribe_router import EquitySubscribeRouter
from trading_api.modules.broker.ws_generated.executions_subscribe_router import ExecutionsSubscribeRouter
from trading_api.modules.broker.ws_generated.orders_subscribe_router import OrdersSubscribeRouter
from trading_api.modules.broker.ws_generated.pl_subscribe_router import PlSubscribeRouter
from trading_api.modules.broker.ws_generated.positions_subscribe_router import PositionsSubscribeRouter
from trading_api.modules.broker.ws_generated.replay_subscribe_router import ReplaySubscribeRouter

ROUTERS = (
    OrdersSubscribeRouter,
    PositionsSubscribeRouter,
    ExecutionsSubscribeRouter,
    EquitySubscribeRouter,
    ReplaySubscribeRouter,
    PlSubscribeRouter,
    BrokerConnectionSubscribeRouter,
)

__all__ = [
    "ROUTERS",
    "BrokerConnectionSubscribeRouter",
    "EquitySubscribeRouter",
    "ExecutionsSubscribeRouter",
    "OrdersSubscribeRouter",
    "PlSubscribeRouter",
    "PositionsSubscribeRouter",
    "ReplaySubscribeRouter",
]
