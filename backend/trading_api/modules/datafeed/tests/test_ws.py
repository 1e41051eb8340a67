"""The datafeed's WebSocket, through a real server."""

from typing import get_args

import pytest
from support.asgi import get, served
from support.frames import connected

from trading_api.app_factory import AppFactory
from trading_api.modules.datafeed import ws
from trading_api.modules.datafeed.ws_generated import ROUTERS
from trading_api.settings import Settings

PATH = "/api/v1/datafeed/ws"


def test_the_generated_routes_are_those_of_ws_py():
    """ws.py is the hand-written truth; a class that says something else would mislead specs and clients."""
    aliases = {name: alias for name, alias in vars(ws).items() if name.endswith("Router")}

    assert {router.__name__ for router in ROUTERS} == set(aliases)
    for router in ROUTERS:
        assert (router.request, router.response, router.data) == get_args(aliases[router.__name__])


@pytest.fixture(scope="module")
def app():
    """The datafeed and core."""
    return AppFactory(Settings()).create_app(["datafeed"])


def test_live_bars_begin_with_the_current_bar_and_go_on_every_second(app):
    """Through uvicorn, as a chart would; the short name of a resolution is the same topic."""
    with served(app) as address, connected(address, PATH) as client:
        reply = client.ask("bars.subscribe", {"symbol": "AAPL", "resolution": "D"})["payload"]
        first, second = client.next("bars.update")["payload"], client.next("bars.update")["payload"]
        client.ask("bars.unsubscribe", {"topic": reply["topic"]})

    assert reply["topic"] == 'bars:{"resolution":"1D","symbol":"AAPL"}'
    assert first["seq"] == reply["seq"] < second["seq"]
    assert first["payload"]["time"] % 86_400_000 == 0
    assert len(app.module_apps["datafeed"].module.ws_endpoint().topics) == 0


def test_a_watchlist_is_one_topic_with_all_its_quotes(app):
    """An update replaces the one before it, so each must hold the whole list."""
    with served(app) as address, connected(address, PATH) as client:
        reply = client.ask("quotes.subscribe", {"symbols": ["XOM", "AAPL"], "fast_symbols": ["AAPL"]})["payload"]
        update = client.next("quotes.update")["payload"]

    assert reply["topic"] == 'quotes:{"fast_symbols":["AAPL"],"symbols":["AAPL","XOM"]}'
    assert [item["n"] for item in update["payload"]["quotes"]] == ["AAPL", "XOM"]


def test_the_document_names_both_routes(app):
    """What clients are generated from."""
    document = get(app, "/api/v1/asyncapi.json").json()

    assert {"barsUpdate", "quotesUpdate"} <= set(document["channels"]["datafeed"]["messages"])
