"""Commands that change the store: those that come together share one transaction, and each is answered when it is on the disk."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from trading_api.modules.broker.sql import Sql, Statement, run
from trading_api.shared.store.database import Store, StoreUnavailable

MOST_AT_ONCE = 64
"""A longer transaction would make other instances wait."""

T = TypeVar("T")
Listener = Callable[[str], Awaitable[None]]

_SAVE = Statement(text("SAVEPOINT command"))
_KEEP = Statement(text("RELEASE SAVEPOINT command"))
_UNDO = Statement(text("ROLLBACK TO SAVEPOINT command"))

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting:
    """One command, whose account changes, and who waits for it."""

    account: str
    act: Callable[[Sql], Any]
    future: asyncio.Future[Any]


class Commands:
    """Waits for the disk once for all commands that came meanwhile: writing it through is what a command costs most."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.committed: list[Listener] = []
        """Called with the account after each commit and before the reply, so listeners here hear of it first."""
        self._queue: list[_Waiting] = []
        self._working: asyncio.Task[None] | None = None

    async def do(self, account: str, act: Callable[[Sql], T]) -> T:
        """What `act` returns, once it is on the disk, or raises: then nothing of it is kept. StoreUnavailable."""
        waiting = _Waiting(account, act, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        result: T = await waiting.future
        return result

    async def stop(self) -> None:
        """Return when the last command is done."""
        if self._working is not None:
            await self._working

    async def tell(self, account: str) -> None:
        """Let the listeners hear of an account; their faults stay theirs."""
        for listener in self.committed:
            try:
                await listener(account)
            # What happened is on the disk: the reply must say so. Listeners hear of it when their own poll succeeds.
            except StoreUnavailable as error:
                log.warning("listeners of %s will hear late: %s", account, error)
            except Exception:  # a listener's fault; with a 500 the client would place its order again
                log.exception("listeners of %s could not be told", account)

    async def _work(self) -> None:
        try:
            while self._queue:
                batch, self._queue = self._queue[:MOST_AT_ONCE], self._queue[MOST_AT_ONCE:]
                await self._together(batch)
        finally:
            self._working = None

    async def _together(self, batch: list[_Waiting]) -> None:
        outcomes: list[tuple[Any, Exception | None]]
        try:
            async with self.store.write() as connection:
                outcomes = await run(connection, lambda sql: _outcomes(sql, batch))
        except Exception as error:
            outcomes = [(None, error)] * len(batch)
        done = [waiting.account for waiting, (_, fault) in zip(batch, outcomes, strict=True) if fault is None]
        for account in dict.fromkeys(done):
            await self.tell(account)
        for waiting, (result, fault) in zip(batch, outcomes, strict=True):
            if waiting.future.done():  # its client has gone; what it asked for is done all the same
                continue
            if fault is None:
                waiting.future.set_result(result)
            else:
                waiting.future.set_exception(fault)


def _outcomes(sql: Sql, batch: list[_Waiting]) -> list[tuple[Any, Exception | None]]:
    """A command that is alone needs nothing to fall back to: the transaction is its own."""
    if len(batch) == 1:
        return [(batch[0].act(sql), None)]
    return [_tried(sql, waiting.act) for waiting in batch]


def _tried(sql: Sql, act: Callable[[Sql], Any]) -> tuple[Any, Exception | None]:
    """One command inside the common transaction; what it did before it failed is undone. A failing database fails all."""
    sql(_SAVE)
    try:
        result = act(sql)
    except (sqlite3.Error, DBAPIError):
        raise
    except Exception as error:
        sql(_UNDO)
        sql(_KEEP)
        return None, error
    sql(_KEEP)
    return result, None
