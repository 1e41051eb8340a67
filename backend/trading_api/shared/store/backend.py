"""What the store asks of a kind of database. SQLite and PostgreSQL differ here, and nowhere else."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.shared.store.trouble import StoreUnavailable

T = TypeVar("T")


class Backend(ABC):
    """One database. Everything raises StoreUnavailable for passing troubles and lets faults of ours through."""

    url: URL

    @abstractmethod
    async def prepare(self) -> None:
        """What must be so before the first transaction."""

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that sees one moment."""

    @abstractmethod
    def writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that no other writer of any process runs beside."""

    @abstractmethod
    async def read(self, work: Callable[[Connection], T]) -> T:
        """`work` in a transaction that sees one moment."""

    @abstractmethod
    async def write(self, work: Callable[[Connection], T]) -> T:
        """`work` in a transaction that no other writer runs beside."""

    @abstractmethod
    async def dispose(self) -> None:
        """Close every connection."""

    @abstractmethod
    def passing(self, error: BaseException) -> StoreUnavailable | None:
        """What a driver's error means when it passes by itself; None when it is a fault of ours."""

    @contextmanager
    def translated(self) -> Iterator[None]:
        """The passing troubles of a database as StoreUnavailable."""
        try:
            yield
        except PoolTimeoutError as error:
            raise StoreUnavailable("all connections to the store are in use") from error
        except Exception as error:  # each driver has errors of its own, without a common base; ours go on as they are
            if trouble := self.passing(error):
                raise trouble from error
            raise

    @asynccontextmanager
    async def translating(self, opened: AbstractAsyncContextManager[AsyncConnection]) -> AsyncIterator[AsyncConnection]:
        """The same around a transaction, its beginning and its commit included."""
        with self.translated():
            async with opened as connection:
                yield connection
