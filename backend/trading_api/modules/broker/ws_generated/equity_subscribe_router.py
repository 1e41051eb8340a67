"""equity: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.accounts import Equity, EquitySubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import LosslessWsRoute


class EquitySubscribeRouter(LosslessWsRoute[EquitySubscribeRequest, SubscribeResponse, Equity]):
    """`equity.subscribe` takes EquitySubscribeRequest; `equity.update` carries Equity."""

    route = "equity"
    request = EquitySubscribeRequest
    response = SubscribeResponse
    data = Equity
