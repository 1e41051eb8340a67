"""A module's /ws as a whole."""

import pytest
from support.ticker import Ticker, TicksRouter

from trading_api.shared.ws.endpoint import WsEndpoint


def test_two_routes_of_one_name_are_refused_at_the_start():
    """Their frames could not be told apart."""
    with pytest.raises(TypeError, match="two WebSocket routes of one name: ticks, ticks"):
        WsEndpoint((TicksRouter(Ticker()), TicksRouter(Ticker())))
