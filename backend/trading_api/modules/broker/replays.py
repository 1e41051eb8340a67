"""Accounts that an engine drives by the market's own time: it brings prices and hours along, the rules are the broker's.

Each command is one transaction: account, changes, and what listeners hear. A command that comes again is answered as it was.
"""

import json
from collections.abc import Callable
from functools import lru_cache

from trading_api.models.orders import DurationType
from trading_api.models.replays import (
    NewReplay,
    Replay,
    ReplayChange,
    ReplayMarks,
    ReplayOrder,
    ReplayProgress,
    ReplayTick,
    ReplayTicks,
)
from trading_api.modules.broker import replay_records as records
from trading_api.modules.broker.refusals import ClockPassed, FenceStale, ReplayUnknown, RulesChanged
from trading_api.modules.broker.replay_records import Held
from trading_api.modules.broker.service import BrokerService
from trading_api.modules.broker.sql import Sql
from trading_api.shared.store.sync import idempotency
from trading_api.shared.store.sync.events import Stream
from trading_api.shared.store.sync.idempotency import Request
from trading_api.shared.trading import codec, orders
from trading_api.shared.trading.account import Account
from trading_api.shared.trading.contract import Contract
from trading_api.shared.trading.fills import Fees, FillModel, Slippage, SlippageKind
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.refusals import OrderRefused
from trading_api.shared.trading.replaying import DayHours, Replayed
from trading_api.shared.trading.venue import Venue

TOPIC = "replay"


@lru_cache(maxsize=64)
def venue_of(rules: str) -> Venue:
    """The exchange that a replay's rules describe."""
    asked = NewReplay.model_validate_json(rules)
    contracts = {
        one.symbol: Contract(
            one.symbol,
            one.tick,
            initial_bps=one.initialBps,
            maintenance_bps=one.maintenanceBps,
            collar_bps=one.collarBps,
        )
        for one in asked.contracts
    }
    hours = DayHours(asked.hours.open, asked.hours.close, tuple((span.start, span.end) for span in asked.hours.spans))
    fills, fees = asked.fills, asked.fills.fees
    cost = Fees(fees.perOrder, fees.perStep, fees.rateBps, fees.sellTaxBps, fees.least, fees.most, fees.minor)
    model = FillModel(Slippage(SlippageKind(fills.slippageKind), fills.slippage), cost, fills.participationBps)
    return Venue(contracts, hours, model)


class Replays:
    """The replays of a broker's store."""

    def __init__(self, broker: BrokerService) -> None:
        self._broker = broker

    async def open(self, replay_id: str, owner: str, asked: NewReplay, key: str | None) -> bytes:
        """Begin a replay, or take it over from its owner before; Replay as JSON. RulesChanged, KeyReused."""
        rules = asked.model_dump_json()

        def act(sql: Sql) -> bytes:
            held = records.load(sql, replay_id)
            if held is None:
                held = _begun(sql, replay_id, owner, asked)
            elif held.rules != rules:
                raise RulesChanged(replay_id)
            else:
                held.owner, held.fence = owner, held.fence + 1
            records.save(sql, held, self._broker.clock_ms())
            return _view(held).model_dump_json().encode()

        return await self._once(Request(replay_id, key, f"open {owner} {rules}"), act)

    async def show(self, replay_id: str, fence: int, asked: ReplayTicks, key: str | None) -> bytes:
        """Show ticks to the orders; ReplayProgress as JSON. FenceStale, ReplayUnknown."""

        def act(sql: Sql, held: Held) -> int:
            if asked.until <= held.clock:
                return records.changes_before(sql, replay_id, asked.until)
            working = Replayed(held.account, venue_of(held.rules))
            new = {
                symbol: [_tick(t) for t in ticks if held.clock <= t.ts < asked.until]
                for symbol, ticks in asked.ticks.items()
            }
            for ts in working.show(new, held.marks):
                _note(sql, held, working, ts)
            held.clock = asked.until
            return held.changes

        return await self._command(replay_id, fence, Request(replay_id, key, f"ticks {asked.until}"), act)

    async def look(self, replay_id: str, fence: int, asked: ReplayMarks, key: str | None) -> bytes:
        """Let what is over expire, and look at the margin; ReplayProgress as JSON. ClockPassed, OrderRefused, …"""

        def act(sql: Sql, held: Held) -> int:
            _advance(held, asked.at)
            held.marks |= asked.marks
            _check_priced(held, held.marks)
            working = Replayed(held.account, venue_of(held.rules))
            working.look(held.marks, asked.at)
            return _note(sql, held, working, asked.at)

        return await self._command(replay_id, fence, Request(replay_id, key, f"marks {asked.model_dump_json()}"), act)

    async def place(self, replay_id: str, fence: int, asked: ReplayOrder, key: str | None) -> bytes:
        """Take an order, or write down that it breaks a rule; ReplayProgress as JSON. ClockPassed, OrderRefused, …"""

        def act(sql: Sql, held: Held) -> int:
            _advance(held, asked.at)
            if records.knows(sql, replay_id, asked.id):
                raise OrderRefused("order_id_taken", f"there was an order {asked.id} before; choose another id")
            if asked.duration is DurationType.GTD:
                raise OrderRefused("duration_invalid", "an order of a replay takes DAY, GTC, IOC or FOK")
            quotes = {symbol: _tick(tick) for symbol, tick in asked.quotes.items()}
            _check_priced(held, quotes)
            working = Replayed(held.account, venue_of(held.rules))
            working.place(_orders(asked, held.account.id), quotes, asked.at)
            return _note(sql, held, working, asked.at)

        return await self._command(replay_id, fence, Request(replay_id, key, f"place {asked.model_dump_json()}"), act)

    async def cancel(self, replay_id: str, fence: int, order_id: str, at: int, key: str | None) -> bytes:
        """End an order that is open, and its legs; ReplayProgress as JSON. ClockPassed, FenceStale, ReplayUnknown."""

        def act(sql: Sql, held: Held) -> int:
            _advance(held, at)
            working = Replayed(held.account, venue_of(held.rules))
            working.cancel(order_id, at)
            return _note(sql, held, working, at)

        return await self._command(replay_id, fence, Request(replay_id, key, f"cancel {order_id} {at}"), act)

    async def get(self, replay_id: str) -> Replay:
        """As it stands; ReplayUnknown."""
        return _view(_known(await self._broker.read(lambda sql: records.load(sql, replay_id)), replay_id))

    async def all(self) -> list[Replay]:
        """Those there are, by id."""
        return [_view(held) for held in await self._broker.read(records.every)]

    async def changes(self, replay_id: str, after: int, most: int) -> list[ReplayChange]:
        """The changes that follow number `after`; ReplayUnknown."""

        def act(sql: Sql) -> list[ReplayChange]:
            _known(records.load(sql, replay_id), replay_id)
            return records.changes(sql, replay_id, after, most)

        return await self._broker.read(act)

    async def _command(self, replay_id: str, fence: int, request: Request, act: Callable[[Sql, Held], int]) -> bytes:
        """Only the newest owner may; what the command answers is how many changes there are after it."""

        def once(sql: Sql) -> bytes:
            held = _known(records.load(sql, replay_id), replay_id)
            if held.fence != fence:
                raise FenceStale(replay_id, fence, held.owner)
            return idempotency.once(sql.beside, request, self._broker.clock_ms(), lambda: done(sql, held))

        def done(sql: Sql, held: Held) -> bytes:
            changes = act(sql, held)
            records.save(sql, held, self._broker.clock_ms())
            return ReplayProgress(clock=held.clock, changes=changes).model_dump_json().encode()

        return await self._broker.commands.do(once)

    async def _once(self, request: Request, act: Callable[[Sql], bytes]) -> bytes:
        now = self._broker.clock_ms()
        return await self._broker.commands.do(lambda sql: idempotency.once(sql.beside, request, now, lambda: act(sql)))


def _begun(sql: Sql, replay_id: str, owner: str, asked: NewReplay) -> Held:
    rules = asked.model_dump_json()
    held = Held(replay_id, rules, owner, 1, asked.hours.open, 0, Account(asked.account), {}, new=True)
    working = Replayed(held.account, venue_of(rules))
    working.deposit(asked.cash, asked.hours.open)
    _note(sql, held, working, asked.hours.open)
    return held


def _known(held: Held | None, replay_id: str) -> Held:
    if held is None:
        raise ReplayUnknown(replay_id)
    return held


def _advance(held: Held, at: int) -> None:
    if at < held.clock:
        raise ClockPassed(held.id, at, held.clock)
    held.clock = at


def _check_priced(held: Held, known: "dict[str, int] | dict[str, Tick]") -> None:
    if missing := sorted(held.account.positions.keys() - known.keys()):
        raise OrderRefused("price_missing", f"the account holds {', '.join(missing)}; their prices must be given too")


def _note(sql: Sql, held: Held, working: Replayed, at: int) -> int:
    """Write down what a command has changed until now, and tell of it."""
    for change in working.taken():
        held.changes += 1
        kind, body = codec.encoded(change)
        records.note(sql, held, at, (kind, body), codec.ref(change))
        told = ReplayChange.model_validate({"number": held.changes, "at": at, "kind": kind, "body": json.loads(body)})
        sql.tell(Stream(held.id, TOPIC), at, told.model_dump_json())
    return held.changes


def _orders(asked: ReplayOrder, account: str) -> list[Order]:
    entry = Order(
        id=asked.id,
        account=account,
        symbol=asked.symbol,
        type=asked.type,
        side=asked.side,
        qty=asked.qty,
        limit=asked.limitPrice,
        stop=asked.stopPrice,
        duration=asked.duration,
        reduce_only=asked.reduceOnly,
        created=asked.at,
        updated=asked.at,
    )
    return [entry, *orders.legs(entry, asked.stop, asked.target, None, (f"{asked.id}-1", f"{asked.id}-2"))]


def _tick(asked: ReplayTick) -> Tick:
    return Tick(asked.ts, asked.last, asked.bid, asked.ask, asked.volume)


def _view(held: Held) -> Replay:
    account = held.account
    return Replay(
        id=held.id,
        account=account.id,
        owner=held.owner,
        fence=held.fence,
        clock=held.clock,
        changes=held.changes,
        cash=account.cash,
        openOrders=len(account.orders),
        positions={symbol: position.qty for symbol, position in sorted(account.positions.items())},
    )
