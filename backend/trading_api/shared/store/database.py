"""The database: one SQLite file that several processes share. A write that returns is on the disk and seen by all of them."""

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from trading_api.settings import SettingsError
from trading_api.shared.store.tables import facts, metadata

BUSY_S = 5.0
"""What a transaction waits for another process's; readers never wait (WAL)."""
TRANSIENT = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}
"""The database is fine but cannot be used now. Every other error is a fault of ours and keeps its traceback."""

log = logging.getLogger(__name__)


class StoreUnavailable(Exception):
    """The database cannot be used now: locked for too long, the disk full or failing. Nothing was changed."""


class StoreUrlError(SettingsError):
    """STORE_URL names no database this application can use."""


class Store:
    """Give it a URL; `open` it before use and `close` it after. Any number of tasks and processes may use one file."""

    def __init__(self, url: str) -> None:
        self.url = _sqlite_url(url)
        self.epoch = ""
        self._engine = create_async_engine(self.url, pool_size=8, max_overflow=8, pool_timeout=BUSY_S)
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        self._writing = asyncio.Lock()
        self._users = 0
        self._unused = asyncio.Event()
        self._unused.set()
        event.listen(self._engine.sync_engine, "connect", _prepare)
        event.listen(self._engine.sync_engine, "begin", _begin)
        event.listen(self._engine.sync_engine, "invalidate", _undo)

    @property
    def path(self) -> Path:
        """The file."""
        return Path(str(self.url.database))

    async def open(self) -> None:
        """Create the folder, the file and the tables where they are missing; StoreUnavailable says why that is impossible."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"the folder of {self.path} cannot be made: {error.strerror}") from error
        await self._use_wal()
        async with self.write() as connection:
            await connection.run_sync(metadata.create_all)
            self.epoch = await _epoch(connection)

    async def close(self) -> None:
        """Close every connection, after those in use have been given back: a task that is cancelled twice while it gives
        one back leaves aiosqlite waiting for ever, and with it the event loop that ends.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(BUSY_S):
                await self._unused.wait()
        await self._engine.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment of the database and holds up nobody."""
        with self._used(), _translated():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is alone from its first statement; committed when the block ends, undone when it raises."""
        with self._used(), _translated():
            # SQLite's own queue is unfair sleeping; within a process we stand in line, so only other processes contend.
            async with self._turn(), self._writer.begin() as connection:
                yield connection

    @contextmanager
    def _used(self) -> Iterator[None]:
        self._users += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                self._unused.set()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(BUSY_S):
                await self._writing.acquire()
        except TimeoutError:
            raise StoreUnavailable(f"the store was busy for {BUSY_S:g} s") from None
        try:
            yield
        finally:
            self._writing.release()

    async def _use_wal(self) -> None:
        """Switch to write-ahead logging. Two processes doing so at once get SQLITE_BUSY without any wait: try again."""
        deadline = asyncio.get_running_loop().time() + BUSY_S
        while True:
            try:
                with _translated():
                    async with self._engine.connect() as connection:
                        await connection.execution_options(begin="")
                        await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                        return
            except StoreUnavailable:
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.02)


def _sqlite_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUrlError(f"STORE_URL: {url!r} is no database URL; try sqlite+aiosqlite:///path/to/file.db") from None
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise StoreUrlError("STORE_URL: only SQLite files are supported: sqlite+aiosqlite:///path/to/file.db")
    return parsed.set(drivername="sqlite+aiosqlite", database=str(Path.cwd() / str(parsed.database)))


def _prepare(dbapi_connection: Any, record: object) -> None:
    """Every new connection. The driver's own BEGIN is deferred, which fails under contention: `_begin` says it instead."""
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (f"busy_timeout={int(BUSY_S * 1000)}", "synchronous=FULL", "foreign_keys=ON"):
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


async def _epoch(connection: AsyncConnection) -> str:
    """Names this database's sequences; a new file has a new one, so a client never takes its numbers for the old file's."""
    found = (await connection.execute(select(facts.c.value).where(facts.c.name == "epoch"))).scalar_one_or_none()
    if found is None:
        found = secrets.token_hex(6)
        await connection.execute(insert(facts).values(name="epoch", value=found))
    return str(found)


@contextmanager
def _translated() -> Iterator[None]:
    """The passing troubles of a database as StoreUnavailable."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreUnavailable("all connections to the store are in use") from error
    except DBAPIError as error:
        if (getattr(error.orig, "sqlite_errorcode", 0) & 0xFF) not in TRANSIENT:
            raise
        raise StoreUnavailable(f"the store cannot be used now: {error.orig}") from error
