"""The bus of many machines: `nats://host:port`. While the server is away messages are dropped, and it is tried again."""

import asyncio
import importlib.util
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from trading_api.shared.bus.interface import Bus, BusUrlError, Message, Subscription, checked

WITHIN_S = 2.0
"""What a start waits for the server, and a stop for the last messages."""
AGAIN_S = 0.25
MOST_UNSENT = 1 << 20

log = logging.getLogger(__name__)


class NatsBus(Bus):
    """`servers` are URLs, tried in turn; `instance` names us in the server's own listing."""

    def __init__(self, servers: list[str], instance: str) -> None:
        super().__init__()
        if importlib.util.find_spec("nats") is None:
            raise BusUrlError("BUS_URL: NATS needs its client: pip install 'devstack[nats]'")
        self._servers, self._instance = servers, instance
        self._client: Any = None
        self._connecting: asyncio.Task[None] | None = None
        self._there = asyncio.Event()
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue(10_000)
        self._sending: asyncio.Task[None] | None = None
        self._asked: dict[Subscription, Any] = {}

    @property
    def trouble(self) -> str:
        """Whether the server answers."""
        return "" if self._client is not None and self._client.is_connected else "the NATS server does not answer"

    async def open(self) -> None:
        """Connect, or go on without while that is tried again."""
        self._connecting = asyncio.create_task(self._connect())
        self._sending = asyncio.create_task(self._send())
        try:
            async with asyncio.timeout(WITHIN_S):
                await self._there.wait()
        except TimeoutError:
            log.warning("no NATS server at %s yet; going on without", ", ".join(map(_without_password, self._servers)))

    async def close(self) -> None:
        """Send what waits, then leave."""
        with suppress(TimeoutError, Exception):  # the server may be gone already, and nothing depends on the rest
            async with asyncio.timeout(WITHIN_S):
                await self._outgoing.join()
                if self._client is not None and self._client.is_connected:
                    await self._flushed()
        for task in (self._connecting, self._sending):
            if task:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    def publish(self, topic: str, data: bytes) -> None:
        """Put it in line for the server; dropped while that is away or the line is full."""
        message = checked(topic, data)
        if self.trouble or self._outgoing.full():
            self.dropped += 1
            self._deliver(message)  # at least those of this process
        else:
            self._outgoing.put_nowait(message)

    @asynccontextmanager
    async def subscribe(self, pattern: str) -> AsyncIterator[Subscription]:
        """In force when it is entered, if the server is there; otherwise as soon as it is."""
        subscription = Subscription(pattern)
        self._subscriptions.append(subscription)
        try:
            if self._client is not None:
                await self._ask(subscription)
            yield subscription
        finally:
            self._subscriptions.remove(subscription)
            if (asked := self._asked.pop(subscription, None)) is not None:
                with suppress(Exception):  # a server that is away has forgotten it
                    await asked.unsubscribe()

    async def _connect(self) -> None:
        import nats

        options: dict[str, Any] = {"name": self._instance, "connect_timeout": 2, "reconnect_time_wait": AGAIN_S}
        while True:
            try:
                client = await nats.connect(
                    self._servers,
                    max_reconnect_attempts=-1,
                    allow_reconnect=True,
                    pending_size=MOST_UNSENT,
                    error_cb=_noted,
                    **options,
                )
                break
            except (OSError, nats.errors.Error, TimeoutError) as error:
                await _noted(error)
                await asyncio.sleep(AGAIN_S)
        self._client = client
        for subscription in list(self._subscriptions):
            await self._ask(subscription)
        self._there.set()

    async def _ask(self, subscription: Subscription) -> None:
        async def hear(message: Any) -> None:
            subscription.offer(Message(message.subject, message.data))

        if subscription not in self._asked:
            self._asked[subscription] = await self._client.subscribe(subscription.pattern, cb=hear)
            with suppress(Exception):  # without a server the client asks again when it is back
                await self._flushed()

    async def _flushed(self) -> None:
        """Wait until the server has what we wrote. The client's PING overtakes what still waits in it, the second one cannot."""
        for _ in range(2):
            await self._client.flush(timeout=WITHIN_S)

    async def _send(self) -> None:
        await self._there.wait()
        while True:
            message = await self._outgoing.get()
            try:
                await self._client.publish(message.topic, message.data)
            except Exception:  # losing is allowed; a sender that died would lose everything
                self.dropped += 1
            finally:
                self._outgoing.task_done()


async def _noted(error: Exception) -> None:
    log.info("NATS: %s", error or type(error).__name__)


def _without_password(url: str) -> str:
    return url.rpartition("@")[2]
