"""The transport below a WebSocket."""

import json

import pytest
from support.asgi import served
from support.frames import connected
from support.ticker import Ticker, tick, ticker_app
from websockets.frames import Frame as Reference
from websockets.frames import Opcode

from trading_api.shared.ws.wire import Frame, WithWire, wire_of

TICKS = 'ticks:{"name":"a"}'


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 100_000])
def test_a_frame_has_the_bytes_of_the_protocol(size):
    """The length is written in three ways; a wrong one would break the connection."""
    text = "ü" * (size // 2) + "x" * (size % 2)

    assert Frame(text).encoded == Reference(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_the_installed_uvicorn_is_one_whose_transport_is_found():
    """Without it everything still works, only slower: so nothing but this test would tell after an upgrade."""
    app, _ = ticker_app(Ticker(), wire=False)
    found = []

    async def looking(scope, receive, send):
        if scope["type"] == "websocket":
            found.append(wire_of(scope))
        await app(scope, receive, send)

    with served(WithWire(looking)) as address, connected(address, "/ws") as client:
        client.ask("ticks.subscribe")

    assert found
    assert found[0] is not None


@pytest.mark.parametrize("wire", [True, False], ids=["on the wire", "through ASGI"])
@pytest.mark.parametrize("deflate", [True, False], ids=["compressed", "plain"])
def test_a_client_gets_the_same_whichever_way_its_frames_go(wire, deflate):
    """Compressed frames differ per connection, and other servers have no wire."""
    service = Ticker()
    app, _ = ticker_app(service, wire=wire)
    with served(app, deflate=deflate) as address, connected(address, "/ws") as client:
        client.ask("ticks.subscribe")
        service.tell(TICKS, tick(1, "x" * 70_000))
        update = client.next("ticks.update")["payload"]

    assert (update["seq"], len(update["payload"]["pad"])) == (1, 70_000)


def test_a_server_that_stops_announces_it():
    """A client learns when to come back; the close alone says only that it should."""
    app, _ = ticker_app(Ticker())
    with served(app) as address, connected(address, "/ws") as client:
        client.ask("ticks.subscribe")
        address.stop()
        notice = json.loads(client.socket.recv(timeout=5))

        assert client.close_code() == 1012
    assert notice["type"] == "system.notice"
    assert notice["payload"]["kind"] == "draining"
    assert 250 <= notice["payload"]["retry_ms"] <= 750
