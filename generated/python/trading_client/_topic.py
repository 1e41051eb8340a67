"""One topic as a client knows it: where it stands, and the consumers that hear it. No sockets here."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from pydantic import TypeAdapter, ValidationError

from .errors import BadAnswer, SlowConsumer, StreamError, UpdatesMissing

Q = TypeVar("Q")
R = TypeVar("R")
U = TypeVar("U")

GAPS = 3
"""A sequence may break because a connection did; one that breaks again and again at one place is the server's mistake."""


@dataclass(frozen=True, slots=True)
class Route(Generic[Q, R, U]):
    """A kind of subscription: its first word on the wire, the shapes of its payloads, what it promises."""

    name: str
    request: TypeAdapter[Q]
    response: TypeAdapter[R]
    update: TypeAdapter[U]
    lossless: bool


@dataclass(frozen=True, slots=True)
class Update(Generic[U]):
    """One message of a topic. `seq` grows, `ts` is ms since epoch UTC.

    The first one with `snapshot` after others without says: forget the state before, it is sent anew.
    """

    payload: U
    seq: int
    ts: int
    snapshot: bool = False


class Subscription(Generic[R, U]):
    """An async iterator over the updates of a topic, and a context manager that unsubscribes.

    It goes on over broken connections. It ends after `unsubscribe` or when its stream is closed, and raises StreamError when
    the server does not want it any more.
    """

    def __init__(
        self,
        source: "Topic",
        limit: int,
        patience_s: float,
        leave: Callable[["Subscription[Any, Any]"], Awaitable[None]],
    ) -> None:
        self.source = source
        self._limit, self._patience_s, self._leave = limit, patience_s, leave
        self._queue: deque[Update[U]] = deque()
        self._filled, self._room = asyncio.Event(), asyncio.Event()
        self._ended = False
        self._error: Exception | None = None

    @property
    def reply(self) -> R:
        """What the server answered when the topic was opened last."""
        reply: R = self.source.reply
        return reply

    @property
    def topic(self) -> str:
        """Its name on the server."""
        return self.source.text or ""

    async def unsubscribe(self) -> None:
        """Hear nothing more. With the last consumer of a topic the server stops sending it."""
        await self._leave(self)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.unsubscribe()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Update[U]:
        while not self._queue:
            if self._error:
                raise self._error
            if self._ended:
                raise StopAsyncIteration
            self._filled.clear()
            await self._filled.wait()
        update = self._queue.popleft()
        self._room.set()
        return update

    async def put(self, update: Update[U], *, lossless: bool) -> None:
        """Hand it one update, by the promise of its topic."""
        if self._ended:
            return
        if len(self._queue) >= self._limit and not (lossless and await self._has_room()):
            if lossless:
                self.end(SlowConsumer(f"{len(self._queue)} updates of {self.topic} were left alone for too long"))
                return
            self._queue.popleft()
        self._queue.append(update)
        self._filled.set()

    async def _has_room(self) -> bool:
        self._room.clear()
        try:
            async with asyncio.timeout(self._patience_s):
                await self._room.wait()
        except TimeoutError:
            return False
        return not self._ended

    def end(self, error: Exception | None) -> None:
        """No more updates; what is queued is still handed out unless it was left."""
        if self._ended:
            return
        self._ended, self._error = True, error
        if error is None:
            self._queue.clear()
        self._filled.set()
        self._room.set()


class Topic:
    """`text` is its name on the server, `epoch` and `seq` where it stands. `ready` is done once it was open."""

    def __init__(self, key: str, route: Route[Any, Any, Any], request: Mapping[str, Any]) -> None:
        self.key, self.route = key, route
        self.consumers: list[Subscription[Any, Any]] = []
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.text: str | None = None
        self.reply: Any = None
        self._request = request
        self._epoch: str | None = None
        self._seq = 0
        self._snapshot: int | None = None
        """Up to which sequence number updates are of a snapshot that has not come as a whole."""
        self._gaps = 0

    def payload(self) -> dict[str, Any]:
        """What to subscribe with. Half a snapshot is no place to go on from."""
        if self._epoch is None or self._snapshot is not None:
            return dict(self._request)
        return {**self._request, "resume": {"epoch": self._epoch, "seq": self._seq}}

    def opened(self, payload: Mapping[str, Any]) -> None:
        """The server's reply."""
        try:
            self.reply = self.route.response.validate_python(payload)
        except ValidationError as error:
            self.end(BadAnswer(f"{self.key}: {error}"))
            return
        self.text, seq, epoch = str(payload["topic"]), int(payload["seq"]), str(payload["epoch"])
        self._snapshot = seq if payload.get("snapshot") else None
        if self._snapshot is not None or epoch != self._epoch:
            self._seq = seq
        self._epoch = epoch
        if not self.ready.done():
            self.ready.set_result(None)

    def complete(self) -> None:
        """Everything the server had for the subscription has come."""
        self._snapshot = None

    async def take(self, payload: Mapping[str, Any]) -> bool:
        """Hand an update to all consumers, unless it is known. False when one is missing before it."""
        seq = int(payload["seq"])
        snapshot = self._snapshot is not None and seq <= self._snapshot
        if not snapshot:
            if (self.route.lossless and seq <= self._seq) or seq < self._seq:
                return True
            if self.route.lossless and seq != self._seq + 1:
                return self._gap(seq)
            self._seq, self._snapshot, self._gaps = seq, None, 0
        try:
            data = self.route.update.validate_python(payload["payload"])
        except ValidationError as error:
            self.end(BadAnswer(f"{self.key}: {error}"))
            return True
        update = Update(data, seq, int(payload["ts"]), snapshot)
        for consumer in list(self.consumers):
            await consumer.put(update, lossless=self.route.lossless)
        return True

    def _gap(self, seq: int) -> bool:
        self._gaps += 1
        if self._gaps <= GAPS:
            return False
        self.end(UpdatesMissing(self.key, self._seq + 1, seq))
        return True

    def end(self, error: Exception | None) -> None:
        """It will not be heard of any more."""
        if not self.ready.done():
            self.ready.set_exception(error or StreamError(f"{self.key}: its stream was closed"))
            self.ready.exception()  # whoever waits gets it; if nobody does, that is no fault
        for consumer in self.consumers:
            consumer.end(error)
