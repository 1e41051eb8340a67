"""bars: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.bars import Bar, BarsSubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import GenericWsRoute


class BarsSubscribeRouter(GenericWsRoute[BarsSubscribeRequest, SubscribeResponse, Bar]):
    """`bars.subscribe` takes BarsSubscribeRequest; `bars.update` carries Bar."""

    route = "bars"
    request = BarsSubscribeRequest
    response = SubscribeResponse
    data = Bar
