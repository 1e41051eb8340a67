"""The WebSocket routes of the datafeed, as aliases; ws_generated spells each out as a class."""

from typing import TypeAlias

from trading_api.models.bars import Bar, BarsSubscribeRequest
from trading_api.models.datafeed import Depth, DepthSubscribeRequest, Quotes, QuotesSubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import GenericWsRoute

BarsSubscribeRouter: TypeAlias = GenericWsRoute[BarsSubscribeRequest, SubscribeResponse, Bar]
QuotesSubscribeRouter: TypeAlias = GenericWsRoute[QuotesSubscribeRequest, SubscribeResponse, Quotes]
DepthSubscribeRouter: TypeAlias = GenericWsRoute[DepthSubscribeRequest, SubscribeResponse, Depth]
