"""Subscriptions over one WebSocket: opened when needed, opened again when it breaks, each topic taken up where it stopped.

A topic has any number of consumers, each with a queue of its own. When a queue is full, a topic that promises the latest value
drops its oldest one; a lossless topic waits for the consumer, and after `patience_s` ends that consumer with SlowConsumer.
"""

import asyncio
import itertools
import json
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException

from ._topic import Route, Subscription, Topic
from .errors import AnswerTimeout, ConnectionFailed, FrameRefused, StreamClosed, StreamError

Q = TypeVar("Q")
R = TypeVar("R")
U = TypeVar("U")

AT_ONCE = frozenset({1001, 1012})
"""Closed for a new server or for its age: the next one is there already."""
FINAL = frozenset({1002, 1003, 1007, 1008, 1009, 4001, 4009})
"""Closed for something that trying again does not change."""
KEEPALIVE_S = 15.0
LARGEST_FRAME = 16 * 2**20
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Waits double from `first_s` to `longest_s`, each drawn from zero to that; given up after `give_up_s`, if that is set."""

    first_s: float = 0.25
    longest_s: float = 10.0
    give_up_s: float | None = None

    def wait_s(self, attempt: int) -> float:
        """Seconds before the try after so many that failed."""
        return random.uniform(0, min(self.longest_s, self.first_s * 2**attempt))  # noqa: S311 - spreads load


class Stream:
    """The WebSocket of one module. Use it in an `async with`, or `aclose` it. Not to be shared between event loops.

    `timeout` is how long a subscription may take, connecting included; without `reconnect` the first break is the end.
    """

    path: ClassVar[str]

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        timeout: float = 10.0,
        reconnect: Reconnect | None = Reconnect(),
        queue: int = 1000,
        patience_s: float = 5.0,
    ) -> None:
        self._url = _address(base_url, self.path, query or {})
        self._headers, self._timeout, self._reconnect = dict(headers or {}), timeout, reconnect
        self._queue, self._patience_s = queue, patience_s
        self._topics: dict[str, Topic] = {}
        self._waiting: dict[str, Topic | asyncio.Future[None]] = {}
        self._marks: dict[int, Topic] = {}
        self._ids = itertools.count(1)
        self._socket: ClientConnection | None = None
        self._running: asyncio.Task[None] | None = None
        self._trouble: Exception | None = None

    async def aclose(self) -> None:
        """End every subscription and close the connection."""
        running, self._running = self._running, None
        if running:
            running.cancel()
            await asyncio.wait([running])
        for topic in list(self._topics.values()):
            topic.end(None)
        self._topics.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _subscribe(self, route: Route[Q, R, U], request: Q) -> Subscription[R, U]:
        """A new consumer of the topic that `request` names. Consumers of a topic that is open see what comes from now on."""
        payload = route.request.dump_python(request, mode="json", by_alias=True, exclude_none=True)
        payload.pop("resume", None)
        key = f"{route.name}:{json.dumps(payload, sort_keys=True)}"
        topic = self._topics.get(key)
        if topic is None:
            topic = self._topics[key] = Topic(key, route, payload)
            await self._open(topic)
        subscription: Subscription[R, U] = Subscription(topic, self._queue, self._patience_s, self._leave)
        topic.consumers.append(subscription)
        try:
            async with asyncio.timeout(self._timeout):
                await asyncio.shield(topic.ready)
        except BaseException as error:  # a cancelled wait too: nobody is left to hear this topic
            topic.consumers.remove(subscription)
            self._forget(topic)
            if isinstance(error, TimeoutError):
                why = f": {self._trouble}" if self._trouble else ""
                raise AnswerTimeout(f"{key} was not open after {self._timeout:g} s{why}") from self._trouble
            raise
        return subscription

    async def _open(self, topic: Topic) -> None:
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), name=f"stream {self.path}")
        elif self._socket:
            try:
                await self._ask(self._socket, topic)
            except ConnectionClosed:  # whoever opens the next connection asks for every topic
                return

    async def _leave(self, subscription: Subscription[Any, Any]) -> None:
        """One consumer goes; with the last one of a topic the server is told."""
        topic: Topic = subscription.source
        if subscription not in topic.consumers:
            return
        topic.consumers.remove(subscription)
        subscription.end(None)
        if not self._forget(topic) or self._socket is None or topic.text is None:
            return
        if any(other.text == topic.text for other in self._topics.values()):
            return
        number, left = self._number(), asyncio.get_running_loop().create_future()
        self._waiting[number] = left
        try:
            await _send(self._socket, f"{topic.route.name}.unsubscribe", number, {"topic": topic.text})
            async with asyncio.timeout(self._timeout):
                await left
        except (ConnectionClosed, TimeoutError):
            log.debug("%s: left without an answer", topic.key)
        finally:
            self._waiting.pop(number, None)

    def _forget(self, topic: Topic) -> bool:
        if topic.consumers or self._topics.get(topic.key) is not topic:
            return False
        del self._topics[topic.key]
        return True

    def _number(self) -> str:
        return str(next(self._ids))

    async def _run(self) -> None:
        try:
            await self._keep_connected()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # whatever it is, nobody may wait for ever
            self._finish(error)

    async def _keep_connected(self) -> None:
        """Connect, read, and again. Returns by an exception that says why not any more."""
        loop, attempt = asyncio.get_running_loop(), 0
        broken_since = loop.time()
        while True:
            at_once = False
            try:
                async with asyncio.timeout(self._timeout):
                    socket = await self._connected()
            except InvalidStatus as error:
                if error.response.status_code in {401, 403}:
                    raise StreamClosed(error.response.status_code, "the handshake was refused") from error
                self._trouble = error
            except (OSError, InvalidHandshake, WebSocketException, TimeoutError) as error:
                self._trouble = error
            else:
                at_once, worked = await self._serve(socket)
                if worked:
                    attempt, broken_since = 0, loop.time()
            self._give_up_if_due(loop.time() - broken_since)
            if not at_once or attempt:
                await asyncio.sleep(self._reconnect.wait_s(attempt) if self._reconnect else 0)
            attempt += 1

    def _give_up_if_due(self, since: float) -> None:
        reconnect, trouble = self._reconnect, self._trouble
        if reconnect is None and isinstance(trouble, StreamClosed):
            raise trouble
        if reconnect is None or (reconnect.give_up_s is not None and since >= reconnect.give_up_s):
            raise ConnectionFailed(f"{self._url}: {trouble or 'closed'}") from trouble

    async def _connected(self) -> ClientConnection:
        return await connect(
            self._url,
            additional_headers=self._headers,
            ping_interval=KEEPALIVE_S,
            ping_timeout=KEEPALIVE_S,
            max_size=LARGEST_FRAME,
            close_timeout=1,
        )

    async def _serve(self, socket: ClientConnection) -> tuple[bool, bool]:
        """Use a connection until it ends. Whether the next may come at once, and whether this one was of any use."""
        self._waiting = {number: one for number, one in self._waiting.items() if isinstance(one, asyncio.Future)}
        self._marks.clear()
        worked = False
        try:
            self._socket = socket
            for topic in list(self._topics.values()):
                await self._ask(socket, topic)
            async for text in socket:
                worked = await self._hear(_frame(text)) or worked
            code, reason = socket.close_code, socket.close_reason  # closed in good order
        except ConnectionClosed as closed:
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
        except _Again as again:
            self._trouble = again
            return False, worked
        finally:
            self._socket = None
            for one in self._waiting.values():
                if isinstance(one, asyncio.Future) and not one.done():
                    one.set_result(None)  # the topic is left with its connection
            await socket.close()
        self._trouble = StreamClosed(code or 1006, reason or "")
        if code in FINAL:
            raise self._trouble
        return code in AT_ONCE, worked

    async def _ask(self, socket: ClientConnection, topic: Topic) -> None:
        """Subscribe, with where it stopped. The pong of the ping behind it says that a snapshot has come as a whole."""
        number, mark = self._number(), next(self._ids)
        self._waiting[number], self._marks[mark] = topic, topic
        await _send(socket, f"{topic.route.name}.subscribe", number, topic.payload())
        await socket.send(json.dumps({"type": "ping", "ts": mark}))

    async def _hear(self, frame: Mapping[str, Any]) -> bool:
        """Take one frame. Whether it shows that the connection is of use."""
        kind, payload = str(frame.get("type")), frame.get("payload", {})
        waiting = self._waiting.pop(str(frame.get("id")), None)
        if kind == "error":
            self._refused(waiting, FrameRefused(str(payload.get("code")), str(payload.get("message"))))
            return False
        if isinstance(waiting, Topic):
            waiting.opened(payload)
            return True
        if isinstance(waiting, asyncio.Future):
            waiting.set_result(None)
        elif kind == "pong" and (topic := self._marks.pop(int(frame.get("ts") or 0), None)):
            topic.complete()
        elif kind.endswith(".update"):
            for topic in [one for one in self._topics.values() if one.text == payload.get("topic")]:
                if not await topic.take(payload):
                    raise _Again(f"{topic.key}: an update is missing before {payload.get('seq')}")
        return False

    def _refused(self, waiting: "Topic | asyncio.Future[None] | None", error: FrameRefused) -> None:
        if isinstance(waiting, asyncio.Future):
            waiting.set_result(None)
        elif waiting is None:
            log.warning("the server refused a frame: %s", error)
        elif waiting.ready.done() and error.code == "unavailable":
            raise _Again(str(error))
        else:
            self._topics.pop(waiting.key, None)
            waiting.end(error)

    def _finish(self, error: Exception) -> None:
        """Nobody will connect any more: tell all who wait."""
        topics, self._topics = list(self._topics.values()), {}
        for topic in topics:
            topic.end(error)


class _Again(StreamError):
    """The connection is to be made anew."""


def _frame(text: str | bytes) -> Mapping[str, Any]:
    """A frame; whoever sends anything else speaks another language, now and on the next connection."""
    try:
        frame = json.loads(text)
    except ValueError:
        frame = None
    if isinstance(frame, dict) and isinstance(cast("dict[str, Any]", frame).get("type"), str):
        return cast("dict[str, Any]", frame)
    raise StreamClosed(1007, "a frame that is not a JSON object with a type")


async def _send(socket: ClientConnection, kind: str, number: str, payload: Mapping[str, Any]) -> None:
    await socket.send(json.dumps({"type": kind, "id": number, "payload": payload}))


def _address(base_url: str, path: str, query: Mapping[str, str]) -> str:
    """`http://host/prefix` and a path as the address of a WebSocket."""
    parts = urlsplit(base_url)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + path, urlencode(query), ""))
