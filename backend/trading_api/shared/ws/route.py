"""A WebSocket route: which frames it exchanges and what it promises. A declaration; the endpoint gives it life."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel

from trading_api.models.ws import Delivery, Resume, SubscribeRequest, SubscribeResponse

TRequest = TypeVar("TRequest", bound=SubscribeRequest)
TResponse = TypeVar("TResponse", bound=SubscribeResponse)
TData = TypeVar("TData", bound=BaseModel)

_ROUTE = re.compile(r"[a-z][a-z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class Topic:
    """One stream of updates: a route with its parameters, for one scope (an account, or nothing)."""

    route: str
    text: str
    scope: str
    request: SubscribeRequest

    @property
    def key(self) -> tuple[str, str]:
        """What makes two topics the same. The scope comes from the connection, never from its frames."""
        return self.scope, self.text


@dataclass(frozen=True, slots=True)
class Update:
    """One message of a topic. `seq` grows; `ts` is ms since epoch UTC; `data` is of the route's data model."""

    seq: int
    ts: int
    data: BaseModel


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a new subscriber starts: the position for its reply, and the updates it gets before any live one."""

    epoch: str
    seq: int
    snapshot: bool
    updates: tuple[Update, ...] = ()


Publish = Callable[[Update], None]
"""Hand one update to whoever listens. Never blocks, never raises; call it from the event loop's thread."""


class TopicRefused(Exception):
    """The topic cannot be opened; the client gets an error frame with this code and keeps its connection."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class WsRouteService(Protocol):
    """What a module's service offers to its routes. `create_topic` and `remove_topic` strictly alternate per topic."""

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        """The first subscriber has come: start publishing. Raise TopicRefused for a topic that cannot be."""

    async def remove_topic(self, topic: Topic) -> None:
        """The last subscriber has left: stop publishing; nothing is published once this returns."""

    async def open_topic(self, topic: Topic, resume: Resume | None) -> Opening:
        """Where one more subscriber starts. Called on a created topic, after live updates are already held for it."""


class GenericWsRoute(Generic[TRequest, TResponse, TData]):
    """Subscribe, unsubscribe and updates of one kind of topic, newest value first in mind.

    A module's ws.py names its routes as type aliases of this class; `ws_generated/` spells each out as a subclass that
    sets `route`, `request`, `response` and `data`. Frames are `{route}.subscribe`, `{route}.subscribe.response`,
    `{route}.update`, `{route}.unsubscribe` and `{route}.unsubscribe.response`.
    """

    route: ClassVar[str]
    request: ClassVar[type[SubscribeRequest]]
    response: ClassVar[type[SubscribeResponse]]
    data: ClassVar[type[BaseModel]]
    delivery: ClassVar[Delivery] = Delivery.LATEST

    def __init_subclass__(cls) -> None:
        if "route" in cls.__dict__ and not _ROUTE.fullmatch(cls.route):
            raise TypeError(
                f"{cls.__qualname__}.route: {cls.route!r} is no route name; use lower case, digits and hyphens"
            )

    def __init__(self, service: WsRouteService) -> None:
        self.service = service

    def topic(self, request: SubscribeRequest, scope: str = "") -> Topic:
        """The topic that `request` asks for; equal requests give equal topics however they were written."""
        return Topic(self.route, topic_text(self.route, request), scope, request)


class LosslessWsRoute(GenericWsRoute[TRequest, TResponse, TData]):
    """A route that loses nothing: its sequence is contiguous and comes from a durable log."""

    delivery: ClassVar[Delivery] = Delivery.LOSSLESS


AnyWsRoute: TypeAlias = GenericWsRoute[Any, Any, Any]
"""A route of whatever models; its class attributes say which."""


def topic_text(route: str, request: SubscribeRequest) -> str:
    """The canonical name of a topic: route, colon, compact JSON; keys sorted, nulls dropped, defaults filled in."""
    parameters = request.model_dump(mode="json", by_alias=True, exclude={"resume"}, exclude_none=True)
    return f"{route}:" + _json(_canonical(parameters))


def _canonical(value: Any) -> Any:
    """Lists as sets, at any depth: in order of their values where those have one, else of their text."""
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items() if item is not None}
    if not isinstance(value, list):
        return value
    distinct = list({_json(item): item for item in map(_canonical, value)}.values())
    try:
        return sorted(distinct)
    except TypeError:
        return sorted(distinct, key=_json)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
