"""One save of a ws.py is one load, with the routers already in place."""

import time
from collections.abc import Callable

import httpx
from support.served import Served

MAIN = """\
import json
from shop.modules.feed.ws_generated import ROUTERS

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        for word in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{word}.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": " ".join(one.route for one in ROUTERS).encode()})
"""
MODELS = """\
from typing import Generic, TypeVar
A, B, C = TypeVar("A"), TypeVar("B"), TypeVar("C")
class Route(Generic[A, B, C]): ...
class Bar: ...
"""
WS = """\
from typing import TypeAlias
from shop.models import Bar, Route

BarsRouter: TypeAlias = Route[Bar, Bar, Bar]
"""
FILES = {
    "main": MAIN,
    "models": MODELS,
    "modules/__init__": "",
    "modules/feed/__init__": "",
    "modules/feed/ws": WS,
    "modules/feed/ws_generated/__init__": "ROUTERS = ()\n",
}
Serve = Callable[..., Served]


def _until(served: Served, text: str) -> None:
    deadline = time.monotonic() + 20
    said = None
    while time.monotonic() < deadline:
        try:
            said = httpx.get(served.url, timeout=2).text
        except httpx.HTTPError as error:
            said = repr(error)
        if said == text:
            return
        time.sleep(0.05)
    raise AssertionError(f"it says {said!r} and not {text!r}")


def test_a_saved_alias_is_served_after_one_load(serve: Serve) -> None:
    """The routers are there before the new worker imports them, and they reload nothing themselves."""
    served = serve(files=FILES)
    _until(served, "")

    served.write("modules/feed/ws", WS + "QuotesRouter: TypeAlias = Route[Bar, Bar, Bar]\n")
    _until(served, "bars quotes")
    served.write("modules/feed/ws", WS)
    _until(served, "bars")
    time.sleep(1)  # in which a second reload would come: there is nothing to wait for

    assert "Removed shop/modules/feed/ws_generated/quotes_router.py" in served.running.text
    assert served.running.text.count("loading the code again") == 2


def test_a_refused_alias_is_told_and_what_was_served_goes_on(serve: Serve) -> None:
    """With file and line, in the server's own log."""
    served = serve(files=FILES)
    _until(served, "")
    served.write("modules/feed/ws", WS)
    _until(served, "bars")

    served.write("modules/feed/ws", WS.replace("BarsRouter: TypeAlias", "BarsRouter"))

    served.running.wait_for(r"shop/modules/feed/ws\.py:4: BarsRouter is a plain assignment")
    _until(served, "bars")
