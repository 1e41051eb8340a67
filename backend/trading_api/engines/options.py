"""The options engine: sells a strangle on an index after the open and buys a leg back when its delta grows too large.

The chain is priced by QuantLib (`pricing.py`), which is loaded only when this engine runs.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from trading_api.engines.config import Config, OptionsSection
from trading_api.engines.day import TradingDay, calendar_of
from trading_api.engines.derived import OPTION_TICK, YEAR_MS, Derived, DerivedQuotes
from trading_api.engines.exits import EngineError
from trading_api.engines.fno import index_of
from trading_api.engines.quotes import Listing, Quotes, Segment, SpotQuotes
from trading_api.engines.strategy import Action, Desk, Signal, View
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.derived import MULTIPLIER, option_symbol
from trading_api.shared.market.expiries import expiries
from trading_api.shared.market.history import Market
from trading_api.shared.market.options import smile, strikes

if TYPE_CHECKING:
    from trading_api.engines.pricing import Greeks, Right

EXTRA = "pip install 'devstack[engines]'"
REACH = 12
"""Strikes on each side."""
LEAST_DAYS = 5
MARGIN_BPS = 1_500
"""Of the index's value, for one option sold: what exchanges ask is worked out otherwise, see docs/session.md."""


@dataclass(frozen=True, slots=True)
class Option:
    """One row of the chain. `expires_ms` is its session's close."""

    symbol: str
    right: "Right"
    strike: float
    expires_ms: int


class Chain:
    """All options of one expiry on one index, and what they are worth at any moment."""

    def __init__(self, section: OptionsSection, options: Sequence[Option], index_tick: float) -> None:
        self.options = {option.symbol: option for option in options}
        self.underlying = section.underlying
        self.index_tick = index_tick
        self._section = section

    def greeks(self, symbol: str, spot: float, ts: int) -> "Greeks":
        """Price and sensitivities of one unit."""
        from trading_api.engines import pricing

        option = self.options[symbol]
        rate = self._section.rate_bps / 10_000
        years = max(1, option.expires_ms - ts) / YEAR_MS
        terms = pricing.Terms(option.right, option.strike, years, rate, 0.0, self.volatility(option.strike, spot))
        return pricing.black_scholes(terms, spot)

    def volatility(self, strike: float, spot: float) -> float:
        """The fixed smile: higher for strikes below the index, and away from it."""
        return smile(strike, spot, self._section.volatility_percent / 100)


class ShortStrangle:
    """Sells one call and one put, far enough away; each is bought back when its delta passes the stop."""

    name = "short-strangle"
    timeframe = 1

    def __init__(self, section: OptionsSection, chain: Chain) -> None:
        self._section = section
        self._chain = chain
        self._sold: tuple[str, ...] = ()
        self._entered = False

    @property
    def symbols(self) -> Sequence[str]:
        """The index, and what was sold."""
        return (self._section.underlying, *self._sold)

    def warm(self, quotes: Quotes, before_ms: int) -> None:
        """It needs no past."""

    def minute(self, view: View) -> Sequence[Signal]:
        """Sell once, then watch."""
        index = view.prices.get(self._section.underlying)
        if index is None:
            return ()
        spot = index.last * self._chain.index_tick
        if not self._entered and view.minute >= self._section.enter_minutes:
            return self._enter(spot, view.at_ms)
        return [signal for symbol in self._sold if (signal := self._stop(symbol, spot, view))]

    def _enter(self, spot: float, ts: int) -> Sequence[Signal]:
        self._entered, wanted = True, self._section.delta / 100
        deltas = {symbol: self._chain.greeks(symbol, spot, ts).delta for symbol in self._chain.options}
        sides = ([s for s, d in deltas.items() if d > 0], [s for s, d in deltas.items() if d < 0])
        chosen = [min(side, key=lambda s: (abs(abs(deltas[s]) - wanted), s)) for side in sides if side]
        self._sold = tuple(chosen)
        return [
            Signal(s, Action.SELL, f"delta {deltas[s]:+.2f}", self._section.lots, round(abs(deltas[s]) * 100))
            for s in chosen
        ]

    def _stop(self, symbol: str, spot: float, view: View) -> Signal | None:
        if not view.held.get(symbol) or not view.free(symbol):
            return None
        delta = self._chain.greeks(symbol, spot, view.at_ms).delta
        if abs(delta) <= self._section.stop_delta / 100:
            return None
        return Signal(symbol, Action.EXIT, f"delta {delta:+.2f} is beyond the stop", strength=round(abs(delta) * 100))

    def greeks(self, view: View) -> Sequence[Mapping[str, object]]:
        """Of each position, for all its contracts."""
        index = view.prices.get(self._section.underlying)
        if index is None:
            return ()
        spot = index.last * self._chain.index_tick
        held = sorted(symbol for symbol in view.held if symbol in self._chain.options)
        return [self._row(symbol, view.held[symbol], spot, view.at_ms) for symbol in held]

    def _row(self, symbol: str, qty: int, spot: float, ts: int) -> Mapping[str, object]:
        greeks, units = self._chain.greeks(symbol, spot, ts), qty * MULTIPLIER
        sums = {name: f"{getattr(greeks, name) * units:.6f}" for name in ("delta", "gamma", "vega", "theta")}
        volatility = self._chain.volatility(self._chain.options[symbol].strike, spot)
        return {"symbol": symbol, "qty": qty, "price": f"{greeks.price:.4f}", "iv": f"{volatility:.6f}", **sums}

    def state(self) -> Mapping[str, Any]:
        """What was sold."""
        return {"sold": list(self._sold), "entered": self._entered}

    def restore(self, state: Mapping[str, Any]) -> None:
        """What was sold."""
        self._sold, self._entered = tuple(state["sold"]), state["entered"]


def expiry_day(section: OptionsSection, calendar: Calendar, day: date) -> date:
    """When the chain to trade on that day expires; EngineError where it has."""
    if section.expiry is None:
        return expiries(calendar, day + timedelta(days=LEAST_DAYS), 1)[0]
    if section.expiry < day:
        raise EngineError(
            f"engines.options.expiry: these options expired on {section.expiry}, before {day}; name a later day, or leave it out"
        )
    if calendar.session(section.expiry) is None:
        raise EngineError(f"engines.options.expiry: {calendar.exchange} does not trade on {section.expiry}")
    return section.expiry


def desk(config: Config, market: Market, day: TradingDay) -> Desk:
    """The chain of the config around where the index stood before the open; EngineError."""
    section = config.engines.options or OptionsSection()
    index = index_of(market, section.underlying, "engines.options.underlying")
    chain = _chain(section, index.symbol, float(index.tick), market, _expires(section, config, day), day)
    spot = SpotQuotes(market)
    before = spot.newest(index.symbol, day.open_ms)
    assert before, "the chain was made around it"  # noqa: S101 - narrows the type for mypy
    derived = [_derived(chain, symbol, before.last, day.open_ms) for symbol in chain.options]
    listings = {each.listing.symbol: each.listing for each in derived}
    quotes = DerivedQuotes(spot, derived)
    return Desk(ShortStrangle(section, chain), listings, quotes, market.feed.foresees, market.feed.world)


def _expires(section: OptionsSection, config: Config, day: TradingDay) -> int:
    calendar = calendar_of(config)
    session = calendar.session(expiry_day(section, calendar, day.date))
    assert session, "expiries are trading days"  # noqa: S101 - narrows the type for mypy
    return session.close_ms


def _chain(
    section: OptionsSection, underlying: str, tick: float, market: Market, expires_ms: int, day: TradingDay
) -> Chain:
    try:
        from trading_api.engines.pricing import Right
    except ModuleNotFoundError as error:
        if error.name != "QuantLib":
            raise
        raise EngineError(f"the options engine prices with QuantLib, which is not installed: {EXTRA}") from None
    before = SpotQuotes(market).newest(underlying, day.open_ms)
    if before is None:
        raise EngineError(f"engines.options.underlying: {underlying} has no price before {day.date}; name a later day")
    expiry = date.fromordinal(date(1970, 1, 1).toordinal() + expires_ms // 86_400_000)
    options = [
        Option(option_symbol(underlying, expiry, right, strike), right, float(strike), expires_ms)
        for strike in strikes(before.last * tick, REACH)
        for right in Right
    ]
    return Chain(section, options, tick)


def _derived(chain: Chain, symbol: str, index_ticks: int, open_ms: int) -> Derived:
    """An option whose margin is a share of the index, as a multiple of its own price at the open."""
    spot = index_ticks * chain.index_tick
    premium = max(float(OPTION_TICK), chain.greeks(symbol, spot, open_ms).price)
    rate = math.ceil(MARGIN_BPS * spot / premium)

    def worth(index: float, ts: int) -> float:
        return chain.greeks(symbol, index, ts).price

    listing = Listing(symbol, Segment.OPTION, OPTION_TICK, MULTIPLIER, initial_bps=rate, maintenance_bps=rate * 3 // 4)
    return Derived(listing, chain.underlying, chain.index_tick, worth)
