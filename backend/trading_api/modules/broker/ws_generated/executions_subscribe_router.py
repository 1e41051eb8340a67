"""executions: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.positions import Execution, ExecutionsSubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import LosslessWsRoute


class ExecutionsSubscribeRouter(LosslessWsRoute[ExecutionsSubscribeRequest, SubscribeResponse, Execution]):
    """`executions.subscribe` takes ExecutionsSubscribeRequest; `executions.update` carries Execution."""

    route = "executions"
    request = ExecutionsSubscribeRequest
    response = SubscribeResponse
    data = Execution
