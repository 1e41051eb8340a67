"""Writes calendars/*.json: `python -m trading_api.shared.market.compile`, with the extra `calendars` installed.

The only place that imports exchange_calendars and, with it, pandas. `--check` compares in place of writing.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from trading_api.shared.market.calendar import FOLDER, Sheet

OVERLAY = FOLDER / "special.yaml"
FIRST, LAST = date(1999, 1, 1), date(2027, 12, 31)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is compiled: an exchange that the package knows, under its ISO 10383 code."""

    code: str
    name: str
    first: date = FIRST


EXCHANGES = (
    Exchange("XNYS", "New York Stock Exchange"),
    Exchange("XBOM", "BSE, Mumbai"),
    Exchange("XHKG", "Hong Kong Exchanges", date(2012, 3, 5)),  # since when it has its present hours
    Exchange("XLON", "London Stock Exchange"),
)
Hours = list[list[str]]


def sheet(exchange: Exchange, overlay: dict[date, Any]) -> Sheet:
    """The calendar of an exchange as the package knows it, with the sessions of the overlay; SystemExit without the package."""
    calendar, source = _source(exchange)
    sessions = dict(_sessions(calendar))
    weekdays = sorted({day.weekday() for day in sessions if day.weekday() < 5})
    usual = _commonest(sessions)
    first, last = min(sessions), _year_end(max(sessions))
    usual_days = [day for day in _days(first, last) if day.weekday() in weekdays]
    return Sheet.model_validate(
        {
            "exchange": exchange.code,
            "name": exchange.name,
            "timezone": str(calendar.tz),
            "source": source,
            "first": first,
            "last": last,
            "weekdays": weekdays,
            "hours": usual,
            "closed": [day for day in usual_days if day not in sessions and day not in overlay],
            "early": {day: sessions[day] for day in usual_days if sessions.get(day, usual) != usual},
            "special": {
                **{day: hours for day, hours in sessions.items() if day.weekday() not in weekdays},
                **{day: entry["hours"] for day, entry in overlay.items()},
            },
        }
    )


def written(content: Sheet) -> str:
    """The text of a calendar's file: sorted, one line a month at most, no date of its making."""
    fields = content.model_dump(mode="json")
    fields["special"] = dict(sorted(fields["special"].items()))
    lines = [f" {json.dumps(name)}: {_compact(name, value)}" for name, value in fields.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def overlay_of(exchange: str, path: Path = OVERLAY) -> dict[date, Any]:
    """The special sessions that no package has, by day."""
    entries: dict[date, Any] = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get(exchange, {})
    return entries


def main(arguments: list[str] | None = None) -> int:
    """Write every calendar, or with --check say which differ; 1 if any does."""
    parser = argparse.ArgumentParser(prog="python -m trading_api.shared.market.compile", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if a file would change")
    check = parser.parse_args(arguments).check
    changed = [exchange.code for exchange in EXCHANGES if _changed(exchange, write=not check)]
    for code in changed:
        print(f"calendars/{code}.json {'differs' if check else 'written'}")  # noqa: T201 - a command's answer
    return 1 if check and changed else 0


def _changed(exchange: Exchange, *, write: bool) -> bool:
    path = FOLDER / f"{exchange.code}.json"
    text = written(sheet(exchange, overlay_of(exchange.code)))
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    if write:
        path.write_text(text, encoding="utf-8")
    return True


def _source(exchange: Exchange) -> tuple[Any, str]:
    """The package's calendar and the package's name. pandas 3.1 silently loses weekend sessions of XBOM, so it is refused."""
    try:
        import exchange_calendars
        import pandas as pd
    except ImportError as error:
        sys.exit(f"{error.name} is not installed; calendars are compiled with: pip install 'devstack[calendars]'")
    if tuple(int(part) for part in pd.__version__.split(".")[:2]) >= (3, 1):
        sys.exit(f"pandas {pd.__version__} loses sessions of some exchanges; pip install 'pandas<3.1'")
    kind: Any = exchange_calendars.calendar_utils._default_calendar_factories[
        exchange.code
    ]  # the only way to a class by its code
    first = max(exchange.first, kind.bound_min().date()) if kind.bound_min() is not None else exchange.first
    last = min(LAST, kind.bound_max().date()) if kind.bound_max() is not None else LAST
    calendar = exchange_calendars.get_calendar(exchange.code, start=first.isoformat(), end=last.isoformat())
    return calendar, f"exchange_calendars {exchange_calendars.__version__}"


def _sessions(calendar: Any) -> Iterator[tuple[date, Hours]]:
    """Each trading day with its hours in the exchange's own time."""
    local = {name: calendar.schedule[name].dt.tz_convert(calendar.tz) for name in calendar.schedule.columns}
    rows = zip(*(local[name] for name in ("open", "break_start", "break_end", "close")), strict=True)
    for label, (opens, pause, resume, closes) in zip(calendar.schedule.index, rows, strict=True):
        edges = (
            [opens, closes] if pause is None or pause != pause else [opens, pause, resume, closes]
        )  # NaT differs from itself
        clocks = [f"{edge:%H:%M}" for edge in edges]
        yield label.date(), [list(span) for span in zip(clocks[::2], clocks[1::2], strict=True)]


def _commonest(sessions: dict[date, Hours]) -> Hours:
    """The hours of most days."""
    counted = Counter(json.dumps(hours) for hours in sessions.values())
    hours: Hours = json.loads(counted.most_common(1)[0][0])
    return hours


def _year_end(day: date) -> date:
    """Sessions are known to the end of a year, whose last days may be none."""
    return date(day.year, 12, 31)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _compact(name: str, value: Any) -> str:
    """Long lists are broken by year, so that a change of one holiday is a change of one line."""
    if name == "closed":
        years: dict[str, list[str]] = {}
        for day in value:
            years.setdefault(day[:4], []).append(day)
        return "[\n  " + ",\n  ".join(json.dumps(days)[1:-1] for days in years.values()) + "\n ]" if years else "[]"
    if name in {"early", "special"} and value:
        return (
            "{\n  " + ",\n  ".join(f"{json.dumps(day)}: {json.dumps(hours)}" for day, hours in value.items()) + "\n }"
        )
    return json.dumps(value)


if __name__ == "__main__":
    sys.exit(main())
