"""depth: as ws.py defines it."""

from trading_api.models.datafeed import Depth, DepthSubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import GenericWsRoute


class DepthSubscribeRouter(GenericWsRoute[DepthSubscribeRequest, SubscribeResponse, Depth]):
    """`depth.subscribe` takes DepthSubscribeRequest; `depth.update` carries Depth."""

    route = "depth"
    request = DepthSubscribeRequest
    response = SubscribeResponse
    data = Depth
