"""positions: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.positions import Position, PositionsSubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import LosslessWsRoute


class PositionsSubscribeRouter(LosslessWsRoute[PositionsSubscribeRequest, SubscribeResponse, Position]):
    """`positions.subscribe` takes PositionsSubscribeRequest; `positions.update` carries Position."""

    route = "positions"
    request = PositionsSubscribeRequest
    response = SubscribeResponse
    data = Position
