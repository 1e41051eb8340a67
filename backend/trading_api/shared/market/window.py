"""Which bars are asked for. Apart from history.py, so that a start need not load numpy to know what may be asked."""

from dataclasses import dataclass

LARGEST_ANSWER = 5000
"""Bars."""


@dataclass(frozen=True, slots=True)
class Window:
    """Bars that begin at or after `start` and before `end` (seconds since the epoch), or the last `count` before `end`."""

    start: int
    end: int
    count: int | None = None
