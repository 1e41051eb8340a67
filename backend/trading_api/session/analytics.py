"""What a day earned, and how: sums, trades and costs out of the merged files. Decimals; the same files give the same figures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from trading_api.session.merge import Row

CENT = Decimal("0.01")
RATIO = Decimal("0.0001")
ZERO = Decimal(0)
SIDES = {"buy": 1, "sell": -1}
FILLED = frozenset({"partial", "filled"})


@dataclass(slots=True)
class Trade:
    """From flat to flat in one symbol of one engine; a turn ends one and begins the next."""

    engine: str
    symbol: str
    begun: str
    ended: str = ""
    qty: int = 0
    result: Decimal = ZERO
    """Realised, without fees."""


@dataclass(slots=True)
class Sum:
    """Profit and cost of some fills."""

    gross: Decimal = ZERO
    fees: Decimal = ZERO
    turnover: Decimal = ZERO
    fills: int = 0

    def add(self, row: Row) -> None:
        """One execution more."""
        self.gross += Decimal(row["realized_pl"])
        self.fees += Decimal(row["fee"])
        self.turnover += Decimal(row["value"])
        self.fills += 1

    def told(self) -> dict[str, object]:
        """As the report has it."""
        return {
            "gross": cents(self.gross),
            "fees": cents(self.fees),
            "net": cents(self.gross - self.fees),
            "turnover": cents(self.turnover),
            "fills": self.fills,
        }


@dataclass(slots=True)
class Sums:
    """The same fills, by what one may ask."""

    total: Sum = field(default_factory=Sum)
    engine: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    strategy: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    symbol: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    hour: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))


def cents(value: Decimal) -> str:
    """Money with two places."""
    return f"{value.quantize(CENT, ROUND_HALF_EVEN):f}"


def ratio(value: Decimal | float | None) -> str | None:
    """Four places; None where there is no such figure."""
    return None if value is None else f"{Decimal(value).quantize(RATIO, ROUND_HALF_EVEN):f}"


def sums(executions: Iterable[Row], strategies: Mapping[str, str], zone: ZoneInfo) -> Sums:
    """All sums; `strategies` by order id, hours in the exchange's time."""
    found = Sums()
    for row in executions:
        hour = datetime.fromisoformat(row["ts"]).astimezone(zone).strftime("%H:00")
        keyed = (
            (found.engine, row["engine"]),
            (found.strategy, strategies.get(row["order_id"], "")),
            (found.symbol, row["symbol"]),
            (found.hour, hour),
        )
        found.total.add(row)
        for sums_of, key in keyed:
            sums_of[key].add(row)
    return found


def trades(executions: Iterable[Row]) -> Sequence[Trade]:
    """Those that are over, in the order of their end."""
    under_way: dict[tuple[str, str], Trade] = {}
    over: list[Trade] = []
    for row in executions:
        key, signed = (row["engine"], row["symbol"]), SIDES[row["side"]] * int(row["qty"])
        trade = under_way.setdefault(key, Trade(*key, row["ts"]))
        before, trade.qty = trade.qty, trade.qty + signed
        trade.result += Decimal(row["realized_pl"])
        if before and before * trade.qty <= 0:
            trade.ended = row["ts"]
            over.append(trade)
            del under_way[key]
            if trade.qty:
                under_way[key] = Trade(*key, row["ts"], qty=trade.qty)
    return over


def trade_figures(over: Sequence[Trade]) -> dict[str, object]:
    """How trades went, before fees; None where there are none to tell of."""
    results = [trade.result for trade in over]
    won, lost = [r for r in results if r > 0], [r for r in results if r < 0]
    holds = [_seconds(trade.ended) - _seconds(trade.begun) for trade in over]
    return {
        "count": len(over),
        "won": len(won),
        "lost": len(lost),
        "win_rate": ratio(Decimal(len(won)) / len(over)) if over else None,
        "profit_factor": ratio(sum(won, ZERO) / -sum(lost, ZERO)) if lost else None,
        "expectancy": cents(sum(results, ZERO) / len(over)) if over else None,
        "average_hold_s": round(sum(holds) / len(holds)) if holds else None,
        "best": cents(max(results)) if results else None,
        "worst": cents(min(results)) if results else None,
    }


def slippage(executions: Iterable[Row], signals: Iterable[Row]) -> Decimal:
    """What market orders of signals paid beyond the price the strategy saw; more is worse. Legs have a price of their own."""
    seen = {row["order_id"]: Decimal(row["price"]) for row in signals}
    total = ZERO
    for row in executions:
        if (arrival := seen.get(row["order_id"])) is not None:
            paid = (Decimal(row["price"]) - arrival) * int(row["qty"]) * int(row["multiplier"])
            total += SIDES[row["side"]] * paid
    return total


def rejects(orders: Iterable[Row]) -> dict[str, int]:
    """How many orders were refused, by code."""
    found: dict[str, int] = defaultdict(int)
    for row in orders:
        if row["status"] == "rejected":
            found[row["reason"].split(":")[0]] += 1
    return dict(sorted(found.items()))


def carried(executions: Iterable[Row]) -> dict[str, int]:
    """Positions that are still open, by engine and symbol."""
    held: dict[str, int] = defaultdict(int)
    for row in executions:
        held[f"{row['engine']} {row['symbol']}"] += SIDES[row["side"]] * int(row["qty"])
    return {key: qty for key, qty in sorted(held.items()) if qty}


def curve(equity: Mapping[str, Sequence[Row]]) -> Sequence[tuple[str, Decimal, Decimal]]:
    """The equity and the exposure of all engines together at the end of each minute; one that is silent keeps its last."""
    moments = sorted({row["ts"] for rows in equity.values() for row in rows})
    at = {engine: {row["ts"]: row for row in rows} for engine, rows in equity.items()}
    last = {engine: rows[0] for engine, rows in equity.items() if rows}
    found = []
    for ts in moments:
        for engine, row in last.items():
            last[engine] = at[engine].get(ts, row)
        values = last.values()
        found.append((ts, _sum(values, "equity"), _sum(values, "exposure")))
    return found


def _sum(rows: Iterable[Row], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), ZERO)


def _seconds(ts: str) -> float:
    return datetime.fromisoformat(ts).timestamp()
