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


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    done: "asyncio.Future[Any]"


@dataclass(frozen=True, slots=True)
class _Raised:
    """What a function raised instead of returning."""

    error: Exception


class Commits:
    """The line of functions to run. `turn` is the place in the line of this process's writers."""

    def __init__(self, backend: Backend, turn: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self._backend, self._turn = backend, turn
        self._waiting: deque[_Job] = deque()
        self._running: asyncio.Task[None] | None = None

    def submit(self, work: Work) -> "asyncio.Future[Any]":
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
                    await _settled(jobs, self._backend.write(partial(_each, self._backend, [job.work for job in jobs])))
            except StoreUnavailable as trouble:  # its turn did not come
                _fail(self._next(), trouble)

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
        if isinstance(outcome, _Raised):
            job.done.set_exception(outcome.error)
        else:
            job.done.set_result(outcome)


def _fail(jobs: list[_Job], error: Exception) -> None:
    for job in jobs:
        if not job.done.cancelled():
            job.done.set_exception(error.again() if isinstance(error, StoreUnavailable) else error)


def _each(backend: Backend, works: Sequence[Work], connection: Connection) -> list[Any]:
    """Run them one after the other. One alone needs no savepoint: what it raises undoes the transaction."""
    if len(works) == 1:
        return [works[0](connection)]
    return [_guarded(backend, work, connection) for work in works]


def _guarded(backend: Backend, work: Work, connection: Connection) -> Any:
    """What it returns, or what it raised after its own changes were undone. A failing database ends all of them."""
    cursor = connection.connection.cursor()  # SQLAlchemy's begin_nested costs as much as four statements
    cursor.execute("SAVEPOINT work")
    try:
        outcome = work(connection)
    except Exception as error:  # its caller's business, not that of the others in this commit
        if backend.passing(error):
            raise
        cursor.execute("ROLLBACK TO SAVEPOINT work")
        outcome = _Raised(error)
    cursor.execute("RELEASE SAVEPOINT work")
    cursor.close()
    return outcome
