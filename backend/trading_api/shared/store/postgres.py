"""PostgreSQL: a server that many machines share. Writers take one lock, so numbers have no gap and the log grows in order."""

import importlib.util
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from trading_api.shared.store.backend import Backend
from trading_api.shared.store.trouble import StoreUnavailable, StoreUrlError

WRITERS = 0x7472_6164
"""The key of the advisory lock, one per database. It is given back after the commit is visible, never before."""
PAUSED_S = 30
"""A writer that stands still for so long in mid-transaction, stopped or cut off, is thrown out by the server."""
TRANSIENT = ("08", "53", "57P", "57014", "58", "40001", "40P01", "55P03", "25006", "25P03")
"""SQLSTATEs by their beginning: connection, resources, shutdown, cancelled, system, serialization, deadlock, lock, standby."""
REFUSED = ("28", "3D000")
"""The role, its password or the database: passing only when somebody mends them, and named without the password."""

T = TypeVar("T")


class PostgresBackend(Backend):
    """`busy_s` is what a transaction waits for another writer, and for a connection."""

    def __init__(self, url: URL, busy_s: float) -> None:
        if importlib.util.find_spec("asyncpg") is None:
            raise StoreUrlError("STORE_URL: PostgreSQL needs the driver asyncpg: pip install 'devstack[postgres]'")
        self.url = url
        self._engine = create_async_engine(
            url,
            pool_size=8,
            max_overflow=8,
            pool_timeout=busy_s,
            connect_args={
                "timeout": busy_s,
                "server_settings": {
                    "application_name": "trading_api",
                    "lock_timeout": str(int(busy_s * 1000)),
                    "idle_in_transaction_session_timeout": str(PAUSED_S * 1000),
                },
            },
        )
        # One moment for all questions of a reader. A writer's questions must see what the one before it left, so each its own.
        self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writer = self._engine.execution_options(isolation_level="READ COMMITTED")

    async def prepare(self) -> None:
        """Nothing: the database is made by whoever runs the server."""

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """REPEATABLE READ, READ ONLY."""
        return self.translating(self._reader.begin())

    def writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """READ COMMITTED behind the lock."""
        return self.translating(self._alone())

    async def read(self, work: Callable[[Connection], T]) -> T:
        """On the event loop: the driver waits without a thread."""
        async with self.reading() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Likewise."""
        async with self.writing() as connection:
            return await connection.run_sync(work)

    async def dispose(self) -> None:
        """Say goodbye on every connection."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[AsyncConnection]:
        async with self._writer.begin() as connection:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
            yield connection

    def passing(self, error: BaseException) -> StoreUnavailable | None:
        """By SQLSTATE; errors of connecting come from asyncpg or the system as they are."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        state = getattr(cause, "sqlstate", None) or ""
        where = self.url.render_as_string(hide_password=True)
        if state.startswith(REFUSED):
            return StoreUnavailable(f"{where} refuses us: {cause}; mend STORE_URL or the server")
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return StoreUnavailable(f"the connection to {where} broke", uncertain=True)
        if isinstance(error, OSError):
            return StoreUnavailable(f"{where} cannot be reached: {error}")
        if state.startswith(TRANSIENT):
            return StoreUnavailable(f"the store cannot be used now: {cause}", busy=state == "55P03")
        return None
