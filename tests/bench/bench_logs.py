"""Lines per second through our display and log files, beside honcho's printer, which keeps no files. Run by hand:

    .venv/bin/python tests/bench/bench_logs.py [--lines 1000000] [--rounds 3]

Both get the same short lines in one process and write to real files, so that only the work per line is compared: honcho
one message per line, as its relays send them; ours runs of 64 KiB. Rounds in turn, the best of each counts.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from honcho.printer import Message, Printer

from devstack.display import Display
from devstack.logs import LogBook

LINE = b"%09d INFO:     GET /api/v1 200\n"
RUN = 64 * 1024
GOAL = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    count = asked.lines
    lines = [LINE % number for number in range(count)]
    size = RUN // len(lines[0])
    runs = [b"".join(lines[start : start + size]) for start in range(0, count, size)]
    rounds = []
    for _ in range(asked.rounds):
        with tempfile.TemporaryDirectory() as name:
            rounds.append(measured(Path(name), lines, runs))
    stock, shown, kept = map(min, zip(*rounds, strict=True))
    for what, seconds in (("honcho's Printer", stock), ("Display", shown), ("Display and LogBook", kept)):
        print(f"{what:22} {seconds:6.2f} s  {count / seconds:12,.0f} lines/s  {stock / seconds:6.1f} x")
    print(f"goal {GOAL:g} x: {'reached' if stock / kept >= GOAL else 'MISSED'}")


def measured(folder: Path, lines: list[bytes], runs: list[bytes]) -> tuple[float, float, float]:
    """Seconds of honcho's printer, of our display, and of our display with log files."""
    stock = timed(folder / "honcho", lines, lambda out: Printer(out, width=8).write)
    shown = timed(folder / "display", runs, lambda out: Display(out, width=8).write)
    kept = timed(folder / "both", runs, lambda out: both(Display(out, width=8), LogBook(folder / "logs", 100, 3)))
    with (folder / "both").open("rb") as out:
        assert sum(1 for _ in out) == len(lines), "lines were lost"
    return stock, shown, kept


def timed(path: Path, batches: list[bytes], writer: Callable[[TextIO], Callable[[Message], None]]) -> float:
    """Seconds to write all batches, one message each."""
    with path.open("w", encoding="utf-8") as out:
        write = writer(out)
        began = time.perf_counter()
        for data in batches:
            write(Message("line", data, datetime.now().astimezone(), "broker-0", "33"))
        return time.perf_counter() - began


def both(display: Display, book: LogBook) -> Callable[[Message], None]:
    """Show and keep, as the supervisor does."""

    def write(message: Message) -> None:
        display.write(message)
        book.write(message.name, message.data, message.time.timestamp())

    return write


if __name__ == "__main__":
    main()
