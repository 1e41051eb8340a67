"""What the processes said, read back: the last lines of one, several or all of them, or everything as it comes."""

import heapq
import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from devstack.deployment import GATEWAY
from devstack.errors import InputError
from devstack.logs.book import ALL, access_log, rotated
from devstack.logs.entry import Entry, Level, Reader, access, stands_alone
from devstack.logs.entry import level as level_named
from devstack.logs.files import Tail, blocks, opened
from devstack.logs.interrupt import noted

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_AGO = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_POLL_S = 0.1
_LONGEST_TRACEBACK = 500
_STAMP_LENGTH = len("2026-11-23T17:00:00.123Z ")
_BY_TIME = attrgetter("time")


def read(
    folder: Path,
    names: Iterable[str] = (),
    *,
    known: Iterable[str] = (),
    lines: int | None = 100,
    since: datetime | None = None,
    grep: str | None = None,
    level: str | None = None,
) -> Iterator[Entry]:
    """The last `lines` entries that fit (None: all), oldest first, of several processes merged by time; it never waits.

    `names` are processes (`broker-0`), servers (`broker`), `nginx` (its messages and its access log), or none for all.
    `known` are names that may be silent so far. `grep` is a regular expression, followed by the traceback of a line it
    finds; `level` the least level. A name, expression or level that cannot be meant is an InputError, raised at once.
    """
    wanted = _Wanted(since, _expression(grep), level_named(level) if level else None)
    sources = _sources(folder, tuple(names), tuple(known))
    return _whole(sources, wanted) if lines is None else iter(_past(sources, wanted, lines, {}))


def follow(
    folder: Path,
    names: Iterable[str] = (),
    *,
    known: Iterable[str] = (),
    lines: int = 10,
    since: datetime | None = None,
    grep: str | None = None,
    level: str | None = None,
    until: Callable[[], bool] = lambda: False,
) -> Iterator[Entry]:
    """As `read`, then every entry as it is written, until `until()` or Ctrl-C; processes that are born later join in."""
    wanted = _Wanted(since, _expression(grep), level_named(level) if level else None)
    asked, spoken = tuple(names), tuple(known)
    spoken += tuple(source.process for source in _sources(folder, asked, spoken))  # their files may go, and come back
    return _followed(lambda: _sources(folder, asked, spoken), wanted, lines, until)


def names(folder: Path) -> list[str]:
    """The processes that have a log here."""
    found = {path.stem for path in folder.glob("*.log")} - {ALL}
    return sorted(found | {GATEWAY} if access_log(folder).exists() else found)


def since(text: str, now: datetime | None = None) -> datetime:
    """When `--since` means: `30s`, `5m`, `2h`, `1d` ago, or an ISO time (local, unless it names its offset)."""
    try:
        if ago := _AGO.fullmatch(text.strip()):
            return (now or datetime.now(UTC)) - timedelta(seconds=float(ago[1]) * _UNITS[ago[2]])
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"--since {text}: must be like 30s, 5m, 2h, 1d or 2026-11-23T10:00") from None


def silence(folder: Path, names_asked: Iterable[str] = ()) -> str:
    """What to tell when there is no entry to show."""
    if not names(folder):
        return "nothing has been logged yet; `invoke up` starts the stack"
    return f"no line of {', '.join(names_asked) or 'any process'} fits"


def clean(folder: Path) -> int:
    """Empty all logs, also of a running stack, and remove the rotated ones; returns the bytes freed."""
    freed = 0
    for path in [*folder.glob("*.log"), access_log(folder)]:
        for old in rotated(path):
            freed += old.stat().st_size
            old.unlink()
        if path.exists():
            freed += path.stat().st_size
            os.truncate(path, 0)  # in place: whoever appends goes on at the start
    return freed


@dataclass(frozen=True)
class _Source:
    """A log and how its lines are understood."""

    process: str
    path: Path
    json: bool = False

    def reader(self) -> Callable[[Iterable[bytes], datetime], Iterator[Entry]]:
        if self.json:
            return lambda lines, fallback: access(self.process, lines, fallback)
        return Reader(self.process).entries


@dataclass
class _Wanted:
    """Which entries fit."""

    since: datetime | None
    grep: re.Pattern[str] | None
    level: Level | None
    _found: set[str] = field(default_factory=set)

    def fits(self, entry: Entry) -> bool:
        if self.since and entry.time < self.since:
            return False
        if self.level and (entry.level is None or entry.level.rank < self.level.rank):
            return False
        return self.grep is None or self._finds(self.grep, entry)

    def _finds(self, grep: re.Pattern[str], entry: Entry) -> bool:
        """Whether the expression stands in it, or in the line that it continues."""
        if grep.search(entry.text):
            self._found.add(entry.process)
        elif not entry.continues:
            self._found.discard(entry.process)
        return entry.process in self._found


def _expression(grep: str | None) -> re.Pattern[str] | None:
    try:
        return None if grep is None else re.compile(grep)
    except re.error as error:
        raise InputError(f"--grep {grep}: not a regular expression: {error}") from None


def _sources(folder: Path, asked: tuple[str, ...], known: tuple[str, ...]) -> list[_Source]:
    there = list(dict.fromkeys([*names(folder), *known]))
    chosen = [name for name in there if not asked or any(_means(a, name) for a in asked)]
    if strangers := [a for a in asked if not any(_means(a, name) for name in there)]:
        there_are = f"there are {', '.join(there)}" if there else "nothing has been logged yet"
        raise InputError(f"no process called {', '.join(strangers)} has a log; {there_are}")
    sources = [_Source(name, folder / f"{name}.log") for name in chosen]
    return [*sources, _Source(GATEWAY, access_log(folder), json=True)] if GATEWAY in chosen else sources


def _means(asked: str, name: str) -> bool:
    return asked in {name, ALL} or (name.startswith(f"{asked}-") and name[len(asked) + 1 :].isdecimal())


def _whole(sources: list[_Source], wanted: _Wanted) -> Iterator[Entry]:
    """All entries that fit, streamed: logs may be larger than one wants in memory."""
    return (e for e in heapq.merge(*(_forwards(source, wanted) for source in sources), key=_BY_TIME) if wanted.fits(e))


def _forwards(source: _Source, wanted: _Wanted) -> Iterator[Entry]:
    reader = source.reader()
    with opened(source.path) as files:
        for file in reversed(files):
            written = _written(file)
            if wanted.since is None or written >= wanted.since:
                yield from reader((line.removesuffix(b"\n") for line in file), written)


def _past(sources: list[_Source], wanted: _Wanted, lines: int, ends: dict[_Source, int]) -> list[Entry]:
    found = [_last(source, wanted, lines, ends.get(source)) for source in sources]
    merged = list(heapq.merge(*found, key=_BY_TIME))
    return merged[max(0, len(merged) - lines) :]


def _last(source: _Source, wanted: _Wanted, lines: int, end: int | None) -> list[Entry]:
    """The last entries of one log that fit. Read from the end, so the size of the log does not matter."""
    found: deque[Entry] = deque()
    with opened(source.path) as files:
        for run, written in _runs(files, end):
            entries = list(source.reader()(run, written))
            found.extendleft(reversed([entry for entry in entries if wanted.fits(entry)]))
            if len(found) >= lines or (wanted.since and entries[0].time < wanted.since):
                break
    return list(islice(found, max(0, len(found) - lines), None))


def _runs(files: list[BinaryIO], end: int | None) -> Iterator[tuple[list[bytes], datetime]]:
    """Runs of lines from the end, none of which begins inside a traceback, each with when its file was last written."""
    carried: list[bytes] = []
    for file in files:
        for block in blocks(file, end if file is files[0] else None):
            run = block + carried
            joint = _joint(run)
            carried = run[:joint]
            if run[joint:]:
                yield run[joint:], _written(file)
    if carried:
        yield carried, _written(files[-1])


def _written(file: BinaryIO) -> datetime:
    return datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)


def _joint(lines: list[bytes]) -> int:
    """How many lines may belong to what comes before them. Two in a row that stand alone: there a traceback has surely ended."""
    alone = [stands_alone(line[_STAMP_LENGTH:]) for line in lines[:_LONGEST_TRACEBACK]]
    return next((number for number in range(1, len(alone)) if alone[number - 1] and alone[number]), 0)


def _followed(
    sources: Callable[[], list[_Source]], wanted: _Wanted, lines: int, until: Callable[[], bool]
) -> Iterator[Entry]:
    tails = {source: Tail(source.path) for source in sources()}
    readers = {source: source.reader() for source in tails}
    with noted() as interrupted, ExitStack() as stack:
        for tail in tails.values():
            stack.callback(tail.close)
        yield from _past(list(tails), wanted, lines, {source: tail.start for source, tail in tails.items()})
        while not (interrupted() or until()):
            for source in sources():
                if source not in tails:
                    tails[source], readers[source] = Tail(source.path, from_start=True), source.reader()
                    stack.callback(tails[source].close)
            now = datetime.now(UTC)
            news = [entry for source, tail in tails.items() for entry in readers[source](tail.lines(), now)]
            yield from (entry for entry in sorted(news, key=_BY_TIME) if wanted.fits(entry))
            if not news:
                time.sleep(_POLL_S)
