"""SQLite: one file that several processes share. A commit is on the disk; readers never wait, writers stand in line."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Transaction, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from trading_api.shared.store.backend import Backend
from trading_api.shared.store.trouble import StoreUnavailable

TRANSIENT = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}
"""The database is fine but cannot be used now. Every other error is a fault of ours and keeps its traceback."""

T = TypeVar("T")


class SqliteBackend(Backend):
    """`busy_s` is what a transaction waits for another process's."""

    def __init__(self, url: URL, busy_s: float) -> None:
        self.url = url
        self._busy_s = busy_s
        # For statements one by one, each through a thread of aiosqlite; and for whole transactions, on the loop's own thread.
        self._engine = create_async_engine(url, pool_size=8, max_overflow=8, pool_timeout=busy_s)
        self._stepwise = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        self._reader = create_engine(url.set(drivername="sqlite"), pool_size=2, max_overflow=0)
        self._writer = self._reader.execution_options(begin="BEGIN IMMEDIATE")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="store-disk")
        for engine, patience in ((self._engine.sync_engine, busy_s), (self._reader, 0)):
            event.listen(engine, "connect", partial(_prepare, patience))
            event.listen(engine, "begin", _begin)
            event.listen(engine, "invalidate", _undo)

    @property
    def path(self) -> Path:
        """The file."""
        return Path(str(self.url.database))

    async def prepare(self) -> None:
        """Make the folder and switch to write-ahead logging."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"the folder of {self.path} cannot be made: {error.strerror}") from error
        await self._use_wal()

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """BEGIN: the moment is that of the first question."""
        return self.translating(self._engine.begin())

    def writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """BEGIN IMMEDIATE. The driver's own deferred BEGIN fails under contention as soon as a reader wants to write."""
        return self.translating(self._stepwise.begin())

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Here and now: a reader of a write-ahead log waits for nobody but who repairs it after a crash, and that elsewhere."""
        try:
            with self.translated(), self._reader.begin() as connection:
                return work(connection)
        except StoreUnavailable as error:
            if not error.busy:
                raise
        async with self.reading() as patient:
            return await patient.run_sync(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Here, but for the waiting: for another process's turn before, and for the disk after.

        On a thread every statement would have to get the interpreter back from a busy event loop, which takes milliseconds.
        """
        with self.translated(), self._writer.connect() as connection:
            transaction = await self._begun(connection)
            result = work(connection)
            await self._aside(transaction.commit)
            return result

    async def _begun(self, connection: Connection) -> Transaction:
        try:
            return connection.begin()
        except DBAPIError as error:  # another process is writing
            if not self.passing(error):
                raise
        return await self._aside(partial(_begin_patiently, connection, self._busy_s))

    async def _aside(self, act: Callable[[], T]) -> T:
        """On the thread for the disk. Whoever is cancelled meanwhile waits for it: the connection is in use."""
        acting = asyncio.get_running_loop().run_in_executor(self._disk, act)
        try:
            return await asyncio.shield(acting)
        finally:
            await asyncio.wait([acting])

    async def dispose(self) -> None:
        """Close them; the last one folds the log back into the file."""
        self._disk.shutdown()
        self._reader.dispose()
        await self._engine.dispose()

    def passing(self, error: BaseException) -> StoreUnavailable | None:
        """By SQLite's own code, the extended ones included."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code not in TRANSIENT:
            return None
        return StoreUnavailable(f"the store cannot be used now: {cause}", busy=code == sqlite3.SQLITE_BUSY)

    async def _use_wal(self) -> None:
        """Two processes that switch at once get SQLITE_BUSY without any wait: try again."""
        deadline = asyncio.get_running_loop().time() + self._busy_s
        while True:
            try:
                with self.translated():
                    async with self._engine.connect() as connection:
                        await connection.execution_options(begin="")
                        await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                        return
            except StoreUnavailable:
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.02)


def _begin_patiently(connection: Connection, busy_s: float) -> Transaction:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout={int(busy_s * 1000)}")
        return connection.begin()
    finally:
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.close()


def _prepare(busy_s: float, dbapi_connection: Any, record: object) -> None:
    """Every new connection. The driver's own BEGIN is deferred, which fails under contention: `_begin` says it instead."""
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (f"busy_timeout={int(busy_s * 1000)}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """BEGIN for readers, BEGIN IMMEDIATE for writers, nothing where a transaction is not allowed."""
    if statement := connection.get_execution_options().get("begin", "BEGIN"):
        connection.exec_driver_sql(statement)


def _undo(dbapi_connection: Any, record: object, error: BaseException | None) -> None:
    """Before a connection is thrown away, as happens to one whose task is cancelled in mid-statement.

    sqlite3_close_v2 leaves the transaction open, and the file locked, until the last cursor is gone, wherever it is held.
    """
    # A second cancellation does not stop the rollback, and a connection that cannot roll back has nothing to give back.
    with suppress(asyncio.CancelledError, sqlite3.Error):
        dbapi_connection.rollback()
