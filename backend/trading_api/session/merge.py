"""Segments of all engines as one file each, sorted by (event time, engine, number). Run as often as you like: same bytes."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from trading_api.engines import disk
from trading_api.engines.segments import COLUMNS, path_of
from trading_api.shared.places import Places

MERGED = ("orders", "signals", "executions")
Row = dict[str, str]


def merge(places: Places, engines: Sequence[str]) -> None:
    """Write the merged files of a day; what was there before is replaced as a whole."""
    for name in MERGED:
        rows = [row for engine in engines for row in rows_of(places.segments(engine), name)]
        rows.sort(key=_place)
        disk.replace(places.artifacts / f"{name}.csv", _text(COLUMNS[name], rows))


def rows_of(folder: Path, name: str) -> Iterator[Row]:
    """The rows of one segment that are whole: the last line of a killed writer may be half. None where there is no file."""
    path = path_of(folder, name)
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    yield from csv.DictReader(io.StringIO(whole), restkey="", restval="")


def _place(row: Row) -> tuple[str, str, int]:
    return row["ts"], row["engine"], int(row["seq"]) if row["seq"].isdigit() else 0


def _text(columns: Sequence[str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
