"""What the broker does: place, cancel and list orders. An order that was answered is on the disk."""

import logging
import time
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection
from ulid import ULID

from trading_api.models.broker import PlacedOrder, PlaceOrderResult, PreOrder
from trading_api.modules.broker import book
from trading_api.modules.broker.order import accepted
from trading_api.shared.store import idempotency
from trading_api.shared.store.database import Store, StoreUnavailable
from trading_api.shared.store.idempotency import Request

log = logging.getLogger(__name__)


class BrokerService:
    """Orders of all accounts in one store. Any number of instances may share it; the transactions put them in order."""

    def __init__(self, store: Store, clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self.store = store
        self._clock_ms = clock_ms
        self.committed: list[Callable[[str], Awaitable[None]]] = []
        """Called with the account after each commit and before the reply, so listeners here hear of it first."""

    async def start(self) -> None:
        """Open the store and drop replies too old to be asked for again."""
        await self.store.open()
        async with self.store.write() as connection:
            await idempotency.forget(connection, self._clock_ms())

    async def stop(self) -> None:
        """Close the store."""
        await self.store.close()

    async def place(self, account: str, asked: PreOrder, key: str | None = None) -> bytes:
        """Take an order; the reply as JSON (PlaceOrderResult). OrderRefused, KeyReused, StoreUnavailable."""
        now = self._clock_ms()
        order = accepted(asked, str(ULID()), account, now)

        async def act(connection: AsyncConnection) -> bytes:
            await book.add(connection, order)
            return PlaceOrderResult(orderId=order.id).model_dump_json().encode()

        return await self._once(Request(account, key, f"place {asked.model_dump_json()}"), act)

    async def cancel(self, account: str, order_id: str, key: str | None = None) -> bytes:
        """Cancel an order; its new state as JSON (PlacedOrder). OrderUnknown, OrderFinished, KeyReused, StoreUnavailable."""

        async def act(connection: AsyncConnection) -> bytes:
            order = (await book.find(connection, account, order_id)).cancelled(self._clock_ms())
            await book.change(connection, order)
            return order.placed().model_dump_json().encode()

        return await self._once(Request(account, key, f"cancel {order_id}"), act)

    async def orders(self, account: str) -> list[PlacedOrder]:
        """The orders that are not final, oldest first."""
        async with self.store.read() as connection:
            return [order.placed() for order in await book.working(connection, account)]

    async def order(self, account: str, order_id: str) -> PlacedOrder:
        """One order, final or not; OrderUnknown."""
        async with self.store.read() as connection:
            return (await book.find(connection, account, order_id)).placed()

    async def ping(self) -> None:
        """Ask the store for anything; StoreUnavailable."""
        async with self.store.read() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def _once(self, request: Request, act: Callable[[AsyncConnection], Awaitable[bytes]]) -> bytes:
        async with self.store.write() as connection:
            reply = await idempotency.once(connection, request, self._clock_ms(), lambda: act(connection))
        for tell in self.committed:
            try:
                await tell(request.account)
            # The order is on the disk: the reply must say so. Listeners hear of it when their own poll succeeds.
            except StoreUnavailable as error:
                log.warning("listeners of %s will hear late: %s", request.account, error)
            except Exception:  # a listener's fault; with a 500 the client would place its order again
                log.exception("listeners of %s could not be told", request.account)
        return reply
