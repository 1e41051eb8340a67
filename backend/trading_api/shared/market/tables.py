"""The rows of a user's price file, CSV or Parquet, under our names for its columns. Says what is missing; judges no value."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from trading_api.shared.market.feed import FeedError

ALIASES = {
    "time": ("ts", "timestamp", "datetime", "date", "time"),
    "open": ("open", "o"),
    "high": ("high", "h"),
    "low": ("low", "l"),
    "close": ("close", "c", "last"),
    "volume": ("volume", "vol", "v"),
}
SUFFIXES = (".csv", ".parquet")


class Row(NamedTuple):
    """One bar as it was written. `line` counts from 1, the header included in CSV."""

    line: int
    time: Any
    open: Any
    high: Any
    low: Any
    close: Any
    volume: Any


def rows(path: Path) -> Iterator[Row]:
    """The bars of a file in its own order; FeedError when a column is missing or the file cannot be read."""
    return _csv(path) if path.suffix.lower() == ".csv" else _parquet(path)


def _csv(path: Path) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            names = _names(path, reader.fieldnames or ())
            yield from (_row(line, record, names) for line, record in enumerate(reader, start=2))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FeedError(f"{path} cannot be read as CSV in UTF-8: {error}") from error


def _parquet(path: Path) -> Iterator[Row]:
    try:
        import polars
    except ImportError:
        raise FeedError(f"{path} needs polars; pip install 'devstack[replay]', or save it as CSV") from None
    try:
        table = polars.read_parquet(path)
    except (OSError, polars.exceptions.PolarsError) as error:
        raise FeedError(f"{path} cannot be read as Parquet: {error}") from error
    names = _names(path, table.columns)
    yield from (_row(line, record, names) for line, record in enumerate(table.iter_rows(named=True), start=1))


def _names(path: Path, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Which columns of the file hold what; the time may be in two, a date and a time of day."""
    there = {column.strip().lower(): column for column in columns}
    found = {ours: tuple(there[alias] for alias in aliases if alias in there) for ours, aliases in ALIASES.items()}
    missing = [ours for ours, columns_of in found.items() if not columns_of and ours != "volume"]
    if missing:
        known = ", ".join(f"{ours} ({' or '.join(ALIASES[ours])})" for ours in missing)
        raise FeedError(f"{path} has no column for {known}; its columns are {', '.join(there.values()) or 'none'}")
    both = {"date", "time"} <= there.keys() and len(found["time"]) == 2
    times = (there["date"], there["time"]) if both else found["time"][:1]
    return {**{ours: names[:1] for ours, names in found.items()}, "time": times}


def _row(line: int, record: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]) -> Row:
    values = {ours: record[columns[0]] if columns else 0 for ours, columns in names.items()}
    if len(names["time"]) == 2:
        values["time"] = f"{record[names['time'][0]]} {record[names['time'][1]]}"
    return Row(line, **values)
