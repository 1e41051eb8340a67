"""Engine processes of one session: started, watched, stopped. Whatever was started here is gone when `stop` returns."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trading_api.engines.exits import ExitCode

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
    arguments: tuple[str, ...]
    options: tuple[str, ...] = ()
    """The last of the arguments: those that every engine of this session is told."""

    @property
    def resumed(self) -> "Command":
        """The same, going on with what is there."""
        return replace(self, arguments=tuple(word for word in self.arguments if word != "--fresh"))


def commands(layout: str, engines: Sequence[str], options: Sequence[str]) -> Sequence[Command]:
    """One process for all in `single`, one for each in `multi`."""
    groups = [tuple(engines)] if layout == "single" else [(name,) for name in engines]
    prefix = (sys.executable, "-m", "trading_api.engines")
    told = tuple(options)
    return [
        Command(SINGLE if layout == "single" else group[0], group, (*prefix, *group, *told, "--tethered"), told)
        for group in groups
    ]


class EngineProcess:
    """A child that ends when we do: it holds the other end of a pipe that only we have."""

    def __init__(self, command: Command, process: asyncio.subprocess.Process) -> None:
        self.command = command
        self.restarts = 0
        self._process = process
        self.ended: asyncio.Future[int] = asyncio.create_task(process.wait())

    @classmethod
    async def start(cls, command: Command, environment: Mapping[str, str] | None = None) -> "EngineProcess":
        """Start it in a group of its own, so that a terminal's Ctrl-C reaches the session alone."""
        process = await asyncio.create_subprocess_exec(
            *command.arguments, stdin=asyncio.subprocess.PIPE, start_new_session=True, env=environment or os.environ
        )
        return cls(command, process)

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """How it ended: an exit code, or a signal's number below 0; None while it lives."""
        return self._process.returncode

    @property
    def failed(self) -> bool:
        """Whether it ended as it should not."""
        return self.code is not None and (self.code < 0 or failed(self.code))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it lives."""
        if self.code is None:
            self._process.send_signal(number)


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
