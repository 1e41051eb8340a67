"""broker-connection: as ws.py defines it. Made by `gen`, which replaces edits."""

from trading_api.models.accounts import BrokerConnection, BrokerConnectionSubscribeRequest
from trading_api.models.ws import SubscribeResponse
from trading_api.shared.ws.route import GenericWsRoute


class BrokerConnectionSubscribeRouter(
    GenericWsRoute[BrokerConnectionSubscribeRequest, SubscribeResponse, BrokerConnection]
):
    """`broker-connection.subscribe` takes BrokerConnectionSubscribeRequest;
    `broker-connection.update` carries BrokerConnection.
    """

    route = "broker-connection"
    request = BrokerConnectionSubscribeRequest
    response = SubscribeResponse
    data = BrokerConnection
