"""Several days' reports as one: what they earned together, and the figures of that series. Reads reports, writes nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from trading_api.engines.exits import EngineError
from trading_api.session.analytics import cents, ratio
from trading_api.session.metrics import figures


@dataclass(frozen=True, slots=True)
class Day:
    """One report: what was there at the open, and what the day added to it."""

    date: str
    capital: Decimal
    net: Decimal


def days_of(reports: Path, first: date | None, last: date | None) -> Sequence[Day]:
    """The days that have a report, in order; EngineError where none has, or one cannot be read."""
    since, until = (first or date.min).isoformat(), (last or date.max).isoformat()
    found = [_day(path) for path in sorted(reports.glob("????-??-??.json")) if since <= path.stem <= until]
    if not found:
        raise EngineError(f"{reports}: there is no report of these days; a session writes one at its end")
    return found


def _day(path: Path) -> Day:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        profit = report["profit"]
        net = Decimal(profit["equity_at_close"]) - Decimal(profit["equity_at_open"])
        return Day(report["date"], Decimal(profit["equity_at_open"]), net)
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise EngineError(f"{path}: this is no report ({type(error).__name__}); write it anew with `eod`") from None


def summed(days: Sequence[Day]) -> Mapping[str, Any]:
    """The capital of the first day, with every day's result added to it: each day itself begins with what the config says."""
    values = [days[0].capital]
    for day in days:
        values.append(values[-1] + day.net)
    found = figures([float(value) for value in values])
    return {
        "from": days[0].date,
        "to": days[-1].date,
        "days": len(days),
        "capital": cents(values[0]),
        "net": cents(values[-1] - values[0]),
        "best_day": cents(max(day.net for day in days)),
        "worst_day": cents(min(day.net for day in days)),
        "return": ratio(found.total),
        "return_a_year": ratio(found.cagr),
        "volatility": ratio(found.volatility),
        "sharpe": ratio(found.sharpe),
        "sortino": ratio(found.sortino),
        "max_drawdown": ratio(found.drawdown.depth),
        "drawdown_from": _at(days, found.drawdown.peak),
        "drawdown_to": _at(days, found.drawdown.trough),
    }


def _at(days: Sequence[Day], place: int) -> str:
    """The day at whose close a value of the series stood; the first value is the open of the first day."""
    return days[max(0, place - 1)].date


def table(values: Mapping[str, Any]) -> str:
    """For people."""
    return "\n".join(f"{key.replace('_', ' '):<14} {'-' if value is None else value}" for key, value in values.items())
