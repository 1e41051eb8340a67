"""Whether the books fit, and which row is at fault where they do not."""

from pathlib import Path

import pytest
from support import paper

from trading_api.session.reconcile import reconciled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of a traded hour."""
    paper.traded("fno", paper.config_in(tmp_path))
    return paper.places(tmp_path).segments("fno")


def edited(path: Path, line: int, column: str, value: str) -> None:
    """Change one field of one line, counted from 1 with the header."""
    lines = [row.split(",") for row in path.read_text().splitlines()]
    lines[line - 1][lines[0].index(column)] = value
    path.write_text("\n".join(",".join(row) for row in lines) + "\n")


def test_what_an_engine_wrote_fits(folder: Path) -> None:
    assert list(reconciled(folder)) == []


@pytest.mark.parametrize(
    ("file", "line", "column", "value", "words"),
    [
        ("executions", 3, "price", "1.00", "executions.csv line 3"),
        ("executions", 3, "qty", "9", "executions.csv line 3"),
        ("executions", 2, "fee", "0.01", "executions.csv line 2"),
        ("executions", 2, "side", "up", "executions.csv line 2: it cannot be read"),
        ("executions", 2, "value", "lots", "executions.csv line 2: it cannot be read"),
        ("orders", 3, "fee", "99.00", "orders.csv line 3"),
        ("orders", 5, "realized_pl", "1.00", "orders.csv line"),
        ("orders", 3, "filled_qty", "1", "orders.csv line 3"),
    ],
)
def test_a_changed_row_is_named(folder: Path, file: str, line: int, column: str, value: str, words: str) -> None:
    edited(folder / f"{file}.csv", line, column, value)

    found = list(reconciled(folder))

    assert any(f"fno/{words}" in fault for fault in found), found


def test_a_fill_that_is_missing_is_named(folder: Path) -> None:
    path = folder / "executions.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:-1]]))

    found = list(reconciled(folder))

    assert any(lines[-1].split(",")[2] in fault and "in the ledger and not here" in fault for fault in found)
    assert any("the position in SIMX-202404 is 0" in fault for fault in found)


def test_a_log_that_cannot_be_read_is_named_with_its_line(folder: Path) -> None:
    path = folder / "events.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], "{broken\n", *lines[2:]]))

    assert any("fno/events.jsonl line 2: it cannot be read" in fault for fault in reconciled(folder))
