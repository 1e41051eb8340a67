"""The futures engine: follows the trend of an index by the cross of two moving averages, long or short, and rolls at expiry."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from trading_api.engines.config import Config, FnoSection
from trading_api.engines.day import TradingDay, calendar_of
from trading_api.engines.derived import DerivedQuotes, future
from trading_api.engines.exits import EngineError
from trading_api.engines.quotes import Quotes, SpotQuotes
from trading_api.engines.strategy import Action, Desk, Signal, View
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.expiries import expiries, expiry_of
from trading_api.shared.market.history import Market
from trading_api.shared.market.instruments import Instrument
from trading_api.shared.market.options import RATE


class TrendCross:
    """Holds as many lots as it is told on the side of the faster average."""

    name = "ema-cross"

    def __init__(self, section: FnoSection, symbol: str) -> None:
        self.timeframe: int = section.timeframe
        self._section = section
        self._symbol = symbol
        self._closes: list[int] = []

    @property
    def symbols(self) -> Sequence[str]:
        """The one future."""
        return (self._symbol,)

    def warm(self, quotes: Quotes, before_ms: int) -> None:
        """As many bars as the slow average still feels."""
        self._closes = list(quotes.closes(self._symbol, self.timeframe, before_ms, 4 * self._section.slow))

    def minute(self, view: View) -> Sequence[Signal]:
        """At the end of each bar: turn when the averages crossed in it."""
        if view.minute % self.timeframe or self._symbol not in view.prices:
            return ()
        before = self._side()
        self._closes = [*self._closes[-4 * self._section.slow + 1 :], view.prices[self._symbol].last]
        now = self._side()
        wanted = now * self._section.lots - view.held.get(self._symbol, 0)
        if now in {0, before} or not wanted or not view.free(self._symbol):
            return ()
        action = Action.BUY if wanted > 0 else Action.SELL
        words = f"EMA {self._section.fast} crossed EMA {self._section.slow} {'upward' if now > 0 else 'downward'}"
        return (Signal(self._symbol, action, words, abs(wanted)),)

    def _side(self) -> int:
        """1 where the fast average is above the slow one, -1 below, 0 where both are one or there are too few bars."""
        if len(self._closes) < self._section.slow:
            return 0
        fast, slow = average(self._closes, self._section.fast), average(self._closes, self._section.slow)
        return (fast > slow) - (fast < slow)

    def greeks(self, view: View) -> Sequence[Mapping[str, object]]:
        """A future's delta is its position."""
        return ()

    def state(self) -> Mapping[str, Any]:
        """The closes."""
        return {"closes": self._closes}

    def restore(self, state: Mapping[str, Any]) -> None:
        """The closes."""
        self._closes = list(state["closes"])


def average(closes: Sequence[int], period: int) -> float:
    """The exponential moving average, begun at the first close."""
    value, weight = float(closes[0]), 2 / (period + 1)
    for close in closes[1:]:
        value += weight * (close - value)
    return value


def index_of(market: Market, symbol: str, place: str) -> Instrument:
    """The index that contracts are written on; EngineError."""
    found = market.feed.instruments.get(symbol)
    if found is None:
        have = ", ".join(sorted(market.feed.instruments))
        raise EngineError(f"{place}: the feed has no {symbol}; it has {have}")
    return found


def contract_day(section: FnoSection, calendar: Calendar, day: date) -> date:
    """When the future to trade on that day expires: the nearest that is not about to; EngineError where it has expired."""
    if section.contract is None:
        return expiries(calendar, day + timedelta(days=section.roll_days), 1)[0]
    year, month = (int(part) for part in section.contract.split("-"))
    expiry = expiry_of(calendar, year, month)
    if expiry < day:
        raise EngineError(
            f"engines.fno.contract: {section.contract} expired on {expiry}, before {day}; name a later month, or leave it out"
        )
    return expiry


def desk(config: Config, market: Market, day: TradingDay) -> Desk:
    """The future of the config; EngineError."""
    section = config.engines.fno or FnoSection()
    index = index_of(market, section.underlying, "engines.fno.underlying")
    calendar = calendar_of(config)
    session = calendar.session(contract_day(section, calendar, day.date))
    assert session, "expiries are trading days"  # noqa: S101 - narrows the type for mypy
    traded = future(index.symbol, index.tick, session.day, session.close_ms, RATE)
    symbol = traded.listing.symbol
    quotes = DerivedQuotes(SpotQuotes(market), [traded])
    feed = market.feed
    return Desk(TrendCross(section, symbol), {symbol: traded.listing}, quotes, feed.foresees, feed.world)
