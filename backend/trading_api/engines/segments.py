"""What one engine writes of its day: CSV files with one writer each, that can be taken back to where a checkpoint was.

Line by line, so that a reader sees rows as they come; a row is only as old as the last whole line.
"""

import csv
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from trading_api.engines.disk import sync_folder

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "orders": (
        *("ts", "engine", "account", "order_id", "client_order_id", "parent_id", "symbol", "segment", "side", "type"),
        *("duration", "qty", "limit_price", "stop_price", "status", "filled_qty", "avg_price", "fee", "realized_pl"),
        *("strategy", "signal_id", "reason", "seq"),
    ),
    "signals": (
        *("ts", "engine", "signal_id", "strategy", "symbol", "timeframe", "action", "price", "strength", "reason"),
        *("order_id", "seq"),
    ),
    "executions": (
        *("ts", "engine", "execution_id", "order_id", "signal_id", "symbol", "segment", "side", "qty", "price"),
        *("multiplier", "value", "fee", "realized_pl", "seq"),
    ),
    "equity": (
        *("ts", "engine", "cash", "equity", "realized_pl", "unrealized_pl", "fees", "exposure", "margin", "seq"),
    ),
    "greeks": ("ts", "engine", "symbol", "qty", "price", "iv", "delta", "gamma", "vega", "theta", "seq"),
}
EVENTS = "events"


class Segments:
    """The files of one engine, open for writing."""

    def __init__(self, folder: Path, marks: Mapping[str, tuple[int, int]]) -> None:
        """`marks` says for each file how many bytes and rows stand; the rest is cut off. Without a mark it begins anew."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files: dict[str, TextIO] = {}
        self._rows: dict[str, int] = {}
        for name in (*COLUMNS, EVENTS):
            size, self._rows[name] = marks.get(name, (0, 0))
            self._files[name] = _opened(path_of(folder, name), size)
            if not size and name != EVENTS:
                self._line(name, COLUMNS[name])
        sync_folder(folder)

    def row(self, name: str, **values: object) -> None:
        """One more row; its number comes by itself, what is not given stays empty."""
        self._rows[name] += 1
        values["seq"] = self._rows[name]
        if unknown := values.keys() - set(COLUMNS[name]):
            raise KeyError(f"{name}.csv has no column {', '.join(sorted(unknown))}")
        self._line(name, tuple(values.get(column, "") for column in COLUMNS[name]))

    def event(self, values: Mapping[str, object]) -> None:
        """One more line of the log from which everything else can be worked out again."""
        self._rows[EVENTS] += 1
        self._files[EVENTS].write(json.dumps({"seq": self._rows[EVENTS], **values}) + "\n")

    def _line(self, name: str, values: tuple[object, ...]) -> None:
        csv.writer(self._files[name], lineterminator="\n").writerow(values)

    def marks(self) -> dict[str, tuple[int, int]]:
        """How much of each file is on the disk for good, in bytes and rows."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        sizes = {name: os.fstat(file.fileno()).st_size for name, file in self._files.items()}
        return {name: (size, self._rows[name]) for name, size in sizes.items()}

    def close(self) -> None:
        """No more rows."""
        for file in self._files.values():
            file.close()


def path_of(folder: Path, name: str) -> Path:
    """The file of that name."""
    return folder / (f"{name}.jsonl" if name == EVENTS else f"{name}.csv")


def whole(folder: Path, marks: Mapping[str, tuple[int, int]]) -> bool:
    """Whether the files still hold at least what the marks say."""
    paths = {path_of(folder, name): size for name, (size, _) in marks.items()}
    return all(path.is_file() and path.stat().st_size >= size for path, size in paths.items())


def _opened(path: Path, size: int) -> TextIO:
    file = path.open("a", encoding="utf-8", newline="", buffering=1)
    os.ftruncate(file.fileno(), size)
    return file
