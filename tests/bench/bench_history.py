"""How long 5000 bars take on the server: `python tests/bench/bench_history.py`.

Times are of the answering thread's CPU, so that a busy machine does not decide. *first* is the first question about a symbol of a
process whose start has warmed it (daily bars of every symbol), *again* the same question repeated. *answer* is the whole request
through the application: parsing, history, models, JSON; in CPU time of the process.
"""

import statistics
import sys
import time
from pathlib import Path

from figures import verdict

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.asgi import get

from trading_api.app_factory import AppFactory
from trading_api.modules.datafeed.service import DatafeedService
from trading_api.settings import Settings
from trading_api.shared.market.history import Market
from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.market.window import LARGEST_ANSWER, Window

NOW = 1_764_000_000
GOAL_MS = 20.0
SYMBOLS = list(INSTRUMENTS)


def asked(market: Market, symbol: str, resolution: Resolution) -> tuple[int, float]:
    """How many bars came, and the milliseconds of this thread."""
    began = time.thread_time()
    found = market.history(symbol, resolution, Window(0, NOW, LARGEST_ANSWER), NOW)
    return len(found), 1000 * (time.thread_time() - began)


def row(market: Market, resolution: Resolution) -> tuple[float, float]:
    """The median over the symbols of the first and of the second question."""
    first = [asked(market, symbol, resolution) for symbol in SYMBOLS]
    again = [asked(market, symbol, resolution) for symbol in SYMBOLS]
    medians = [statistics.median(ms for _, ms in found) for found in (first, again)]
    print(f"  {resolution:>4} {first[0][0]:>5} bars  first {medians[0]:7.2f} ms  again {medians[1]:6.2f} ms")
    return medians[0], medians[1]


def answers() -> float:
    """Milliseconds of a whole request for 5000 minutes, the best of several; one symbol after another, each already known."""
    app = AppFactory(Settings()).create_app(["datafeed"])
    query = {"symbol": "AAPL", "resolution": "1", "to_time": NOW, "count_back": LARGEST_ANSWER}
    took = []
    for _ in range(15):
        began = time.process_time()
        answer = get(app, "/api/v1/datafeed/bars", params=query)
        took.append(1000 * (time.process_time() - began))
        assert len(answer.json()["bars"]) == LARGEST_ANSWER
    print(f"answer of 5000 minutes: median {statistics.median(took):.1f} ms, least {min(took):.1f} ms")
    return statistics.median(took)


def main() -> None:
    """Both kinds of hours, every resolution."""
    slowest = {"first": 0.0, "again": 0.0}
    for exchange_hours in (False, True):
        market = Market(Simulator(exchange_hours=exchange_hours))
        DatafeedService(lambda market=market: market, clock=lambda: NOW).warm()
        print("exchange" if exchange_hours else "continuous")
        for resolution in Resolution:
            first, again = row(market, resolution)
            slowest = {"first": max(slowest["first"], first), "again": max(slowest["again"], again)}
    answer = answers()
    print(verdict("history of 5000 bars, ms of the slowest resolution, again", slowest["again"], GOAL_MS))
    print(verdict("history of 5000 bars, ms of the slowest resolution, first", slowest["first"], GOAL_MS))
    print(verdict("the whole answer, ms", answer, GOAL_MS))


if __name__ == "__main__":
    main()
