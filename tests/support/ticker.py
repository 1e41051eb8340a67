"""A WebSocket service whose updates the test sends itself."""

import asyncio
from dataclasses import dataclass, field

from fastapi import FastAPI, WebSocket
from pydantic import BaseModel
from starlette.types import ASGIApp

from trading_api.models.ws import Delivery, Resume, SubscribeRequest, SubscribeResponse
from trading_api.shared.ws.connection import Limits
from trading_api.shared.ws.endpoint import Unauthenticated, WsEndpoint
from trading_api.shared.ws.route import GenericWsRoute, Opening, Publish, Topic, TopicRefused, Update
from trading_api.shared.ws.wire import WithWire


class Tick(BaseModel):
    """What the sample routes carry."""

    value: int
    pad: str = ""


class TickRequest(SubscribeRequest):
    """Which of many sample topics."""

    name: str = "a"
    note: str | None = None


class TicksRouter(GenericWsRoute[TickRequest, SubscribeResponse, Tick]):
    """Newest value first in mind."""

    route, request, response, data = "ticks", TickRequest, SubscribeResponse, Tick


class TapeRouter(TicksRouter):
    """Nothing may be lost."""

    route = "tape"
    delivery = Delivery.LOSSLESS


@dataclass
class Ticker:
    """Creates any topic but `forbidden` and `broken`; opens it at `seq` with `opening`."""

    seq: int = 0
    opening: tuple[Update, ...] = ()
    lives: list[str] = field(default_factory=list)
    resumed: list[Resume | None] = field(default_factory=list)
    published: dict[str, Publish] = field(default_factory=dict)
    loop: asyncio.AbstractEventLoop | None = None

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        name = topic.text
        if "forbidden" in name:
            raise TopicRefused("forbidden", "not this one")
        if "broken" in name:
            raise RuntimeError("a fault of the service")
        self.loop = asyncio.get_running_loop()
        self.lives.append(f"create {name}")
        self.published[name] = publish

    async def remove_topic(self, topic: Topic) -> None:
        self.lives.append(f"remove {topic.text}")

    async def open_topic(self, topic: Topic, resume: Resume | None) -> Opening:
        self.resumed.append(resume)
        return Opening("e1", self.seq, True, self.opening)

    def tell(self, topic: str, *updates: Update) -> None:
        """Publish from the test's thread, in one go."""

        def publish() -> None:
            for update in updates:
                self.published[topic](update)

        assert self.loop is not None
        self.loop.call_soon_threadsafe(publish)


def tick(seq: int, pad: str = "") -> Update:
    """An update whose value is its number."""
    return Update(seq, seq * 1000, Tick(value=seq, pad=pad))


def ticker_app(service: Ticker, limits: Limits | None = None, *, wire: bool = True) -> tuple[ASGIApp, WsEndpoint]:
    """An application with both sample routes on /ws, scoped by the header X-Scope; without the wire all goes through ASGI."""
    endpoint = WsEndpoint((TicksRouter(service), TapeRouter(service)), _scope_of, limits)
    app = FastAPI()

    @app.websocket("/ws")
    async def ws(websocket: WebSocket) -> None:
        await endpoint(websocket)

    return WithWire(app) if wire else app, endpoint


def _scope_of(socket: WebSocket) -> str:
    named = socket.headers.get("x-scope", "")
    if named == "nobody":
        raise Unauthenticated("say who you are")
    if named == "bad":
        raise ValueError("no such scope")
    return named
