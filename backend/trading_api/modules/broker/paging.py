"""Where a page of a history begins and ends."""

from dataclasses import dataclass

END = "~"
"""Sorts after every order's id."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` until before `until`, in ms."""

    since: int = 0
    until: int = 2**62
