"""Engine processes of one session: started, watched, stopped. Whatever was started here is gone when `stop` returns."""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trading_api.engines.exits import EngineError, ExitCode
from trading_api.session.nursery import Child, Nursery

GRACE_S = 10.0
"""From TERM to KILL."""
KILLED_S = 5.0
SINGLE = "engines"
"""The name of the one process of layout single, in a stack too."""


@dataclass(frozen=True, slots=True)
class Command:
    """One process and the engines that live in it."""

    name: str
    engines: tuple[str, ...]
    words: tuple[str, ...]
    """The command line after `python -m trading_api.engines`."""
    options: tuple[str, ...] = ()
    """Those of the words that every engine of this session is told."""

    @property
    def resumed(self) -> "Command":
        """The same, going on with what is there."""
        return replace(self, words=tuple(word for word in self.words if word != "--fresh"))


def commands(layout: str, engines: Sequence[str], options: Sequence[str]) -> Sequence[Command]:
    """One process for all in `single`, one for each in `multi`."""
    groups = [tuple(engines)] if layout == "single" else [(name,) for name in engines]
    told = tuple(options)
    return [
        Command(SINGLE if layout == "single" else group[0], group, (*group, *told, "--tethered"), told)
        for group in groups
    ]


class EngineProcess:
    """A process that ends when we do: it hangs on a pipe whose other end is gone then."""

    def __init__(self, command: Command, child: Child) -> None:
        self.command = command
        self.restarts = 0
        self.ended = child.ended
        self._child = child

    @classmethod
    async def start(cls, command: Command, nursery: Nursery) -> "EngineProcess":
        """Fork it, in a group of its own, so that a terminal's Ctrl-C reaches the session alone; EngineError."""
        try:
            return cls(command, await nursery.start(list(command.words)))
        except ChildProcessError as error:
            raise EngineError(f"{command.name} could not be started: {error}") from None

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._child.pid

    @property
    def code(self) -> int | None:
        """How it ended: an exit code, or a signal's number below 0; None while it lives."""
        return self.ended.result() if self.ended.done() else None

    @property
    def failed(self) -> bool:
        """Whether it ended as it should not."""
        return self.code is not None and (self.code < 0 or failed(self.code))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it lives."""
        self._child.signal(number)


def failed(code: int) -> bool:
    """Whether an exit code says that the day was not traded as it should have been."""
    try:
        return ExitCode(code).failed
    except ValueError:
        return True


async def stop(processes: Sequence[EngineProcess]) -> Sequence[str]:
    """TERM, ten seconds, KILL; the names of those that had to be killed."""
    for process in processes:
        process.signal(signal.SIGTERM)
    await _ended(processes, GRACE_S)
    stubborn = [process for process in processes if process.code is None]
    for process in stubborn:
        process.signal(signal.SIGKILL)
    await _ended(stubborn, KILLED_S)
    return [process.command.name for process in stubborn]


async def _ended(processes: Sequence[EngineProcess], within: float) -> None:
    waits = [process.ended for process in processes]
    if waits:
        await asyncio.wait(waits, timeout=within)
