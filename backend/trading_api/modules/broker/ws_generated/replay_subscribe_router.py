"""replay: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.replays import ReplayChange, ReplaySubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import LosslessWsRoute


class ReplaySubscribeRouter(LosslessWsRoute[ReplaySubscribeRequest, SubscribeResponse, ReplayChange]):
    """`replay.subscribe` takes ReplaySubscribeRequest; `replay.update` carries ReplayChange."""

    route = "replay"
    request = ReplaySubscribeRequest
    response = SubscribeResponse
    data = ReplayChange
