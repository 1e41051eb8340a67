"""A replayed day of the three engines as fast as possible, and how its time grows with symbols and days.

    python tests/bench/bench_session.py [ROUNDS]

Goals: 20 days ≤ 24 × one day, 20 symbols ≤ 24 × one symbol (linear, with a fifth for noise); a session's start ≤ 1.3 × the start
of its slowest engine. Events are the ticks that the market had for the symbols in play. `multi` over `single` has no goal: it
depends on the cores. The simulator has four stocks; the twenty are simulated like them by a feed of this file's own.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from figures import median_ratio, spread, verdict

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "backend"))

from trading_api.engines import heartbeat  # noqa: E402 - the path is set just above
from trading_api.shared.market.calendar import Calendar  # noqa: E402 - likewise
from trading_api.shared.places import Places  # noqa: E402 - likewise

DAY = date(2024, 3, 14)
TICKS = 23_400
"""Of one symbol in a session of New York: one a second."""
NAMES = ("equity", "fno", "options")
STOCKS = ("AAPL", "MSFT", "NVDA", "XOM")
WITHIN = 300
GROWTH = (1, 5, 20)
WIDE = '''
"""Twenty stocks, each simulated as AAPL is, by its own name."""
from dataclasses import replace

from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.market.pieces import Key
from trading_api.shared.market.simulator import Simulator

STOCKS = {f"S{number}": replace(INSTRUMENTS["AAPL"], symbol=f"S{number}") for number in range(20)}


class Wide(Simulator):
    instruments = STOCKS

    def _key(self, symbol):
        return Key(self.seed, STOCKS[symbol], STOCKS[symbol].exchange)


def make(settings):
    return Wide(exchange_hours=True)
'''


def run(module: str, folder: Path, *words: str, symbols: Sequence[str] = STOCKS, day: date = DAY) -> float:
    """Seconds of one command over a whole day."""
    config = folder / "bench.yaml"
    engines = f"equity: {{timeframe: 1, symbols: [{', '.join(symbols)}]}}\n  fno: {{timeframe: 1}}\n  options: {{}}"
    feed = "simulator" if symbols is STOCKS else "wide_feed:make"
    config.write_text(f"market: {{feed: '{feed}'}}\nengines:\n  {engines}\ndata: {folder / 'data'}\n")
    told = [*words, "--config", str(config), "--date", day.isoformat(), "--fresh"]
    since = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", f"trading_api.{module}", *told], check=True, capture_output=True, timeout=WITHIN
    )
    return time.perf_counter() - since


def started(folder: Path, module: str, *words: str) -> float:
    """Seconds until every named engine trades; what was started is stopped."""
    places = Places(folder / "data", DAY)
    for name in NAMES:
        places.heartbeat(name).unlink(missing_ok=True)
    (folder / "bench.yaml").write_text(
        f"engines: {{equity: {{}}, fno: {{}}, options: {{}}}}\ndata: {folder / 'data'}\n"
    )
    told = [*words, "--config", str(folder / "bench.yaml"), "--date", DAY.isoformat(), "--replay", "1", "--fresh"]
    names = [word for word in words if word in NAMES] or NAMES
    since = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", f"trading_api.{module}", *told], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not all((beat := heartbeat.read(places.heartbeat(name))) and beat.state == "running" for name in names):
            if child.poll() is not None or time.perf_counter() - since > WITHIN:
                raise SystemExit(f"{module} did not start")
            time.sleep(0.01)
        return time.perf_counter() - since
    finally:
        child.terminate()
        child.wait(WITHIN)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory(prefix="devstack-bench-") as text:
        folder = Path(text)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY / "backend"), text])
        days = Calendar.load("XNYS").days(DAY, date(2024, 6, 1))[:20]
        layouts: dict[str, list[float]] = {"single": [], "multi": []}
        starts: dict[str, list[float]] = {name: [] for name in (*NAMES, "session")}
        for _ in range(rounds):
            for layout, values in layouts.items():
                values.append(run("session", folder, "run", "--layout", layout, "--replay", "max"))
            for name in NAMES:
                starts[name].append(started(folder, "engines", name))
            starts["session"].append(started(folder, "session", "run", "--layout", "multi"))
        (folder / "wide_feed.py").write_text(WIDE)
        wide = [f"S{number}" for number in range(max(GROWTH))]
        symbols = [run("engines", folder, "equity", "--replay", "max", symbols=wide[:count]) for count in GROWTH]
        series = [sum(run("engines", folder, "equity", "--replay", "max", day=day) for day in days[:n]) for n in GROWTH]
    events = TICKS * (len(STOCKS) + 1)
    for layout, values in layouts.items():
        print(spread(layout, values, "s"), f" {events / min(values):,.0f} events/s at best, checks and report included")
    print(f"multi over single: {median_ratio(layouts['multi'], layouts['single']):.2f}")
    print(f"1, 5, 20 symbols: {', '.join(f'{seconds:.1f}' for seconds in symbols)} s")
    print(verdict("20 symbols over 1", symbols[2] / symbols[0], 24))
    print(f"1, 5, 20 days: {', '.join(f'{seconds:.1f}' for seconds in series)} s")
    print(verdict("20 days over 1", series[2] / series[0], 24))
    for name, values in starts.items():
        print(spread(name, values, "s"))
    slowest = [max(each) for each in zip(*(starts[name] for name in NAMES), strict=True)]
    print(verdict("start of a session over its slowest engine", median_ratio(starts["session"], slowest), 1.3))


if __name__ == "__main__":
    main()
