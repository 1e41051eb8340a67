"""The WebSocket routes of the datafeed, in the order of ws.py."""

from trading_api.modules.datafeed.ws_generated.bars_subscribe_router import BarsSubscribeRouter
from trading_api.modules.datafeed.ws_generated.depth_subscribe_router import DepthSubscribeRouter
from trading_api.modules.datafeed.ws_generated.quotes_subscribe_router import QuotesSubscribeRouter

ROUTERS = (BarsSubscribeRouter, QuotesSubscribeRouter, DepthSubscribeRouter)

__all__ = ["ROUTERS", "BarsSubscribeRouter", "DepthSubscribeRouter", "QuotesSubscribeRouter"]
