"""The database that several processes share. A write that returns is on the disk and seen by all of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.shared.store import versions
from trading_api.shared.store.commits import Commits, Together, each
from trading_api.shared.store.location import backend_at
from trading_api.shared.store.trouble import StoreUnavailable, StoreUrlError
from trading_api.shared.store.versions import StoreTooNew

__all__ = ["BUSY_S", "Store", "StoreTooNew", "StoreUnavailable", "StoreUrlError"]

BUSY_S = 5.0
"""What a transaction waits for another one's; readers never wait."""

UPGRADE_S = 30.0
"""What a start waits for another process that takes the steps to a new version."""

T = TypeVar("T")


class Store:
    """Give it a URL; `open` it before use and `close` it after. Any number of tasks and processes may use one database.

    `transact` and `query` run a function in one go and are the quick way; `write` and `read` suit what awaits in between.
    """

    def __init__(self, url: str) -> None:
        self._busy_s = BUSY_S
        self._backend = backend_at(url, self._busy_s)
        self.url = self._backend.url
        self.epoch = ""
        self._writing = asyncio.Lock()
        self._lines: list[Commits] = []
        self._commits = self.line(each)
        self._users = 0
        self._unused = asyncio.Event()
        self._unused.set()

    @property
    def path(self) -> Path:
        """The file of an SQLite store."""
        return Path(str(self.url.database))

    async def open(self) -> None:
        """Create what is missing and take the steps from an older version. Any number of processes may do so at once.

        StoreUnavailable or StoreUrlError says why that is impossible.
        """
        await self._backend.prepare()
        deadline = asyncio.get_running_loop().time() + UPGRADE_S
        while not self.epoch:
            known: str | None = await self.query(versions.epoch)
            self.epoch = known or await self._upgraded(deadline)

    async def _upgraded(self, deadline: float) -> str:
        """Empty while another process has the lock, which it may have for the time that its steps take."""
        try:
            async with self.write() as connection:
                return await connection.run_sync(versions.upgraded)
        except StoreUnavailable as error:
            if not error.busy or asyncio.get_running_loop().time() > deadline:
                raise
            return ""

    async def version(self) -> str | None:
        """The version of its tables; None where there are none yet. Changes nothing, not even a missing file."""
        if self.url.get_backend_name() == "sqlite" and not self.path.exists():
            return None
        return await self.query(versions.stored)

    async def close(self) -> None:
        """Close every connection, after those in use have been given back: a task that is cancelled twice while it gives
        one back leaves aiosqlite waiting for ever, and with it the event loop that ends.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self._busy_s):
                for line in self._lines:
                    await line.finished()
                await self._unused.wait()
        await self._backend.dispose()

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, after its changes are committed; undone when it raises. StoreUnavailable.

        It runs alone, like a `write`, in one go on the event loop: keep it to a few milliseconds. It cannot await. Calls at the
        same time share a commit. Cancelled while it waits it is not run; once it has begun it is done all the same.
        """
        result: T = await self.submit(work, self._commits)
        return result

    def line(self, together: Together) -> Commits:
        """Another way to do what waits at the same time in one commit, for `submit`."""
        self._lines.append(Commits(self._backend, self._turn, together))
        return self._lines[-1]

    async def submit(self, work: Any, line: Commits) -> Any:
        """As `transact`, for what the line knows how to do."""
        with self._used():
            return await line.submit(work)

    async def query(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, which sees one moment of the database and changes nothing. For what a key or an index finds:
        under SQLite the event loop stands still meanwhile. What may take longer belongs into a `read`.
        """
        with self._used():
            return await self._backend.read(work)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment of the database and holds up nobody."""
        with self._used():
            async with self._backend.reading() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is alone from its first statement; committed when the block ends, undone when it raises."""
        with self._used():
            # A database's own queue is unfair; within a process we stand in line, so only other processes contend.
            async with self._turn(), self._backend.writing() as connection:
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
            async with asyncio.timeout(self._busy_s):
                await self._writing.acquire()
        except TimeoutError:
            raise StoreUnavailable(f"the store was busy for {self._busy_s:g} s", busy=True) from None
        try:
            yield
        finally:
            self._writing.release()
