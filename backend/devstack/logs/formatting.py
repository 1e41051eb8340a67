"""How a server writes a log line: level, logger and message, as text or as one JSON object. Loaded inside the servers.

A server's line has no clock in text form: whoever shows or keeps it puts the time in front (devstack.logs, honcho).
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

LONGEST = 64 * 1024 - 1024
"""In bytes. A longer line would be cut on its way into the log, and half an object is no JSON."""


class Text(logging.Formatter):
    """`WARNING  shop.orders: late by 3 s`; further lines of the message are indented, a traceback follows as Python writes it."""

    def __init__(self) -> None:
        super().__init__("%(levelname)-8s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The lines before the traceback."""
        return "\n  ".join(super().formatMessage(record).splitlines())


class Json(logging.Formatter):
    """One JSON object per line: time (ISO 8601, UTC), level, logger, message, and exception, a traceback, where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. What would be longer than 63 KiB loses the end of its message and the start of its traceback."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace := self._trace(record):
            fields["exception"] = trace
        # ASCII only: stderr of a server under LANG=C would spell other characters in Python's way, which JSON does not know.
        while len(line := json.dumps(fields)) > LONGEST:
            _shorten(fields)
        return line

    def _trace(self, record: logging.LogRecord) -> str:
        told = [self.formatException(record.exc_info)] if record.exc_info and record.exc_info[0] else []
        told += [self.formatStack(record.stack_info)] if record.stack_info else []
        return "\n".join(told)


def _shorten(fields: dict[str, str]) -> None:
    longest = max(fields, key=lambda name: len(fields[name]))
    text = fields[longest]
    half = len(text) // 2
    if longest == "exception":
        last = text[-half:]  # what went wrong stands at the end of a traceback
        fields[longest] = f"Traceback (most recent call last):\n  [cut]\n{last.partition(chr(10))[2] or last}"
    else:
        fields[longest] = f"{text[:half]} [cut]"


class LastResort(logging.StreamHandler):  # type: ignore[type-arg]  # generic for type checkers only, until Python 3.14
    """On the root logger: writes what no handler of the application writes, so nothing is lost and no line comes twice."""

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(self._is_left_to_us)
        # logging.basicConfig does nothing where root has a handler: the one most often used to configure logging would not hold.
        logging.basicConfig = _configured

    def _is_left_to_us(self, record: logging.LogRecord) -> bool:
        logger: logging.Logger | None = logging.getLogger(record.name)
        while logger:
            if any(handler is not self and not isinstance(handler, logging.NullHandler) for handler in logger.handlers):
                return False
            logger = logger.parent if logger.propagate else None
        return True


_basic_config = logging.basicConfig


def _configured(**wanted: Any) -> None:
    """logging.basicConfig, with us in nobody's way. A level alone is a level: the lines keep their form."""
    root = logging.getLogger()
    ours = [handler for handler in root.handlers if isinstance(handler, LastResort)]
    if ours and ours == root.handlers and set(wanted) <= {"level"}:
        root.setLevel(wanted.get("level", root.level))
        return
    for handler in ours:
        root.removeHandler(handler)
    _basic_config(**wanted)
