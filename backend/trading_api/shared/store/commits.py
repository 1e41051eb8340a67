"""Whole transactions as functions. Those that wait at the same time share one commit, each still on its own all or nothing."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from trading_api.shared.store.backend import Backend
from trading_api.shared.store.trouble import StoreUnavailable

MOST = 64
"""Functions per commit: beyond that a commit gets no cheaper, and other processes wait longer for their turn."""

ROUNDS = 3
"""Rounds of an idle loop cost microseconds; a commit costs a millisecond."""

Work = Callable[[Connection], Any]
Fatal = Callable[[Exception], bool]
Together = Callable[[Sequence[Any], Connection, Fatal], list[Any]]
"""Does all that waits in one transaction: a result for each, or Raised for one whose own changes were undone. What is fatal is
the database's trouble, and must be raised: it ends all of them."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Any
    done: "asyncio.Future[Any]"


@dataclass(frozen=True, slots=True)
class Raised:
    """What one of them raised instead of returning."""

    error: Exception


class Commits:
    """The line of what is to be done. `turn` is the place in the line of this process's writers."""

    def __init__(
        self, backend: Backend, turn: Callable[[], AbstractAsyncContextManager[None]], together: Together
    ) -> None:
        self._backend, self._turn, self._together = backend, turn, together
        self._waiting: deque[_Job] = deque()
        self._running: asyncio.Task[None] | None = None

    def submit(self, work: Any) -> "asyncio.Future[Any]":
        """Its result, after the commit. Cancelled before it began it is not run; later it is run all the same."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), name="store commits")
        return done

    async def finished(self) -> None:
        """Wait until nothing waits."""
        if self._running:
            await asyncio.shield(self._running)

    async def _run(self) -> None:
        while self._waiting:
            try:
                await self._gathered()
                async with self._turn():
                    jobs = self._next()
                    doing = partial(self._done, [job.work for job in jobs])
                    await _settled(jobs, self._backend.write(doing))
            except StoreUnavailable as trouble:  # its turn did not come
                _fail(self._next(), trouble)

    def _done(self, works: Sequence[Any], connection: Connection) -> list[Any]:
        return self._together(works, connection, lambda error: self._backend.passing(error) is not None)

    async def _gathered(self) -> None:
        """Let the loop go round while that brings more: requests that are here already join the commit they would wait for."""
        quiet, seen = 0, len(self._waiting)
        while quiet < ROUNDS and seen < MOST:
            await asyncio.sleep(0)
            quiet, seen = (0 if len(self._waiting) > seen else quiet + 1), len(self._waiting)

    def _next(self) -> list[_Job]:
        """Those that wait now: the longer the commit before them took, the more share the next one."""
        taken = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        return [job for job in taken if not job.done.cancelled()]


async def _settled(jobs: list[_Job], running: Awaitable[list[Any]]) -> None:
    """Give each job its own outcome, or all of them the failure of what they share."""
    try:
        outcomes = await running
    except Exception as error:  # it belongs to whoever waits, and the line must go on
        _fail(jobs, error)
        return
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.done.cancelled():
            continue
        if isinstance(outcome, Raised):
            job.done.set_exception(outcome.error)
        else:
            job.done.set_result(outcome)


def _fail(jobs: list[_Job], error: Exception) -> None:
    for job in jobs:
        if not job.done.cancelled():
            job.done.set_exception(error.again() if isinstance(error, StoreUnavailable) else error)


def each(works: Sequence[Work], connection: Connection, fatal: Fatal) -> list[Any]:
    """Functions of a connection, one after the other. One alone needs no savepoint: what it raises undoes the transaction."""
    if len(works) == 1:
        return [works[0](connection)]
    return [_guarded(work, connection, fatal) for work in works]


def _guarded(work: Work, connection: Connection, fatal: Fatal) -> Any:
    """What it returns, or what it raised after its own changes were undone."""
    cursor = connection.connection.cursor()  # SQLAlchemy's begin_nested costs as much as four statements
    cursor.execute("SAVEPOINT work")
    try:
        outcome = work(connection)
    except Exception as error:  # its caller's business, not that of the others in this commit
        if fatal(error):
            raise
        cursor.execute("ROLLBACK TO SAVEPOINT work")
        outcome = Raised(error)
    cursor.execute("RELEASE SAVEPOINT work")
    cursor.close()
    return outcome
