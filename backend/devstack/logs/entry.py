"""What one logged line means: when, who, how bad. Pure: text in, entries out."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from devstack.display.text import neutral
from devstack.errors import InputError

_STAMP = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ")
_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
_HEAD = 160
"""A level stands at the start of a line; later in it the word is just a word."""


class Level(StrEnum):
    """How bad a line is; in order, so that asking for warnings shows errors too."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Its place, from 0 for debug."""
        return list(Level).index(self)


_SPELLINGS = {
    Level.DEBUG: "trace debug verbose",
    Level.INFO: "info notice success",
    Level.WARNING: "warn warning",
    Level.ERROR: "err error",
    Level.CRITICAL: "crit critical fatal alert emerg panic",
}
_LEVELS = {word: level for level, words in _SPELLINGS.items() for word in words.split()}
_ANY = "|".join(sorted(_LEVELS, key=len, reverse=True))
_UPPER = _ANY.upper()
_LEVEL = re.compile(
    rf"^\s*(?:[\d\-:/T.,+Z]+\s+){{0,3}}({_UPPER})(?=[:\s\]|-])"  # `INFO:     ...`, `2026-11-23 17:00:00,1 ERROR ...`
    rf"|\[\s*((?i:{_ANY}))\s*\]"  # `[error]`
    rf"|\s[-|]\s+({_UPPER})\s*[-|]\s"  # `... - ERROR - ...`, `... | INFO     | ...`
    rf'|"(?:level|levelname|level_name|severity|log\.level)"\s*:\s*"((?i:{_ANY}))"'
    rf"|\blevel=\"?((?i:{_ANY}))\b"
)
_LOGGER = re.compile(rf"(?:{_UPPER}) {{1,5}}([^\s:]+): ")
"""How devstack.logs.formatting.Text begins a line; other lines do not say who logged them in a way one can rely on."""
_TRACE = ("Traceback (most recent call last):", "  + Exception Group Traceback (most recent call last):")
_STACK = "Stack (most recent call last):"
_CHAINED = ("The above exception was the direct cause", "During handling of the above exception")
_BELONGS = tuple(words.encode() for words in (" ", "\t", "Traceback (", _STACK, *_CHAINED))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line some process wrote. Lines of a traceback carry the level of the line they explain."""

    time: datetime
    """Aware, in UTC."""
    process: str
    level: Level | None
    text: str
    continues: bool = False
    """Whether it belongs to the line before, like the lines of a traceback."""

    def __str__(self) -> str:
        """As on the screen of `up`, in local time; control sequences are left out, also those of colours."""
        text = neutral(self.text.encode("utf-8", "surrogatepass"), colour=False).decode()
        return f"{self.time.astimezone():%H:%M:%S} {self.process} | {text}"

    @property
    def logger(self) -> str | None:
        """The logger a server's line names."""
        return self._parts()[0]

    def as_json(self) -> dict[str, str | None]:
        """Plain values for json.dumps: time (ISO 8601, UTC), process, level and logger (or None), text (without those two)."""
        logger, text = self._parts()
        stamp = self.time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"time": stamp, "process": self.process, "level": self.level, "logger": logger, "text": text}

    def _parts(self) -> tuple[str | None, str]:
        found = None if self.continues else _LOGGER.match(self.text)
        return (found[1], self.text[found.end() :]) if found else (None, self.text)


def level(name: str) -> Level:
    """A level by any of its usual names; another word is an InputError."""
    try:
        return _LEVELS[name.strip().lower()]
    except KeyError:
        raise InputError(f"--level {name}: must be one of {', '.join(Level)}") from None


def level_of(text: str) -> Level | None:
    """The level a line states at its start, in uvicorn's, logging's, nginx's, logfmt's or JSON's way."""
    head = text if text.startswith("{") else text[:_HEAD]
    found = _LEVEL.search(_COLOUR.sub("", head) if "\x1b" in head else head)
    return _LEVELS[found[found.lastindex or 0].lower()] if found else None


def spelled_out(text: str) -> list[str]:
    """The lines of text that a server's JSON line stands for; any other line is itself."""
    if not text.startswith('{"time": '):
        return [text]
    try:
        said = json.loads(text)
        message = f"{said['level']:8} {said['logger']}: {said['message']}"
        trace = str(said.get("exception", ""))
    except (ValueError, LookupError, TypeError, AttributeError):  # somebody else's JSON: shown as it stands
        return [text]
    first, *others = message.splitlines()
    return [first, *(f"  {line}" for line in others), *trace.splitlines()]


def stands_alone(text: bytes) -> bool:
    """Whether nothing about a line says that it belongs to the one before; `ValueError: …` at the end of a traceback does not."""
    return bool(text) and not text.startswith(_BELONGS)


class Reader:
    """Turns the lines of one process into entries; it remembers whether it is inside a traceback."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._level: Level | None = None
        self._tracing = False

    def entries(self, lines: Iterable[bytes], fallback: datetime) -> Iterator[Entry]:
        """Entries of lines without their newline. A line without a stamp has the time of the one before, the first `fallback`."""
        when = fallback
        for line in lines:
            stamp = _STAMP.match(line)
            if stamp:
                when = datetime.fromisoformat(stamp[1].decode())
                line = line[stamp.end() :]
            for text in spelled_out(line.decode("utf-8", "backslashreplace").rstrip("\r")):
                continues = self._continues(text)
                yield Entry(when, self._process, self._level, text, continues)

    def _continues(self, text: str) -> bool:
        """Whether the line belongs to the one before; else its own level is what counts from here on."""
        if text.startswith(_TRACE):
            # After an error it explains that error. Alone, as a script dies with it, it is an error itself.
            explains = self._tracing or (self._level is not None and self._level.rank >= Level.WARNING.rank)
            self._tracing = True
            self._level = self._level if explains else Level.ERROR
            return explains
        if not text or text.startswith((" ", "\t", _STACK)):
            return True
        if self._tracing or (self._level is not None and text.startswith(_CHAINED)):
            self._tracing = text.startswith(_CHAINED)  # `ValueError: …` ends it, unless another traceback is announced
            return True
        self._level = level_of(text)
        return False


def access(process: str, lines: Iterable[bytes], fallback: datetime) -> Iterator[Entry]:
    """Lines of nginx's JSON access log, readably: `GET /api/v1/broker/orders 200 3 ms -> broker-0`."""
    for line in lines:
        try:
            what = json.loads(line)
            entry = Entry(datetime.fromtimestamp(what["msec"], UTC), process, _severity(what["status"]), _told(what))
        except (ValueError, LookupError, TypeError):  # not in our format: shown as it stands
            entry = Entry(fallback, process, None, line.decode("utf-8", "backslashreplace"))
        yield entry


def _severity(status: int) -> Level:
    return Level.ERROR if status >= 500 else Level.WARNING if status >= 400 else Level.INFO


def _told(what: dict[str, Any]) -> str:
    told = f"{what['method']} {what['uri']} {what['status']} {what['request_time'] * 1000:.0f} ms"
    where = what["instance"] or what["upstream"]
    return f"{told} -> {where}" if where else told
