"""Which topics live in this process and who listens to each. The first listener creates a topic, the last one removes it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol

from trading_api.shared.ws import frames
from trading_api.shared.ws.route import Topic, Update, WsRouteService
from trading_api.shared.ws.wire import Frame

SERVICE_DEADLINE_S = 5.0
"""What a service may take to create or remove a topic; longer, and one stuck topic would hold its connections."""

log = logging.getLogger(__name__)


class Listener(Protocol):
    """Takes the updates of one topic. Never blocks, never raises."""

    def deliver(self, seq: int, frame: Frame) -> None:
        """One update, already written as a frame."""


class _Life:
    """A topic while somebody listens, joins or leaves. The lock makes create and remove strictly alternate."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.listeners: set[Listener] = set()
        self.created = False
        self.visitors = 0


class Topics:
    """Counts listeners per topic. `join` and `leave` finish even when the caller is cancelled: counts never go astray."""

    def __init__(self, deadline_s: float = SERVICE_DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._lives: dict[tuple[str, str], _Life] = {}
        self._running: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._lives)

    async def join(self, service: WsRouteService, topic: Topic, listener: Listener) -> None:
        """Add a listener; for the first one the service creates the topic. What `create_topic` raises is raised here."""
        await self._finish(self._join(service, topic, listener))

    def leave(self, service: WsRouteService, topic: Topic, listener: Listener) -> Awaitable[None]:
        """Take a listener out, known or not; after the last one the service removes the topic. A failing removal is logged.

        It is under way when this returns, so a caller cancelled twice has still left; await it to know that it is done.
        """
        return self._finish(self._leave(service, topic, listener))

    def _finish(self, work: Coroutine[Any, Any, None]) -> Awaitable[None]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return asyncio.shield(task)

    async def _join(self, service: WsRouteService, topic: Topic, listener: Listener) -> None:
        async with self._visit(topic) as life:
            if not life.created:
                async with asyncio.timeout(self._deadline_s):
                    await service.create_topic(topic, lambda update: _publish(topic, life, update))
                life.created = True
            life.listeners.add(listener)

    async def _leave(self, service: WsRouteService, topic: Topic, listener: Listener) -> None:
        async with self._visit(topic) as life:
            life.listeners.discard(listener)
            if life.listeners or not life.created:
                return
            life.created = False
            try:
                async with asyncio.timeout(self._deadline_s):
                    await service.remove_topic(topic)
            except Exception:  # the connection is going; a service's fault must not keep its other topics
                log.exception("removing the topic %s failed; it counts as removed", topic.text)

    @asynccontextmanager
    async def _visit(self, topic: Topic) -> AsyncIterator[_Life]:
        """The topic's life, held alone. It is forgotten when nobody listens and nobody waits for the lock."""
        life = self._lives.setdefault(topic.key, _Life())
        life.visitors += 1
        try:
            async with life.lock:
                yield life
        finally:
            life.visitors -= 1
            if not life.visitors and not life.listeners:
                del self._lives[topic.key]


def _publish(topic: Topic, life: _Life, update: Update) -> None:
    if life.listeners:
        frame = frames.update(topic.route, topic.text, update)
        for listener in life.listeners:
            listener.deliver(update.seq, frame)
