"""Live orders, positions, fills and equity, read from the durable log: it does not matter through which instance they came."""

from collections.abc import Callable

from pydantic import BaseModel

from trading_api.models.accounts import Equity
from trading_api.models.broker import PlacedOrder
from trading_api.models.positions import Execution, Position
from trading_api.models.replays import ReplayChange
from trading_api.models.ws import Resume
from trading_api.modules.broker import desk, queries, records, replay_records, replays, views
from trading_api.modules.broker.desk import Desk
from trading_api.modules.broker.service import BrokerService
from trading_api.modules.broker.sql import Sql
from trading_api.shared.store.following import Tail
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Event, Stream
from trading_api.shared.trading import margin
from trading_api.shared.ws.route import Opening, Publish, Topic, Update

LONGEST_REPLAY = 5000
"""Events; a reader further behind gets the present state instead."""
EXECUTIONS_KEPT = 1000
"""How many fills are the state that a new reader gets; the REST interface has the older ones."""

State = list[tuple[int, BaseModel]]


class LiveLog:
    """Serves the lossless topics, each once per account."""

    def __init__(self, broker: BrokerService) -> None:
        self._broker = broker
        self._tails: dict[Stream, Tail] = {}

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        """Follow the account's log from its present end; StoreUnavailable."""
        stream = Stream(topic.scope, topic.route)
        self._tails[stream] = await self._broker.follower.follow(stream, lambda event: publish(_update(stream, event)))

    async def remove_topic(self, topic: Topic) -> None:
        """Follow it no more."""
        self._broker.follower.leave(self._tails.pop(Stream(topic.scope, topic.route)))

    async def open_topic(self, topic: Topic, resume: Resume | None) -> Opening:
        """What a reader missed since `resume`, or the present state when that cannot be told, as of one moment."""
        async with self._broker.store.read() as connection:
            return await connection.run_sync(lambda sync: self._opening(Sql(sync), topic, resume))

    def _opening(self, sql: Sql, topic: Topic, resume: Resume | None) -> Opening:
        stream, epoch, broker = Stream(topic.scope, topic.route), self._broker.store.epoch, self._broker
        head = events.head(sql.connection, stream)
        if resume and resume.epoch == epoch and 0 <= head - resume.seq <= LONGEST_REPLAY:
            missed = events.after(sql.connection, stream, resume.seq, LONGEST_REPLAY)
            return Opening(epoch, head, False, tuple(_update(stream, event) for event in missed))
        state = _STATES[topic.route](sql, broker, topic.scope, broker.clock_ms())
        return Opening(epoch, head, True, tuple(Update(head, ts, value) for ts, value in state))


def _update(stream: Stream, event: Event) -> Update:
    return Update(event.seq, event.ts, _MODELS[stream.topic].model_validate_json(event.payload))


_MODELS: dict[str, type[BaseModel]] = {
    desk.EXECUTIONS: Execution,
    desk.ORDERS: PlacedOrder,
    desk.POSITIONS: Position,
    desk.EQUITY: Equity,
    replays.TOPIC: ReplayChange,
}


def _orders(sql: Sql, broker: BrokerService, account: str, now: int) -> State:
    return [(order.updated, views.placed(broker.exchange.listed, order)) for order in records.open_orders(sql, account)]


def _positions(sql: Sql, broker: BrokerService, account: str, now: int) -> State:
    held = queries.positions(sql, broker.exchange, account)
    return [(position.updateTime, position) for position in held]


def _executions(sql: Sql, broker: BrokerService, account: str, now: int) -> State:
    return [
        (done.time, done) for done in queries.last_executions(sql, broker.exchange.listed, account, EXECUTIONS_KEPT)
    ]


def _equity(sql: Sql, broker: BrokerService, account: str, now: int) -> State:
    at = Desk(sql, broker.exchange, account, now)
    return [(at.now, views.equity(margin.worth(at.account, broker.exchange.venue.contracts, at.marks()), at.now))]


def _newest(sql: Sql, broker: BrokerService, replay_id: str, now: int) -> State:
    """How far it is; who needs what was before asks for it by number."""
    held = replay_records.load(sql, replay_id)
    found = replay_records.changes(sql, replay_id, held.changes - 1, 1) if held else []
    return [(change.at, change) for change in found]


_STATES: dict[str, Callable[[Sql, BrokerService, str, int], State]] = {
    desk.EXECUTIONS: _executions,
    desk.ORDERS: _orders,
    desk.POSITIONS: _positions,
    desk.EQUITY: _equity,
    replays.TOPIC: _newest,
}
