"""A module's /ws as a whole."""

import asyncio
import json
import time

import pytest
from fastapi import FastAPI, WebSocket
from support.asgi import served
from support.frames import connected
from support.ticker import Ticker, TicksRouter, ticker_app
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from trading_api.models.ws import Connections
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


def test_a_caller_that_is_not_known_is_accepted_and_closed_with_4001():
    """A browser hides from its page why a handshake failed, but shows a close code."""
    with served(ticker_app(Ticker())[0]) as address, connected(address, "/ws", **{"X-Scope": "nobody"}) as client:
        assert client.close_code() == 4001


def test_a_scope_may_be_looked_up_somewhere_else():
    """Whoever checks a token asks a store."""

    async def scope_of(socket: WebSocket) -> str:
        await asyncio.sleep(0)
        return "A"

    service = Ticker()
    endpoint = WsEndpoint((TicksRouter(service),), scope_of)
    app = FastAPI()

    @app.websocket("/ws")
    async def ws(websocket: WebSocket) -> None:
        await endpoint(websocket)

    with served(app) as address, connected(address, "/ws") as client:
        client.ask("ticks.subscribe")

        assert list(endpoint.topics._lives) == [("A", 'ticks:{"name":"a"}')]


def test_the_figures_tell_what_is_open():
    """Whoever runs it sees whether topics outlive their listeners."""
    app, endpoint = ticker_app(Ticker())
    with served(app) as address:
        with connected(address, "/ws") as client:
            client.ask("ticks.subscribe")
            assert endpoint.figures() == Connections(connections=1, topics=1, behind=0)
        deadline = time.monotonic() + 5
        while endpoint.figures() != Connections(connections=0, topics=0, behind=0):
            assert time.monotonic() < deadline, "the connection was not forgotten"
            time.sleep(0.01)
