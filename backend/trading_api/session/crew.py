"""Where a session's engines live: as its children (here), or in a running stack (stack.py). The monitor sees no difference."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from trading_api.session.nursery import Nursery
from trading_api.session.processes import Command, EngineProcess, stop


class Engine(Protocol):
    """One process of engines."""

    command: Command
    ended: "asyncio.Future[int]"
    """Done when the process has ended for good."""
    restarts: int

    @property
    def pid(self) -> int | None:
        """Of the process."""

    @property
    def code(self) -> int | None:
        """How it ended: an exit code, or a signal's number below 0; None while it lives."""

    @property
    def failed(self) -> bool:
        """Whether it ended as it should not."""


class Crew(Protocol):
    """Starts engines and ends them. Whatever it started is gone when `stop` returns."""

    async def start(self, commands: Sequence[Command]) -> Sequence[Engine]:
        """All of them; EngineError where that is impossible."""

    async def stop(self) -> Sequence[str]:
        """TERM, ten seconds, KILL; the names of those that had to be killed."""


class Restarter(Protocol):
    """A crew whose engines are started again by the session's policy. One without has a policy of its own."""

    async def again(self, command: Command) -> Engine:
        """One of them once more."""


class Children:
    """A crew of processes forked from one that has loaded what they need, and their restarter."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._processes: list[EngineProcess] = []

    async def start(self, commands: Sequence[Command]) -> Sequence[Engine]:
        """See `Crew`."""
        return [await self.again(command) for command in commands]

    async def again(self, command: Command) -> Engine:
        """See `Restarter`."""
        process = await EngineProcess.start(command, self._nursery)
        self._processes.append(process)
        return process

    async def stop(self) -> Sequence[str]:
        """See `Crew`."""
        return await stop(self._processes)
