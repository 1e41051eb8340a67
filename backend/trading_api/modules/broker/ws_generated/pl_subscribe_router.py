"""pl: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.positions import PlSubscribeRequest, ProfitAndLoss
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import GenericWsRoute


class PlSubscribeRouter(GenericWsRoute[PlSubscribeRequest, SubscribeResponse, ProfitAndLoss]):
    """`pl.subscribe` takes PlSubscribeRequest; `pl.update` carries ProfitAndLoss."""

    route = "pl"
    request = PlSubscribeRequest
    response = SubscribeResponse
    data = ProfitAndLoss
