"""A module's /ws as a whole."""

import json

import pytest
from support.asgi import served
from support.ticker import Ticker, TicksRouter, ticker_app
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from trading_api.shared.ws.endpoint import WsEndpoint


def test_two_routes_of_one_name_are_refused_at_the_start():
    """Their frames could not be told apart."""
    with pytest.raises(TypeError, match="two WebSocket routes of one name: ticks, ticks"):
        WsEndpoint((TicksRouter(Ticker()), TicksRouter(Ticker())))


def test_a_handshake_whose_scope_is_refused_is_a_problem():
    """Like every other error; before the accept there is no close code to give."""
    with (
        served(ticker_app(Ticker())[0]) as address,
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://{address}/ws", additional_headers={"X-Scope": "bad"}),
    ):
        pass

    answer = refused.value.response
    assert (answer.status_code, json.loads(answer.body)["code"]) == (403, "forbidden")
    assert answer.headers["content-type"] == "application/problem+json"
