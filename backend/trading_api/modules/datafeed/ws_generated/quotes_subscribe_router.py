"""quotes: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.datafeed import Quotes, QuotesSubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import GenericWsRoute


class QuotesSubscribeRouter(GenericWsRoute[QuotesSubscribeRequest, SubscribeResponse, Quotes]):
    """`quotes.subscribe` takes QuotesSubscribeRequest; `quotes.update` carries Quotes."""

    route = "quotes"
    request = QuotesSubscribeRequest
    response = SubscribeResponse
    data = Quotes
