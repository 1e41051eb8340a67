"""One WebSocket from accept to close: a reader, a writer, its topics, and the reasons for which it ends."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from trading_api.models.ws import Notice, UnsubscribeRequest, UnsubscribeResponse
from trading_api.shared.ws import frames
from trading_api.shared.ws.frames import FrameRefused, Incoming
from trading_api.shared.ws.outbox import LIMIT, STALLED_S, Outbox, SlowConsumer
from trading_api.shared.ws.route import AnyWsRoute, Opening, Topic, TopicRefused
from trading_api.shared.ws.subscription import Subscription
from trading_api.shared.ws.topics import SERVICE_DEADLINE_S, Topics
from trading_api.shared.ws.wire import Frame, wire_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may have: seconds of life, topics, unsent frames, and seconds a stalled reader is waited for.

    A life is shorter by up to `max_age_spread` of it, so that clients who came together do not come back together.
    """

    max_age_s: float = 3600.0
    max_age_spread: float = 0.1
    topics: int = 200
    queue: int = LIMIT
    stalled_s: float = STALLED_S
    close_s: float = 1.0


RETRY_MS = 500
"""How long a client is told to wait before it comes back, half of it more or less: not all in the same moment."""
GONE = 1006
"""The connection ended without a word, which is not a code that can be sent."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A close that we decide: its code and the reason the client reads."""

    code: int
    reason: str


class Connection:
    """Serves one client. Whatever ends it, every topic it held is released before `run` returns."""

    def __init__(
        self, socket: WebSocket, routes: Mapping[str, AnyWsRoute], topics: Topics, scope: str, limits: Limits
    ) -> None:
        self._socket = socket
        self._routes = routes
        self._topics = topics
        self._scope = scope
        self._limits = limits
        self._ending: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._wire = wire_of(socket.scope)
        direct = self._wire.write if self._wire else _never
        self._outbox = Outbox(limits.queue, self._overflowed, direct, limits.stalled_s)
        self._subscriptions: dict[tuple[str, str], Subscription] = {}
        self._closing = False

    @property
    def behind(self) -> bool:
        """Whether updates wait because the reader does not keep up."""
        return len(self._outbox) > 0

    def look(self) -> None:
        """Give up a connection that was found closing twice: what its peer left unread keeps uvicorn from ending it."""
        closing = self._wire is not None and self._wire.closing
        if closing and self._closing:
            self._end(GONE, "the peer is gone")
        self._closing = closing

    async def run(self) -> None:
        """Accept, serve, close. Returns promptly when the server stops: uvicorn then tells the reader that it is over."""
        await self._socket.accept()
        if self._wire:
            self._wire.before_shutdown(self._announce)
        reader = asyncio.create_task(self._read())
        writer = asyncio.create_task(self._write())
        life = self._limits.max_age_s * (1 - self._limits.max_age_spread * random.random())  # noqa: S311 - no secret
        age = asyncio.get_running_loop().call_later(life, self._end, 1001, "maximum age")
        try:
            ends: set[asyncio.Future[Any]] = {reader, writer, self._ending}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            age.cancel()
            reader.cancel()
            writer.cancel()
            released = self._release()
            results = await asyncio.gather(reader, writer, return_exceptions=True)
            faults = [fault for fault in results if isinstance(fault, Exception) and not _is_departure(fault)]
            if faults:
                self._end(1011, "internal error")
            await self._close()
            if self._wire:
                self._wire.abort_unread(self._limits.close_s)
            await released
        for fault in faults:
            raise fault

    def _end(self, code: int, reason: str) -> None:
        if not self._ending.done():
            self._ending.set_result(Ending(code, reason))

    def _overflowed(self) -> None:
        self._end(1013, "slow consumer")

    async def _write(self) -> None:
        try:
            await self._outbox.pump(self._send)
        except SlowConsumer:
            self._overflowed()

    async def _send(self, frame: Frame) -> None:
        try:
            await self._socket.send_text(frame.text)
        except RuntimeError as error:
            # uvicorn has closed the connection itself (no pong, a frame it could not read) and not yet told the reader.
            raise WebSocketDisconnect(1006) from error

    def _announce(self) -> None:
        """The server stops: say so before it closes. To a reader that is behind it cannot be said."""
        if self._wire and not self.behind:
            retry_ms = round(RETRY_MS * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
            self._wire.write(frames.notice(Notice(kind="draining", retry_ms=retry_ms)))

    async def _close(self) -> None:
        """Say why, if it is us who end it. A peer that reads nothing does not get to hear it: its buffer is full."""
        if not self._ending.done() or self._socket.application_state is not WebSocketState.CONNECTED:
            return
        ending = self._ending.result()
        if ending.code != GONE and await self._said(ending):
            return
        if self._wire:
            self._wire.abort()

    async def _said(self, ending: Ending) -> bool:
        """Whether the close is on its way."""
        try:
            async with asyncio.timeout(self._limits.close_s):
                await self._socket.close(ending.code, ending.reason)
        except (TimeoutError, RuntimeError, WebSocketDisconnect) as error:
            log.debug("close %s was not delivered: %r", ending.code, error)
            return False
        return True

    def _release(self) -> Awaitable[object]:
        """Leave every topic, those half joined included. Under way at once: not even a second cancellation keeps one."""
        subscriptions = list(self._subscriptions.values())
        self._subscriptions.clear()
        return asyncio.gather(*[self._leave(subscription) for subscription in subscriptions])

    def _leave(self, subscription: Subscription) -> Awaitable[None]:
        subscription.close()
        return self._topics.leave(subscription.route.service, subscription.topic, subscription)

    async def _read(self) -> None:
        while not self._ending.done():
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                await self._follow(_text_of(message))
            except FrameRefused as refused:
                self._outbox.put(frames.error(refused.frame_id, refused.code, str(refused)))

    async def _follow(self, text: str) -> None:
        if len(text.encode()) > frames.LARGEST_FRAME:
            self._end(1009, "frame too large")
            return
        frame = frames.read(text)
        route, _, verb = frame.kind.rpartition(".")
        if frame.kind == "ping":
            self._outbox.put(frames.pong(frame.ts))
        elif verb == "subscribe" and route in self._routes:
            await self._subscribe(self._routes[route], frame)
        elif verb == "unsubscribe" and route in self._routes:
            await self._unsubscribe(frame)
        elif frame.kind != "pong":
            known = ", ".join(f"{name}.subscribe" for name in sorted(self._routes))
            raise FrameRefused("unknown_type", f"no such frame type here; there are {known}", frame.id)

    async def _subscribe(self, route: AnyWsRoute, frame: Incoming) -> None:
        request = frame.payload_as(route.request)
        topic = route.topic(request, self._scope)
        if known := self._subscriptions.get(topic.key):
            again = Opening(known.epoch, known.seq, snapshot=False)
            self._outbox.put(_response(route, frame, topic, again))
        elif len(self._subscriptions) >= self._limits.topics:
            self._end(4009, f"at most {self._limits.topics} topics on one connection")
        else:
            await self._open(Subscription(route, topic, self._outbox), frame)

    async def _open(self, subscription: Subscription, frame: Incoming) -> None:
        """Listen first, then ask where to start: nothing can fall between, and what comes twice is dropped by its seq."""
        topic = subscription.topic
        self._subscriptions[topic.key] = subscription
        try:
            opening = await self._opening(subscription)
        except BaseException as error:  # a cancelled reader leaves the rest to _release, which runs next
            if isinstance(error, Exception):
                self._subscriptions.pop(topic.key, None)
                await self._leave(subscription)
                raise _refusal(error, topic, frame) from error
            raise
        self._outbox.put(_response(subscription.route, frame, topic, opening))
        for update in opening.updates:
            await self._outbox.room()
            self._outbox.put(subscription.frame(update))
        subscription.open_at(opening.epoch, opening.seq)

    async def _opening(self, subscription: Subscription) -> Opening:
        service, topic = subscription.route.service, subscription.topic
        await self._topics.join(service, topic, subscription)
        async with asyncio.timeout(SERVICE_DEADLINE_S):
            return await service.open_topic(topic, topic.request.resume)

    async def _unsubscribe(self, frame: Incoming) -> None:
        """A topic that is not subscribed here needs no more than the same answer."""
        text = frame.payload_as(UnsubscribeRequest).topic
        subscription = self._subscriptions.pop((self._scope, text), None)
        if subscription is not None:
            await self._leave(subscription)
        self._outbox.put(frames.reply(f"{frame.kind}.response", frame.id, UnsubscribeResponse(topic=text)))


def _never(frame: Frame) -> bool:
    """Where there is no wire everything goes through ASGI."""
    return False


def _text_of(message: Mapping[str, object]) -> str:
    text = message.get("text")
    if isinstance(text, str):
        return text
    raise FrameRefused("bad_request", "frames are JSON text; this one was binary")


def _response(route: AnyWsRoute, frame: Incoming, topic: Topic, opening: Opening) -> Frame:
    response = route.response(topic=topic.text, epoch=opening.epoch, seq=opening.seq, snapshot=opening.snapshot)
    return frames.reply(f"{frame.kind}.response", frame.id, response)


def _refusal(error: Exception, topic: Topic, frame: Incoming) -> FrameRefused:
    """What the client is told. Only a refusal of the service is its business; anything else is ours and goes to the log."""
    if isinstance(error, TopicRefused):
        return FrameRefused(error.code, str(error), frame.id)
    log.error("opening the topic %s failed", topic.text, exc_info=error)
    return FrameRefused("unavailable", "the topic cannot be opened now; try again later", frame.id)


def _is_departure(error: Exception) -> bool:
    """How a server says that the peer is gone: Starlette's exception, or an OSError of the transport (uvicorn)."""
    return isinstance(error, WebSocketDisconnect | OSError)
