"""Live orders, positions, fills and equity, read from the durable log: it does not matter through which instance they came."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import BaseModel

from trading_api.models.accounts import Equity
from trading_api.models.broker import PlacedOrder
from trading_api.models.positions import Execution, Position
from trading_api.models.ws import Resume
from trading_api.modules.broker import desk, queries, records, views
from trading_api.modules.broker.desk import Desk
from trading_api.modules.broker.service import BrokerService
from trading_api.modules.broker.sql import Sql, run
from trading_api.shared.store import events
from trading_api.shared.store.database import StoreUnavailable
from trading_api.shared.store.events import Event, Stream
from trading_api.shared.trading import margin
from trading_api.shared.ws.route import Opening, Publish, Topic, Update

POLL_S = 0.05
"""How late an instance hears of what another one wrote."""
RETRY_S = 1.0
"""The pause after a failed poll: a store in trouble is not asked, nor the log filled, twenty times a second."""
BATCH = 500
LONGEST_REPLAY = 5000
"""Events; a reader further behind gets the present state instead."""
EXECUTIONS_KEPT = 1000
"""How many fills are the state that a new reader gets; the REST interface has the older ones."""

State = list[tuple[int, BaseModel]]
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tail:
    """Follows one stream of the log. The lock keeps the poll and the writer's own call from publishing out of order."""

    stream: Stream
    publish: Publish
    seq: int
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    current: bool = False
    closed: bool = False


class LiveLog:
    """Serves the lossless topics, each once per account. One poll asks for all of them: they cost nothing while quiet."""

    def __init__(self, broker: BrokerService) -> None:
        self._broker = broker
        self._tails: dict[Stream, _Tail] = {}
        self._following: asyncio.Task[None] | None = None
        self._done = asyncio.Event()
        broker.commands.committed.append(self.catch_up)

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        """Follow the account's log from its present end."""
        stream = Stream(topic.scope, topic.route)
        async with self._broker.store.read() as connection:
            seq = await events.head(connection, stream)
        self._tails[stream] = _Tail(stream, publish, seq)
        if self._following is None:
            self._done = asyncio.Event()
            self._following = asyncio.create_task(self._follow(self._done))

    async def remove_topic(self, topic: Topic) -> None:
        """Follow it no more. The last one waits until the store is let go: cancelled in a question to it, a task dies slowly."""
        self._tails.pop(Stream(topic.scope, topic.route)).closed = True
        if not self._tails and self._following:
            following, self._following = self._following, None
            self._done.set()
            await asyncio.shield(following)

    async def open_topic(self, topic: Topic, resume: Resume | None) -> Opening:
        """What a reader missed since `resume`, or the present state when that cannot be told, as of one moment."""
        stream, epoch = Stream(topic.scope, topic.route), self._broker.store.epoch
        async with self._broker.store.read() as connection:
            head = await events.head(connection, stream)
            if resume and resume.epoch == epoch and 0 <= head - resume.seq <= LONGEST_REPLAY:
                missed = await events.after(connection, stream, resume.seq, LONGEST_REPLAY)
                return Opening(epoch, head, False, tuple(_update(stream, event) for event in missed))
            now = self._broker.clock_ms()
            state = await run(connection, lambda sql: _STATES[topic.route](sql, self._broker, topic.scope, now))
        return Opening(epoch, head, True, tuple(Update(head, ts, value) for ts, value in state))

    async def catch_up(self, account: str) -> None:
        """Publish what the log of an account holds beyond what was published; StoreUnavailable."""
        for topic in _MODELS:
            if tail := self._tails.get(Stream(account, topic)):
                await self._catch_up(tail)

    async def _catch_up(self, tail: _Tail) -> None:
        async with tail.lock:
            while found := await self._next(tail):
                for event in found:
                    if not tail.closed:
                        tail.publish(_update(tail.stream, event))
                    tail.seq = event.seq

    async def _next(self, tail: _Tail) -> list[Event]:
        async with self._broker.store.read() as connection:
            return await events.after(connection, tail.stream, tail.seq, BATCH)

    async def _follow(self, done: asyncio.Event) -> None:
        """Poll the log until nobody listens."""
        position: int | None = None
        pause = POLL_S
        while not await _told(done, within=pause):
            try:
                position = await self._poll(position)
                troubled = not all([await self._caught_up(tail) for tail in self._behind()])
            except StoreUnavailable as error:
                log.warning("the accounts cannot be followed now: %s", error)
                troubled = True
            except Exception:  # a follower that died would leave its readers waiting without a word
                log.exception("the accounts cannot be followed")
                troubled = True
            pause = RETRY_S if troubled else POLL_S

    async def _poll(self, position: int | None) -> int:
        """Mark whose log has grown since `position`; the position from which to ask next."""
        async with self._broker.store.read() as connection:
            if position is None:
                return await events.end(connection)
            position, streams = await events.news(connection, position)
        for tail in self._tails.values():
            tail.current = tail.current and tail.stream not in streams
        return position

    def _behind(self) -> list[_Tail]:
        """Those whose log has grown, and the new ones: theirs may have between the look at its end and this poll."""
        return [tail for tail in self._tails.values() if not tail.current]

    async def _caught_up(self, tail: _Tail) -> bool:
        """Whether that was possible; one account's fault must not silence the others."""
        try:
            await self._catch_up(tail)
        except Exception:  # its readers get it when it works again; until then the log says why
            log.exception("%s of %s cannot be followed", tail.stream.topic, tail.stream.account)
            return False
        tail.current = True
        return True


async def _told(done: asyncio.Event, *, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            return await done.wait()
    except TimeoutError:
        return False


def _update(stream: Stream, event: Event) -> Update:
    return Update(event.seq, event.ts, _MODELS[stream.topic].model_validate_json(event.payload))


_MODELS: dict[str, type[BaseModel]] = {
    desk.EXECUTIONS: Execution,
    desk.ORDERS: PlacedOrder,
    desk.POSITIONS: Position,
    desk.EQUITY: Equity,
}
"""In the order in which a fill is told of."""


def _orders(sql: Sql, broker: BrokerService, account: str, now: int) -> State:
    return [(order.updated, views.placed(order)) for order in records.open_orders(sql, account)]


def _positions(sql: Sql, broker: BrokerService, account: str, now: int) -> State:
    held = queries.positions(sql, account, broker.exchange.venue.contracts)
    return [(position.updateTime, position) for position in held]


def _executions(sql: Sql, broker: BrokerService, account: str, now: int) -> State:
    return [(done.time, done) for done in queries.last_executions(sql, account, EXECUTIONS_KEPT)]


def _equity(sql: Sql, broker: BrokerService, account: str, now: int) -> State:
    at = Desk(sql, broker.exchange, account, now)
    return [(at.now, views.equity(margin.worth(at.account, broker.exchange.venue.contracts, at.marks()), at.now))]


_STATES: dict[str, Callable[[Sql, BrokerService, str, int], State]] = {
    desk.EXECUTIONS: _executions,
    desk.ORDERS: _orders,
    desk.POSITIONS: _positions,
    desk.EQUITY: _equity,
}
