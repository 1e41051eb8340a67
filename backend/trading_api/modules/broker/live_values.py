"""Live values that are worked out anew every second: profit and loss of an account, and the state of the connection."""

import asyncio
import logging
from dataclasses import dataclass

from pydantic import BaseModel

from trading_api.models.accounts import BrokerConnection, ConnectionStatus
from trading_api.models.positions import PlSubscribeRequest
from trading_api.models.ws import Resume
from trading_api.modules.broker.accounts import Accounts
from trading_api.modules.broker.service import BrokerService
from trading_api.shared.store.database import StoreUnavailable
from trading_api.shared.ws.route import Opening, Publish, Topic, TopicRefused, Update

EPOCH = "seconds"
"""Sequence numbers are seconds since the epoch: the same on every instance, and after every restart."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Live:
    """A topic somebody listens to, and what was last said on it."""

    topic: Topic
    publish: Publish
    said: BaseModel | None = None


class LiveValues:
    """Serves `pl` and `broker-connection`: a value is sent when it differs from the one before."""

    def __init__(self, broker: BrokerService) -> None:
        self._broker = broker
        self._accounts = Accounts(broker)
        self._topics: dict[tuple[str, str], _Live] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._done = asyncio.Event()

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        """Start publishing; TopicRefused for an account that is not the connection's."""
        request = topic.request
        if isinstance(request, PlSubscribeRequest) and request.accountId not in {None, topic.scope}:
            raise TopicRefused("account_forbidden", "accountId may only repeat the account of the connection")
        self._topics[topic.key] = _Live(topic, publish)
        if self._ticking is None:
            self._done = asyncio.Event()
            self._ticking = asyncio.create_task(self._tick(self._done))

    async def remove_topic(self, topic: Topic) -> None:
        """Publish it no more; the last one stops the clockwork."""
        self._topics.pop(topic.key)
        if not self._topics and self._ticking:
            ticking, self._ticking = self._ticking, None
            self._done.set()
            await asyncio.shield(ticking)

    async def open_topic(self, topic: Topic, resume: Resume | None) -> Opening:
        """The present value, which is the whole state."""
        update = Update(self._now(), self._broker.clock_ms(), await self._value(topic))
        return Opening(EPOCH, update.seq, True, (update,))

    def _now(self) -> int:
        return self._broker.clock_ms() // 1000

    async def _tick(self, done: asyncio.Event) -> None:
        while not await _told(done, within=1.0 - self._broker.clock_ms() % 1000 / 1000 + 0.01):
            for live in list(self._topics.values()):
                try:
                    await self._publish(live)
                except StoreUnavailable as error:
                    log.warning("%s cannot be computed now: %s", live.topic.text, error)
                except Exception:  # one topic's fault must not silence the others
                    log.exception("the topic %s could not be computed", live.topic.text)

    async def _publish(self, live: _Live) -> None:
        value, seq = await self._value(live.topic), self._now()
        if value != live.said and live.topic.key in self._topics:
            live.said = value
            live.publish(Update(seq, self._broker.clock_ms(), value))

    async def _value(self, topic: Topic) -> BaseModel:
        if isinstance(topic.request, PlSubscribeRequest):
            return await self._accounts.profit_and_loss(topic.scope)
        try:
            await self._broker.ping()
        except StoreUnavailable as error:
            return BrokerConnection(status=ConnectionStatus.ERROR, message=str(error))
        return BrokerConnection(status=ConnectionStatus.CONNECTED)


async def _told(done: asyncio.Event, *, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            return await done.wait()
    except TimeoutError:
        return False
