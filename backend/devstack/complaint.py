"""What a process said when it fell: the exception at the end of its last traceback, and where it was raised. Pure."""

import json
import re
from collections.abc import Iterable
from pathlib import PurePath

LONGEST = 200
AFTERWARDS = 5
"""How many lines may follow the traceback, as uvicorn's word that the start has failed; an older one is another story."""
_TRACEBACK = "Traceback (most recent call last):"
_FRAME = re.compile(r'\s+File "(?P<file>[^"]+)", line (?P<line>\d+)')
_FOREIGN = ("site-packages", "<frozen", "<string>", "/lib/python3")


def complaint(lines: Iterable[str]) -> str | None:
    """`ModuleNotFoundError: No module named 'x', shop/main.py:1`; None when no traceback stands at the end of these lines."""
    spread = [part for line in lines for part in _opened(line)]
    starts = [i for i, line in enumerate(spread) if line.strip() == _TRACEBACK]
    if not starts:
        return None
    frames: list[tuple[str, str]] = []
    for i, line in enumerate(spread[starts[-1] + 1 :], starts[-1] + 1):
        if found := _FRAME.match(line):
            frames.append((found["file"], found["line"]))
        elif line and not line[0].isspace():
            return f"{line[:LONGEST]}{_place(frames)}" if len(spread) - i <= AFTERWARDS + 1 else None
    return None


def _opened(line: str) -> list[str]:
    """A line of a server that logs as JSON holds its traceback in one of its fields."""
    if line.startswith("{") and '"exception"' in line:
        try:
            return str(json.loads(line)["exception"]).splitlines()
        except (ValueError, KeyError, TypeError):
            return [line]
    return [line]


def _place(frames: list[tuple[str, str]]) -> str:
    """The innermost frame of somebody's own code, else the innermost."""
    own = [frame for frame in frames if not any(mark in frame[0] for mark in _FOREIGN)]
    if not frames:
        return ""
    file, line = (own or frames)[-1]
    return f", {'/'.join(PurePath(file).parts[-2:])}:{line}"
