"""The day's report as one value, as JSON and as Markdown. Only event times in it: the same day gives the same bytes."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from zoneinfo import ZoneInfo

from trading_api.engines.config import Config
from trading_api.engines.day import TradingDay, iso
from trading_api.session import analytics, metrics
from trading_api.session.analytics import cents, ratio
from trading_api.session.merge import MERGED, Row, rows_of
from trading_api.session.reconcile import reconciled
from trading_api.session.state import Record
from trading_api.shared.places import Places

Report = dict[str, Any]
VERSIONED = ("numpy", "QuantLib")
TEACHING = (
    "Option margin is a share of the index fixed at the open and no exchange's; option and future prices are a model's."
)


def report_of(config: Config, day: TradingDay, places: Places, engines: Sequence[str], record: Record | None) -> Report:
    """Read what the day left and work everything out."""
    orders, signals, executions = ([*rows_of(places.artifacts, name)] for name in MERGED)
    strategies = {row["order_id"]: row["strategy"] for row in orders}
    sums = analytics.sums(executions, strategies, ZoneInfo(day.timezone))
    equity = {engine: [*rows_of(places.segments(engine), "equity")] for engine in engines}
    faults = [fault for engine in engines for fault in reconciled(places.segments(engine))]
    return {
        "date": day.date.isoformat(),
        "header": _header(config, day, engines),
        "profit": {**sums.total.told(), **_open(equity)},
        "trades": analytics.trade_figures(analytics.trades(executions)),
        "risk": _risk(equity),
        "slippage": cents(analytics.slippage(executions, signals)),
        "orders": len({row["order_id"] for row in orders}),
        "rejects": analytics.rejects(orders),
        "carried": analytics.carried(executions),
        "greeks_at_close": _greeks(places, engines, equity),
        **{f"by_{name}": _told(getattr(sums, name)) for name in ("engine", "strategy", "symbol", "hour")},
        "incidents": [f"{one.engine}: {one.what}" for one in (record.incidents if record else [])],
        "checks": {check.name: check.severity for check in (record.checks if record else [])},
        "reconciliation": {"ok": not faults, "faults": faults},
        "note": TEACHING,
    }


def _header(config: Config, day: TradingDay, engines: Sequence[str]) -> Report:
    return {
        "mode": "paper",
        "exchange": day.exchange,
        "from": iso(day.open_ms),
        "to": iso(day.close_ms),
        "seed": config.market.seed,
        "feed": config.market.feed,
        "config_hash": config.hash,
        "engines": list(engines),
        "execution": config.execution,
        "versions": {name: _version(name) for name in VERSIONED},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _told(sums: Mapping[str, analytics.Sum]) -> Report:
    return {key: sums[key].told() for key in sorted(sums)}


def _open(equity: Mapping[str, Sequence[Row]]) -> Report:
    """What is not realised yet, and what it all is worth."""
    last = [rows[-1] for rows in equity.values() if rows]
    first = [rows[0] for rows in equity.values() if rows]
    return {
        "unrealized": cents(sum((Decimal(row["unrealized_pl"]) for row in last), Decimal(0))),
        "equity_at_open": cents(sum((Decimal(row["equity"]) for row in first), Decimal(0))),
        "equity_at_close": cents(sum((Decimal(row["equity"]) for row in last), Decimal(0))),
    }


def _risk(equity: Mapping[str, Sequence[Row]]) -> Report:
    curve = analytics.curve(equity)
    if not curve:
        return {"max_drawdown": None, "exposure_mean": None, "exposure_most": None}
    found = metrics.drawdown([float(value) for _, value, _ in curve])
    exposures = [exposure for _, _, exposure in curve]
    return {
        "max_drawdown": ratio(found.depth),
        "drawdown_from": curve[found.peak][0],
        "drawdown_to": curve[found.trough][0],
        "exposure_mean": cents(sum(exposures, Decimal(0)) / len(exposures)),
        "exposure_most": cents(max(exposures)),
    }


def _greeks(places: Places, engines: Sequence[str], equity: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Of what is open in the last minute; none when everything is closed."""
    found = []
    for engine in engines:
        close = equity[engine][-1]["ts"] if equity[engine] else ""
        found += [row for row in rows_of(places.segments(engine), "greeks") if row["ts"] == close]
    return found


def as_json(report: Report) -> str:
    """For programs."""
    return json.dumps(report, indent=1, sort_keys=True) + "\n"


def verdict(report: Report) -> str:
    """The line that everything stands on."""
    faults = report["reconciliation"]["faults"]
    return "ledger = executions = positions" if not faults else f"FAILED: {faults[0]}"


def as_markdown(report: Report) -> str:
    """For people."""
    profit = report["profit"]
    parts = [
        f"# Paper session of {report['date']}",
        f"Net **{profit['net']}** = gross {profit['gross']} less fees {profit['fees']}; "
        f"equity {profit['equity_at_open']} to {profit['equity_at_close']}, unrealised {profit['unrealized']}.",
        f"Reconciliation: **{verdict(report)}**",
        *(f"- {fault}" for fault in report["reconciliation"]["faults"]),
        _pairs("Trades", report["trades"]),
        _pairs("Risk", {**report["risk"], "slippage": report["slippage"], "orders": report["orders"]}),
        *(_sums(name, report[f"by_{name}"]) for name in ("engine", "strategy", "symbol", "hour")),
        _pairs("Rejected orders by code", report["rejects"]),
        _pairs("Carried over night", report["carried"]),
        _list("Greeks at the close", [_words(row) for row in report["greeks_at_close"]]),
        _list("Incidents", report["incidents"]),
        _pairs("Checks", report["checks"]),
        _pairs("How it was made", {**report["header"], "versions": _words(report["header"]["versions"])}),
        f"_{report['note']}_",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _words(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())


def _pairs(title: str, values: Mapping[str, object]) -> str:
    rows = [f"| {key.replace('_', ' ')} | {'-' if value is None else value} |" for key, value in values.items()]
    return "\n".join([f"## {title}", "", "| | |", "|---|---|", *rows]) if rows else f"## {title}\n\nnone"


def _sums(name: str, sums: Mapping[str, Mapping[str, object]]) -> str:
    columns = ("gross", "fees", "net", "turnover", "fills")
    rows = [f"| {key} | " + " | ".join(str(found[c]) for c in columns) + " |" for key, found in sums.items()]
    head = [f"## By {name}", "", f"| {name} | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    return "\n".join([*head, *rows]) if rows else f"## By {name}\n\nnone"


def _list(title: str, items: Sequence[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {item}" for item in items)]) if items else f"## {title}\n\nnone"
