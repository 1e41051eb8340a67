"""The equity engine: buys stocks that fell fast and begin to recover, with a stop and a target behind every entry."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from trading_api.engines.config import Config, EquitySection
from trading_api.engines.exits import EngineError, NothingToDo
from trading_api.engines.quotes import Listing, Quotes, Segment, SpotQuotes
from trading_api.engines.strategy import Action, Desk, Signal, View
from trading_api.shared.market.history import Market

PERIOD = 14
STOP_PER_MILLE = 10
TARGET_PER_MILLE = 20


class RsiPullback:
    """Enters when the relative strength index rises out of the oversold zone, leaves when it has recovered. All integers."""

    name = "rsi-pullback"

    def __init__(self, section: EquitySection, listings: Mapping[str, Listing]) -> None:
        self.timeframe: int = section.timeframe
        self._section = section
        self._listings = listings
        self._closes: dict[str, list[int]] = {symbol: [] for symbol in listings}

    @property
    def symbols(self) -> Sequence[str]:
        """All, always."""
        return tuple(self._listings)

    def warm(self, quotes: Quotes, before_ms: int) -> None:
        """The bars before the open."""
        for symbol in self._closes:
            self._closes[symbol] = list(quotes.closes(symbol, self.timeframe, before_ms, PERIOD + 2))

    def minute(self, view: View) -> Sequence[Signal]:
        """At the end of each bar, for each stock in order of its name."""
        if view.minute % self.timeframe:
            return ()
        found = []
        for symbol in sorted(self._closes):
            if symbol in view.prices:
                closes = self._closes[symbol] = [*self._closes[symbol][-PERIOD - 1 :], view.prices[symbol].last]
                if view.free(symbol) and (signal := self._signal(symbol, closes, view)):
                    found.append(signal)
        return found

    def _signal(self, symbol: str, closes: Sequence[int], view: View) -> Signal | None:
        before, now = strength(closes[:-1]), strength(closes)
        if before is None or now is None:
            return None
        if view.held.get(symbol):
            return Signal(symbol, Action.EXIT, f"RSI {now}") if now >= self._section.recovered else None
        if before < self._section.oversold <= now and (qty := self._qty(symbol, closes[-1])):
            stop, target = (closes[-1] * part // 1000 for part in (STOP_PER_MILLE, TARGET_PER_MILLE))
            return Signal(symbol, Action.BUY, f"RSI {before} to {now}", qty, now, max(1, stop), max(1, target))
        return None

    def _qty(self, symbol: str, ticks: int) -> int:
        """Whole shares for the position's share of the cash."""
        return int(self._section.cash * self._section.share_percent / 100 / self._listings[symbol].price(ticks))

    def greeks(self, view: View) -> Sequence[Mapping[str, object]]:
        """Stocks have none worth a row."""
        return ()

    def state(self) -> Mapping[str, Any]:
        """The closes."""
        return {"closes": self._closes}

    def restore(self, state: Mapping[str, Any]) -> None:
        """The closes."""
        self._closes = {symbol: list(closes) for symbol, closes in state["closes"].items()}


def strength(closes: Sequence[int]) -> int | None:
    """The relative strength index of the last 14 moves by plain averages, rounded down; None while there are fewer."""
    if len(closes) <= PERIOD:
        return None
    recent = closes[-PERIOD - 1 :]
    moves = [after - before for before, after in pairwise(recent)]
    gain, loss = sum(move for move in moves if move > 0), -sum(move for move in moves if move < 0)
    return 100 * gain // (gain + loss) if gain + loss else 50


def desk(config: Config, market: Market) -> Desk:
    """The stocks of the config as the feed knows them; EngineError names those it does not know."""
    section = config.engines.equity
    if section is None or not section.symbols:
        raise NothingToDo("engines.equity.symbols is empty: there is nothing to trade")
    known = market.feed.instruments
    if missing := [symbol for symbol in section.symbols if symbol not in known]:
        raise EngineError(
            f"engines.equity.symbols: the feed has no {', '.join(missing)}; it has {', '.join(sorted(known))}"
        )
    if indices := [symbol for symbol in section.symbols if not known[symbol].tradable]:
        raise EngineError(
            f"engines.equity.symbols: {', '.join(indices)} takes no orders; an index is traded by futures"
        )
    listings = {symbol: Listing(symbol, Segment.STOCK, known[symbol].tick) for symbol in section.symbols}
    feed = market.feed
    return Desk(RsiPullback(section, listings), listings, SpotQuotes(market), feed.foresees, feed.world)
