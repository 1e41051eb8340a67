"""What time it is for an engine: the present, or a day of the past at any speed. Only the waiting differs, never the orders."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

LONGEST_WAIT_S = 0.5
"""So that heartbeats go on while nothing happens."""
STEP_MS = 60_000
FASTEST = 100_000


class Clock(Protocol):
    """How far the market has come."""

    async def reached(self, at_ms: int) -> int:
        """Until when the market can be followed from `at_ms` on; after a wait if that is no further."""


class Fastest:
    """As fast as the machine can, a minute of the market at a time."""

    async def reached(self, at_ms: int) -> int:
        """The next minute; the other tasks of the process have their turn."""
        await asyncio.sleep(0)
        return at_ms + STEP_MS


class Replay:
    """A day of the past at `speed` times its pace, from where the engine first asks."""

    def __init__(self, speed: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._speed = speed
        self._monotonic = monotonic
        self._origin: tuple[int, float] | None = None

    async def reached(self, at_ms: int) -> int:
        """The moment of the day that it is by now."""
        if self._origin is None:
            self._origin = (at_ms, self._monotonic())
        started, since = self._origin
        reached = started + int((self._monotonic() - since) * 1000 * self._speed)
        if reached <= at_ms:
            await asyncio.sleep(min(LONGEST_WAIT_S, 1 / self._speed))
        return reached


class Live:
    """The present moment: a tick counts when its second is over."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now

    async def reached(self, at_ms: int) -> int:
        """The wall clock."""
        reached = int(self._now()) * 1000
        if reached <= at_ms:
            await asyncio.sleep(LONGEST_WAIT_S)
        return reached


def clock_of(replay: str | None) -> Clock:
    """`None` is live, `max` as fast as possible, a number that many times the pace; ValueError."""
    if replay is None:
        return Live()
    if replay == "max":
        return Fastest()
    speed = float(replay)
    if not 0 < speed <= FASTEST:
        raise ValueError(f"{replay} is not between 0 and {FASTEST}")
    return Replay(speed)
