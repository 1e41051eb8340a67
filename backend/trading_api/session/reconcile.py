"""Whether ledger, executions, orders and positions tell one story. Each engine's files are read apart from what wrote them."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from trading_api.engines.segments import EVENTS, path_of
from trading_api.session.merge import Row, rows_of

MICROS = 1_000_000
SIDES = {"buy": 1, "sell": -1}


@dataclass(slots=True)
class Told:
    """What one engine's files say. Money in micros; `rows` of executions by id, each with the line it stands in."""

    cash: dict[str, int] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    balance: int = 0
    moves: int = 0
    held: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def reconciled(folder: Path) -> Sequence[str]:
    """What does not fit, each with file and line; nothing when ledger = executions = orders = positions."""
    told = _events(path_of(folder, EVENTS))
    signed: dict[str, int] = defaultdict(int)
    filled: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    seen: set[str] = set()
    for line, row in _numbered(folder, "executions"):
        try:
            _execution(row, told, signed, filled, seen)
        except (_Odd, KeyError, ValueError, InvalidOperation) as odd:
            told.faults.append(f"{folder.name}/executions.csv line {line}: {_words(odd)}")
    told.faults += [
        f"{folder.name}/executions.csv: {ref} is in the ledger and not here" for ref in sorted(told.cash.keys() - seen)
    ]
    told.faults += _orders(folder, filled)
    told.faults += _positions(folder.name, told, signed)
    return told.faults


class _Odd(Exception):
    """A row that does not fit; the message says how."""


def _words(odd: Exception) -> str:
    return str(odd) if isinstance(odd, _Odd) else f"it cannot be read ({type(odd).__name__})"


def _numbered(folder: Path, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with their line; the header is line 1."""
    return enumerate(rows_of(folder, name), start=2)


def micros(text: str) -> int:
    """An amount of a file, exact."""
    return int(Decimal(text) * MICROS)


def _events(path: Path) -> Told:
    told = Told()
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        try:
            _event(json.loads(line), told)
        except (KeyError, TypeError, ValueError) as odd:
            told.faults.append(f"{path.parent.name}/{path.name} line {number}: {_words(odd)}")
    return told


def _event(event: Mapping[str, Any], told: Told) -> None:
    if event["event"] == "Entry":
        told.balance, told.moves = event["balance"], told.moves + event["amount"]
        if event["kind"] == "trade":
            told.cash[event["ref"]] = event["amount"]
        elif event["kind"] == "fee":
            told.fees[event["ref"]] = -event["amount"]
    elif event["event"] == "PositionChanged":
        told.held[event["position"]["symbol"]] = sum(lot["qty"] for lot in event["position"]["lots"])


def _execution(row: Row, told: Told, signed: dict[str, int], filled: dict[str, list[int]], seen: set[str]) -> None:
    """One fill against the ledger; adds it to what its order and its position must show."""
    ref, side, qty = row["execution_id"], SIDES[row["side"]], int(row["qty"])
    value, fee = micros(row["value"]), micros(row["fee"])
    seen.add(ref)
    signed[row["symbol"]] += side * qty
    for place, amount in enumerate((qty, fee, micros(row["realized_pl"]))):
        filled[row["order_id"]][place] += amount
    if qty * micros(row["price"]) * int(row["multiplier"]) != value:
        raise _Odd(f"{ref}: qty x price x multiplier is not its value {row['value']}")
    if told.cash.get(ref) != -side * value:
        raise _Odd(f"{ref}: the ledger moved {_money(told.cash.get(ref))} for a {row['side']} worth {row['value']}")
    if told.fees.get(ref, 0) != fee:
        raise _Odd(f"{ref}: the ledger took {_money(told.fees.get(ref, 0))} as fee, not {row['fee']}")


def _orders(folder: Path, filled: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """What orders.csv says each order has filled, paid and earned, against its executions."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    lines: dict[str, int] = {}
    for line, row in _numbered(folder, "orders"):
        try:
            order = sums[row["order_id"]]
            order[0] = int(row["filled_qty"])
            order[1] += micros(row["fee"])
            order[2] += micros(row["realized_pl"])
            lines[row["order_id"]] = line
        except (ValueError, InvalidOperation) as odd:
            yield f"{folder.name}/orders.csv line {line}: {_words(odd)}"
    for order_id in sorted(sums.keys() | filled.keys()):
        told, done = sums.get(order_id, [0, 0, 0]), list(filled.get(order_id, (0, 0, 0)))
        if told != done:
            place = f"orders.csv line {lines[order_id]}" if order_id in lines else "orders.csv"
            yield f"{folder.name}/{place}: {order_id} has filled {told[0]}, its executions {done[0]} (or fee or profit differ)"


def _positions(engine: str, told: Told, signed: Mapping[str, int]) -> Iterator[str]:
    for symbol in sorted(told.held.keys() | signed.keys()):
        held, traded = told.held.get(symbol, 0), signed.get(symbol, 0)
        if held != traded:
            yield f"{engine}: the position in {symbol} is {held}, its executions add up to {traded}"
    if told.moves != told.balance:
        yield f"{engine}: the ledger's entries add up to {_money(told.moves)}, its balance is {_money(told.balance)}"


def _money(micros: int | None) -> str:
    return "nothing" if micros is None else f"{Decimal(micros) / MICROS:f}"
