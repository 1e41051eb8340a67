"""Processes that another has begun, told by what they were begun with."""

from contextlib import suppress

import psutil


def children(*words: str, of: int | None = None, recursive: bool = False) -> list[psutil.Process]:
    """Those of a process, by default of this one, that have one of these words in their command line."""
    return [one for one in psutil.Process(of).children(recursive=recursive) if set(words) & set(_command(one))]


def _command(one: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess):  # it ended meanwhile
        return one.cmdline()
    return []
