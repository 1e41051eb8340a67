"""Shows the market to the orders, second by second, in one instance at a time: the one that holds the lease."""

import asyncio
import logging
import uuid
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from sqlalchemy import Executable, bindparam, func, literal, select

from trading_api.modules.broker import records
from trading_api.modules.broker.desk import Exchange, show_until, shown_until, write
from trading_api.modules.broker.service import BrokerService
from trading_api.modules.broker.sql import Sql, Statement
from trading_api.shared.store import tables
from trading_api.shared.store.database import StoreUnavailable
from trading_api.shared.store.sync import leases
from trading_api.shared.trading import arriving, exchange, margin, settlement
from trading_api.shared.trading.account import Journal
from trading_api.shared.trading.contract import with_underlyings
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.settlement import Closing
from trading_api.shared.trading.venue import Venue
from trading_api.shared.warming import AFTER_S

LEASE = "broker-matching"
LEASE_MS = 3_000
"""How long the market stands still when the instance that holds it is killed."""
TICK_MS = 1_000
CHUNK_MS = 60_000
"""What is shown in one transaction when there is something to catch up with: other writers wait for it."""
MINUTE_MS = 60_000
RETRY_S = 1.0

log = logging.getLogger(__name__)
_orders, _positions = tables.orders, tables.positions


class Matcher:
    """Give it a broker, `start` and `stop` it. Any number may run; one of them works."""

    def __init__(self, broker: BrokerService) -> None:
        self._broker = broker
        self._owner = ""
        self._running: asyncio.Task[None] | None = None
        self._done = asyncio.Event()

    def start(self) -> None:
        """Begin to take turns."""
        self._owner = _one_life()
        self._done = asyncio.Event()
        self._running = asyncio.create_task(self._run(self._done))

    async def stop(self) -> None:
        """End after the present turn, and let another instance go on at once."""
        if self._running is None:
            return
        self._done.set()
        await self._running
        self._running = None
        try:
            await self._broker.store.transact(lambda connection: leases.release(connection, LEASE, self._owner))
        except StoreUnavailable as error:
            log.warning("the lease could not be given up; it ends in %g s: %s", LEASE_MS / 1000, error)

    async def turn(self) -> bool:
        """Show the orders what they have not seen yet, if it is ours to do; whether more is left. StoreUnavailable."""
        await self._broker.ready()
        broker, now = self._broker, self._broker.clock_ms()
        owner = self._owner = self._owner or _one_life()

        def show(sql: Sql) -> int | None:
            if leases.take(sql.connection, LEASE, owner, now, LEASE_MS) is None:
                return None
            return _show(sql, broker.exchange, now)

        until = await broker.commands.do(show)
        return until is not None and until + TICK_MS <= now

    async def _run(self, done: asyncio.Event) -> None:
        pause = AFTER_S  # the prices it needs are not to be worked out before this instance answers
        while not await _told(done, within=pause):
            try:
                more = await self.turn()
                pause = 0.0 if more else self._until_next_tick()
            except StoreUnavailable as error:
                log.warning("orders cannot be matched now: %s", error)
                pause = RETRY_S
            except Exception:  # a matcher that died would leave all orders waiting without a word
                log.exception("orders cannot be matched")
                pause = RETRY_S

    def _until_next_tick(self) -> float:
        return (TICK_MS - self._broker.clock_ms() % TICK_MS) / 1000 + 0.005


def _one_life() -> str:
    """Names a lease's holder, made when it begins to work: what a fork or a restart shared with another would share its fence."""
    return uuid.uuid4().hex


async def _told(done: asyncio.Event, *, within: float) -> bool:
    if within <= 0:
        await asyncio.sleep(0)
        return done.is_set()
    try:
        async with asyncio.timeout(within):
            return await done.wait()
    except TimeoutError:
        return False


_open = _orders.c.open == literal(1)
_of_symbol = select(*records.COLUMNS).where(_open, _orders.c.symbol == bindparam("symbol"))
_CLAUSES: dict[str, Executable] = {
    "next": select(func.min(_orders.c.symbol)).where(_open, _orders.c.symbol > bindparam("after")),
    "oldest": select(func.min(_orders.c.updated)).where(_open),
    "holders": select(_positions.c.account, _positions.c.symbol, _positions.c.updated),
    "always": _of_symbol.where(_orders.c.watch == literal(0)),
    "falling": _of_symbol.where(_orders.c.watch == literal(-1), _orders.c.watch_ticks >= bindparam("lowest")),
    "rising": _of_symbol.where(_orders.c.watch == literal(1), _orders.c.watch_ticks <= bindparam("highest")),
    "arriving": select(*records.COLUMNS).where(_open, _orders.c.pending_at <= bindparam("until")),
    "ending": select(*records.COLUMNS).where(_open, _orders.c.expires <= bindparam("until")),
}
"""Of many resting orders, those that a stretch of prices may concern; the rules then decide what becomes of them."""


@cache
def _statement(name: str) -> Statement:
    return Statement(_CLAUSES[name])


def _show(sql: Sql, market: Exchange, now: int) -> int:
    """Show the market to the orders; up to when they have seen it."""
    waiting = _waiting(sql)
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for account, symbol, updated in sql(_statement("holders")):
        held[account][symbol] = updated
    latest = market.prices.known(now - now % TICK_MS)
    since = _since(sql, latest) if waiting else latest - TICK_MS
    until = min(latest, since - since % TICK_MS + CHUNK_MS)
    if until <= since or not (waiting or held):
        return max(until, latest) if not waiting else until
    used = {*waiting, *(symbol for mine in held.values() for symbol in mine)}
    symbols = sorted(with_underlyings(used, market.venue.contracts))
    ticks = {symbol: market.prices.ticks(symbol, since, until) for symbol in symbols}
    journals = _journals(sql, waiting, ticks, held, until)
    marks = {symbol: tick.last for symbol, tick in market.quotes(symbols, since).items()}
    _replay(market, journals, ticks, marks, _ends(market, waiting, held, (since, until)))
    for account, journal in journals.items():
        arriving.arrive(journal, until)
        exchange.expire(journal, until)  # a session that is over has no tick any more that would do it
        write(sql, market, journal.account, journal.changes, marks, until)
        if since // MINUTE_MS != until // MINUTE_MS and journal.account.positions:
            worth = margin.worth(journal.account, market.venue.contracts, marks)
            records.equity_point(sql, account, until, worth.equity, worth.cash)
    if waiting:
        show_until(sql, until)
    return until


def _journals(
    sql: Sql, waiting: Sequence[str], ticks: dict[str, Sequence[Tick]], held: dict[str, dict[str, int]], until: int
) -> dict[str, Journal]:
    """The accounts that the prices may concern, with the orders they may concern."""
    orders = [order for symbol in waiting for order in _concerned(sql, symbol, ticks[symbol])]
    for question in ("arriving", "ending"):
        orders += [records.order_of(row) for row in sql(_statement(question), until=until)]
    journals: dict[str, Journal] = {}
    for name in sorted({*held, *(order.account for order in orders)}):
        account = records.load(sql, name)
        assert account is not None, "whoever has orders or positions has an account"  # noqa: S101 - narrows the type for mypy
        records.put_orders(account, [order for order in orders if order.account == name])
        journals[name] = Journal(account)
    return journals


def _since(sql: Sql, latest: int) -> int:
    """Up to when the orders have seen the market; while there were none, nobody has kept count."""
    shown = shown_until(sql)
    return shown if shown > latest - CHUNK_MS else max(shown, int(sql(_statement("oldest"))[0][0]))


def _concerned(sql: Sql, symbol: str, ticks: Sequence[Tick]) -> list[Order]:
    if not ticks:
        return []
    lowest = min(min(tick.last, tick.ask) for tick in ticks)
    highest = max(max(tick.last, tick.bid) for tick in ticks)
    rows = [
        *sql(_statement("always"), symbol=symbol),
        *sql(_statement("falling"), symbol=symbol, lowest=lowest),
        *sql(_statement("rising"), symbol=symbol, highest=highest),
    ]
    return [records.order_of(row) for row in rows]


def _waiting(sql: Sql) -> list[str]:
    """The symbols of all open orders: a step in the index each, however many orders there are."""
    found = [""]
    while (symbol := sql(_statement("next"), after=found[-1])[0][0]) is not None:
        found.append(symbol)
    return found[1:]


def _ends(
    market: Exchange, waiting: Sequence[str], held: dict[str, dict[str, int]], shown: tuple[int, int]
) -> dict[int, list[Closing]]:
    """The ends of sessions, by their time, at which futures and options are settled that are held, or may be until then."""
    changed = dict.fromkeys(waiting, shown[0])
    for mine in held.values():
        changed |= {symbol: min(updated, changed.get(symbol, updated)) for symbol, updated in mine.items()}
    ends: dict[int, list[Closing]] = defaultdict(list)
    for closing in settlement.due(changed.items(), market.venue.contracts, market.closes, market.prices, shown[1]):
        ends[closing.ts].append(closing)
    return ends


def _replay(
    market: Exchange,
    journals: dict[str, Journal],
    ticks: dict[str, Sequence[Tick]],
    marks: dict[str, int],
    ends: dict[int, list[Closing]],
) -> None:
    """All ticks and ends of sessions in order of time; `marks` follows them."""
    moments: dict[int, dict[str, Tick]] = defaultdict(dict)
    for symbol, found in ticks.items():
        for tick in found:
            moments[tick.ts][symbol] = tick
    for ts in sorted({*moments, *ends}):
        now = moments[ts]
        marks |= {symbol: tick.last for symbol, tick in now.items()}
        for journal in journals.values():
            _end(journal, market.venue, ts, ends.get(ts, ()))
            mine = {order.symbol for order in journal.account.orders.values()}
            exchange.pass_moments(journal, market.venue, {s: t for s, t in now.items() if s in mine}, marks)
            if now and journal.account.positions:
                exchange.look(journal, market.venue, marks, ts)


def _end(journal: Journal, venue: Venue, ts: int, closings: Sequence[Closing]) -> None:
    """What ends with a session: its orders first, then what they would have acted on."""
    if closings:
        arriving.arrive(journal, ts)
        exchange.expire(journal, ts)
    for closing in closings:
        settlement.settle(journal, venue, closing)
