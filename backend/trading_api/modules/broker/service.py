"""What the broker does with orders and positions. What was answered is on the disk, and listeners have heard of it."""

import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from sqlalchemy import select
from ulid import ULID

from trading_api.models.broker import (
    CanceledOrders,
    OrderPreview,
    OrderPrices,
    PlacedOrder,
    PlaceOrderResult,
    PreOrder,
)
from trading_api.models.orders import OrderType, ParentType, Side
from trading_api.models.positions import Brackets, PositionChange
from trading_api.modules.broker import asking, preview, queries, records, replay_records, views
from trading_api.modules.broker.commands import Commands
from trading_api.modules.broker.desk import Desk, Exchange
from trading_api.modules.broker.refusals import AccountOwned, VersionMismatch
from trading_api.modules.broker.sql import Sql
from trading_api.settings import Settings, SettingsError
from trading_api.shared.bus.interface import Bus
from trading_api.shared.bus.memory import MemoryBus
from trading_api.shared.market.source import feed_of
from trading_api.shared.store.database import Store
from trading_api.shared.store.following import Follower
from trading_api.shared.store.sync import idempotency
from trading_api.shared.store.sync.idempotency import Request
from trading_api.shared.trading import orders, risk
from trading_api.shared.trading.changes import OrderChanged
from trading_api.shared.trading.costs import costs_of
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.venue import Venue
from trading_api.shared.warming import Warming

T = TypeVar("T")


def exchange_of(settings: Settings) -> Exchange:
    """The exchange at the prices and hours of the feed, and at the costs, that the settings ask for; SettingsError.

    Loads numpy, which no start waits for.
    """
    from trading_api.shared.trading.feeds import FeedContracts, FeedHours, FeedPrices

    feed = feed_of(settings)
    hours = FeedHours(feed)
    costs = costs_of(settings)
    venue = Venue(FeedContracts(feed), hours, segments=costs.models, latency_ms=costs.latency_ms)
    return Exchange(venue, FeedPrices(feed), feed.instruments, hours)


class BrokerService:
    """Orders and positions of all accounts in one store. Any number of instances may share it; its transactions are in order."""

    def __init__(
        self,
        store: Store,
        clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        exchange: Callable[[], Exchange] = lambda: exchange_of(Settings()),
        bus: Bus | None = None,
    ) -> None:
        self.store = store
        self._bus = bus or MemoryBus()
        self.follower = Follower(store, self._bus)
        self.clock_ms = clock_ms
        self._exchange = exchange
        self.commands = Commands(store, self.follower)
        self._opened = AsyncExitStack()
        self._warming = Warming(self._warm)

    @cached_property
    def exchange(self) -> Exchange:
        """Where it trades; made on first use."""
        return self._exchange()

    async def start(self) -> None:
        """Open store, bus and follower, have the market worked out soon, and drop replies too old to be asked for again."""
        self._warming.begin()
        for part in (self.store, self._bus, self.follower):
            self._opened.push_async_callback(part.close)  # also one that cannot be opened: it may hold connections
            await part.open()
        await self._check_symbols()
        await self._tidy()

    async def _tidy(self) -> None:
        """Write only where there is something to drop: a start waits for no disk and for no other writer."""
        now = self.clock_ms()

        def outdated(sql: Sql) -> bool:
            return idempotency.outdated(sql.connection, now) or replay_records.outdated(sql, now)

        def forget(sql: Sql) -> None:
            idempotency.forget(sql.connection, now)
            replay_records.forget(sql, now)

        if await self.read(outdated):
            await self.store.transact(lambda connection: forget(Sql(connection)))

    async def _check_symbols(self) -> None:
        """What is held must have prices: SettingsError rather than accounts that cannot be reckoned."""
        used = await self.read(queries.symbols)
        if used and (lost := {symbol for symbol in used if symbol not in self.exchange.listed}):
            raise SettingsError(
                f"FEED: the store has positions or open orders in {', '.join(sorted(lost))}, which this feed does not list; "
                "name the feed they were made with, or another STORE_URL"
            )

    async def stop(self) -> None:
        """Finish what is being done and close them in reverse."""
        await self._warming.end()
        await self._opened.aclose()

    async def ready(self) -> None:
        """Return when prices are at hand at once: nobody should hold the store's write lock while the market is worked out."""
        await self._warming.done()

    def _warm(self) -> None:
        self.exchange.quotes(self.exchange.listed, self.clock_ms())

    async def place(self, account: str, asked: PreOrder, key: str | None = None) -> bytes:
        """Take an order; the reply as JSON (PlaceOrderResult). OrderRefused, KeyReused, StoreUnavailable."""
        order_id = str(ULID())

        def act(desk: Desk) -> bytes:
            found = asking.instrument(desk.exchange.listed, asked.symbol)
            quotes = desk.quotes(found.symbol)
            wanted = asking.order(found, asked, order_id, account, risk.quote_of(quotes, found.symbol))
            queries.check_client_id(desk.sql, wanted[0])
            orders.place(desk.journal, desk.exchange.venue, quotes, wanted, desk.now)
            return PlaceOrderResult(orderId=order_id).model_dump_json().encode()

        return await self.command(Request(account, key, f"place {asked.model_dump_json()}" if key else ""), act)

    async def preview(self, account: str, asked: PreOrder) -> OrderPreview:
        """What placing the order would do now; nothing is changed. StoreUnavailable."""
        now = self.clock_ms()
        return await self.read(lambda sql: preview.of(Desk(sql, self.exchange, account, now), asked))

    async def modify(
        self, account: str, order_id: str, asked: OrderPrices, key: str | None = None, version: int | None = None
    ) -> bytes:
        """Change an open order; its new state as JSON (PlacedOrder). OrderUnknown, OrderFinished, OrderRefused, …"""

        def act(desk: Desk) -> bytes:
            order = _at_version(records.order(desk.sql, account, order_id), version)
            records.put_orders(desk.account, [order])
            found, (kind, expires) = asking.instrument(desk.exchange.listed, order.symbol), asking.duration(asked)
            keeps = asked.duration is None
            trail = order.trail if asked.trailingStopPips is None else asked.trailingStopPips
            wanted = replace(
                order,
                qty=asking.steps(asked.qty),
                limit=asking.ticks(found, "limitPrice", asked.limitPrice),
                stop=asking.ticks(found, "stopPrice", asked.stopPrice),
                trail=trail,
                duration=order.duration if keeps else kind,
                expires=order.expires if keeps else expires,
            )
            quotes = desk.quotes(order.symbol)
            changed = orders.modify(desk.journal, desk.exchange.venue, quotes, order, wanted, desk.now)
            return self._bytes(changed)

        return await self.command(Request(account, key, f"modify {order_id} {version} {asked.model_dump_json()}"), act)

    async def cancel(self, account: str, order_id: str, key: str | None = None, version: int | None = None) -> bytes:
        """Cancel an order; its new state as JSON (PlacedOrder). OrderUnknown, OrderFinished, KeyReused, VersionMismatch."""

        def act(desk: Desk) -> bytes:
            order = _at_version(records.order(desk.sql, account, order_id), version)
            records.put_orders(desk.account, [order, *records.legs(desk.sql, account, order.symbol)])
            latency = self.exchange.venue.latency_ms
            return self._bytes(orders.cancel(desk.journal, order, desk.now, latency_ms=latency))

        return await self.command(Request(account, key, f"cancel {order_id} {version}"), act)

    async def cancel_all(self, account: str, symbol: str | None, side: Side | None, key: str | None = None) -> bytes:
        """Cancel all open orders, or those of a symbol or side; CanceledOrders as JSON."""

        def act(desk: Desk) -> bytes:
            found = records.open_orders(desk.sql, account)
            records.put_orders(desk.account, found)
            wanted = [o for o in found if symbol in {None, o.symbol} and side in {None, o.side}]
            for order in wanted:
                if order.id in desk.account.orders:  # a leg may have gone with its entry
                    orders.cancel(desk.journal, order, desk.now, latency_ms=self.exchange.venue.latency_ms)
            ended = [
                views.placed(self.exchange.listed, c.order) for c in desk.journal.changes if isinstance(c, OrderChanged)
            ]
            return CanceledOrders(orders=ended).model_dump_json().encode()

        return await self.command(Request(account, key, f"cancel all {symbol} {side}"), act)

    async def close_position(self, account: str, symbol: str, amount: Decimal | None, key: str | None = None) -> bytes:
        """Order the opposite of a position, or of a part of it; PositionChange as JSON. OrderRefused."""
        steps = None if amount is None else asking.steps(amount)
        return await self._against(
            Request(account, key, f"close {symbol} {steps}"),
            symbol,
            lambda desk, order_id: orders.closing(order_id, desk.journal, symbol, steps, desk.now),
        )

    async def reverse_position(self, account: str, symbol: str, key: str | None = None) -> bytes:
        """Order twice the opposite of a position; PositionChange as JSON. OrderRefused."""
        return await self._against(
            Request(account, key, f"reverse {symbol}"),
            symbol,
            lambda desk, order_id: orders.reversing(order_id, desk.journal, symbol, desk.now),
        )

    async def edit_brackets(self, account: str, symbol: str, asked: Brackets, key: str | None = None) -> bytes:
        """Put a stop and a target behind a position, in place of those it has; the position as JSON. OrderRefused."""
        stem = str(ULID())

        def act(desk: Desk) -> bytes:
            held = desk.account.position(symbol)
            found = asking.instrument(desk.exchange.listed, symbol)
            records.put_orders(desk.account, records.legs(desk.sql, account, symbol))
            side = Side.BUY if held.qty > 0 else Side.SELL
            behind = Order(
                symbol, account, symbol, OrderType.MARKET, side, abs(held.qty), created=desk.now, updated=desk.now
            )
            quotes = desk.quotes(symbol)
            stop, target = (
                asking.ticks(found, "stopLoss", asked.stopLoss),
                asking.ticks(found, "takeProfit", asked.takeProfit),
            )
            if stop is None and asked.trailingStopPips is not None:
                stop = risk.quote_of(quotes, symbol).last - int(side) * asked.trailingStopPips
            legs = orders.legs(behind, stop, target, asked.trailingStopPips, [f"{stem}-S", f"{stem}-T"])
            legs = [replace(leg, parent_type=ParentType.POSITION) for leg in legs]
            orders.protect(desk.journal, desk.exchange.venue, quotes, symbol, legs, desk.now)
            contract = desk.exchange.venue.contracts[symbol]
            return views.position(desk.exchange.listed, held, contract, desk.now).model_dump_json().encode()

        return await self.command(Request(account, key, f"brackets {symbol} {asked.model_dump_json()}"), act)

    async def orders(self, account: str) -> list[PlacedOrder]:
        """The orders that are not final, oldest first."""
        return await self.read(
            lambda sql: [views.placed(self.exchange.listed, o) for o in records.open_orders(sql, account)]
        )

    async def order(self, account: str, order_id: str) -> PlacedOrder:
        """One order, final or not; OrderUnknown."""
        return await self.read(lambda sql: views.placed(self.exchange.listed, records.order(sql, account, order_id)))

    async def ping(self) -> None:
        """Ask the store for anything; StoreUnavailable."""
        await self.store.query(lambda connection: connection.execute(select(1)))

    async def read(self, act: Callable[[Sql], T]) -> T:
        """What `act` finds, all as of one moment; StoreUnavailable."""
        return await self.store.query(lambda connection: act(Sql(connection)))

    async def command(self, request: Request, act: Callable[[Desk], bytes]) -> bytes:
        """Do something in an account, once per key, and write down what it changed. What `act` raises undoes it."""

        def once(sql: Sql) -> bytes:
            return idempotency.once(sql.beside, request, self.clock_ms(), lambda: done(sql))

        def done(sql: Sql) -> bytes:
            desk = Desk(sql, self.exchange, request.account, self.clock_ms())
            if desk.opened and (owner := replay_records.owner(sql, request.account)):
                raise AccountOwned(request.account, owner)
            reply = act(desk)
            desk.finish()
            return reply

        await self.ready()
        return await self.commands.do(once)

    def _bytes(self, order: Order) -> bytes:
        return views.placed(self.exchange.listed, order).model_dump_json().encode()

    async def _against(self, request: Request, symbol: str, make: Callable[[Desk, str], Order]) -> bytes:
        order_id = str(ULID())

        def act(desk: Desk) -> bytes:
            order = make(desk, order_id)
            orders.place(desk.journal, desk.exchange.venue, desk.quotes(symbol), [order], desk.now)
            return PositionChange(orderId=order_id).model_dump_json().encode()

        return await self.command(request, act)


def _at_version(order: Order, version: int | None) -> Order:
    if version is not None and order.version != version:
        raise VersionMismatch(order, version)
    return order
