"""A short trading day of the three engines, in this process or in processes of its own."""

import asyncio
import csv
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from trading_api.engines.clock import Clock, Fastest
from trading_api.engines.config import Config, EngineName
from trading_api.engines.day import day_of
from trading_api.engines.desks import desk_of, market_of
from trading_api.engines.engine import Engine
from trading_api.engines.executions import Assignment
from trading_api.engines.exits import ExitCode
from trading_api.shared.places import Places

DAY = date(2024, 3, 14)
UNTIL = time(10, 30)
CONFIG = """
engines:
  equity: {timeframe: 1, symbols: [AAPL, XOM]}
  fno: {timeframe: 1, fast: 5, slow: 15}
  options: {enter_minutes: 5, stop_delta: 22}
session: {square_off_minutes: 10}
"""
NAMES: tuple[EngineName, ...] = ("equity", "fno", "options")


def config_in(folder: Path, text: str = CONFIG) -> Path:
    """The config file of a day whose data lies in `folder`."""
    path = folder / "paper.yaml"
    path.write_text(f"{text}\ndata: {folder / 'data'}\n")
    return path


def places(folder: Path, day: date = DAY) -> Places:
    """Where the files of that day are."""
    return Places(folder / "data", day)


def engine(name: EngineName, path: Path, clock: Clock | None = None, until: time = UNTIL, day: date = DAY) -> Engine:
    """One engine of the config, ready to run."""
    config = Config.load(path)
    trading = day_of(config, day, until)
    desk = desk_of(name, config, market_of(config), trading)
    assignment = Assignment(name, config, trading, Places(config.data, day), config.gateway)
    return Engine(assignment, desk, clock or Fastest())


def traded(name: EngineName, path: Path, clock: Clock | None = None, until: time = UNTIL) -> ExitCode:
    """Run it to its end."""
    return asyncio.run(engine(name, path, clock, until).run())


def files(folder: Path, names: Sequence[str] = NAMES) -> Mapping[str, bytes]:
    """What engines wrote, byte by byte."""
    found = {f"{name}/{path.name}": path for name in names for path in places(folder).segments(name).glob("*.*")}
    return {name: path.read_bytes() for name, path in sorted(found.items())}


def command(module: str, path: Path, *words: str, replay: str = "max", until: str = "10:30") -> list[str]:
    """`python -m trading_api.MODULE` for the short day."""
    told = ["--config", str(path), "--date", DAY.isoformat(), "--replay", replay, "--until", until]
    return [sys.executable, "-m", f"trading_api.{module}", *words, *told]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


def ran(arguments: Sequence[str], cwd: Path | None = None) -> Ran:
    """Run a command to its end."""
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=100, check=False, cwd=cwd)
    return Ran(done.returncode, done.stdout, done.stderr)


def recomputed(path: Path) -> dict[str, Decimal | int]:
    """The totals of an orders.csv with nothing but the standard library: what a report must say too."""
    gross = fees = turnover = Decimal(0)
    filled: dict[str, tuple[int, Decimal]] = {}
    units = {"stock": 1, "future": 10, "option": 10}
    fills = 0
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            gross += Decimal(row["realized_pl"])
            fees += Decimal(row["fee"])
            if row["status"] not in {"partial", "filled"}:
                continue
            qty, average = int(row["filled_qty"]), Decimal(row["avg_price"])
            before, worth = filled.get(row["order_id"], (0, Decimal(0)))
            if qty > before:
                now = qty * average * units[row["segment"]]
                fills, turnover = fills + 1, turnover + now - worth
                filled[row["order_id"]] = (qty, now)
    cent = Decimal("0.01")
    sums = {"gross": gross, "fees": fees, "net": gross - fees, "turnover": turnover}
    return {**{name: value.quantize(cent) for name, value in sums.items()}, "fills": fills}
