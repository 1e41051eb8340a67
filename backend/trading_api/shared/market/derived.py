"""Futures and options on the indices of another feed. Their bars are made of the index's, so nothing of them is kept anywhere.

Within a session a contract's price depends on the index alone: time passes over night. So it rises and falls with the index, and
the highest and lowest of a bar of any size are those of the index, priced. On its last day an option is worth what it would be
exercised for.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from trading_api.shared.market import options
from trading_api.shared.market.bits import Floats, Ints
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.candles import Candles, Columns, joined
from trading_api.shared.market.expiries import LISTED, expiries, expiry_of, listed_since
from trading_api.shared.market.feed import Feed
from trading_api.shared.market.instruments import Derivative, Instrument, Kind, Right
from trading_api.shared.market.kept import Shelf
from trading_api.shared.market.resolution import Resolution

REACH = 20
"""Strikes on either side of where the index stood when the month was listed."""
MULTIPLIER = 10
PRICE_SCALE, MIN_MOVE = 100, 5
FUTURE_SHARE, OPTION_SHARE = 10, 200
"""One contract is traded for so many units of the index."""
_FUTURE = re.compile(r"(?P<index>[A-Z][A-Z0-9.]*)-(?P<year>\d{4})(?P<month>\d{2})")
_OPTION = re.compile(
    r"(?P<index>[A-Z][A-Z0-9.]*)-(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})-(?P<right>[CP])(?P<strike>[1-9]\d*)"
)


def future_symbol(index: str, expiry: date) -> str:
    """Such as SIMX-202403."""
    return f"{index}-{expiry:%Y%m}"


def option_symbol(index: str, expiry: date, right: str, strike: int) -> str:
    """Such as SIMX-20240315-C4200."""
    return f"{index}-{expiry:%Y%m%d}-{right}{strike}"


class WithDerivatives:
    """A feed with the futures and options on its indices. `instruments` finds each of them, also those that are over."""

    def __init__(self, spot: Feed) -> None:
        self._spot = spot
        self.foresees = spot.foresees
        self.instruments: Mapping[str, Instrument] = _Instruments(spot.instruments, lru_cache(4096)(self._find))
        self._strikes = lru_cache(256)(self._listed_strikes)
        self._month = lru_cache(64)(self._listed_month)
        self._sessions: Shelf[tuple[str, Resolution, date], Candles] = Shelf(512)

    @property
    def world(self) -> str:
        """As below: one index has one way of being priced."""
        return self._spot.world

    def calendar(self, symbol: str) -> Calendar:
        """That of the index."""
        return self._spot.calendar(self._below(symbol))

    def finest(self, symbol: str) -> Resolution:
        """That of the index."""
        return self._spot.finest(self._below(symbol))

    def reach(self, symbol: str) -> tuple[date, date]:
        """From the day it is listed to the one it expires on."""
        found = self.instruments[symbol].derivative
        if found is None:
            return self._spot.reach(symbol)
        first, last = self._spot.reach(found.underlying)
        return max(first, listed_since(self.calendar(symbol), found.expiry)), min(last, found.expiry)

    def candles(self, symbol: str, resolution: Resolution, first: date, last: date) -> Candles:
        """The bars of the trading days from `first` to `last`."""
        if self.instruments[symbol].derivative is None:
            return self._spot.candles(symbol, resolution, first, last)
        since, until = self.reach(symbol)
        days = self.calendar(symbol).days(max(first, since), min(last, until))
        keys = [(symbol, resolution, day) for day in days]
        return joined(self._sessions.many(keys, lambda missing: self._priced_sessions(symbol, missing)))

    def contracts(self, index: str, at_ms: int) -> Sequence[Instrument]:
        """The futures and options on an index that are traded at that moment, the nearest month first; see `Derivatives`."""
        found = self._spot.instruments.get(index)
        session = None if found is None or found.kind is not Kind.INDEX else self.calendar(index).latest(at_ms)
        if session is None:
            return []
        months = expiries(self._spot.calendar(index), session.day, LISTED)
        listed = (contract for expiry in months for contract in self._month(index, expiry))
        return [each for each in listed if each.derivative and each.derivative.expires_ms > at_ms]

    def priced(self, found: Instrument, day: date, candles: Candles) -> Candles:
        """The bars of a contract out of those of its index, all of the session of `day`."""
        contract = found.derivative
        assert contract, "asked of futures and options only"  # noqa: S101 - narrows the type for mypy
        index = self._spot.instruments[contract.underlying]
        opening, high, low, close, volume = candles.columns
        if contract.right is Right.PUT:
            high, low = low, high
        spot = np.stack((opening, high, low, close)).astype(np.float64) * float(index.tick)
        prices = np.rint(self._worth(found, contract, day)(spot) / float(found.tick))
        ticks = np.maximum(prices, 1).astype(np.int64)
        share = OPTION_SHARE if contract.right else FUTURE_SHARE
        return Candles(candles.start, Columns(ticks[0], ticks[1], ticks[2], ticks[3], _part(volume, share)))

    def terms(self, found: Instrument, day: date) -> options.Terms:
        """How an option is priced in the session of `day`: its place on the smile is that of the index's open."""
        contract = found.derivative
        assert contract, "asked of options only"  # noqa: S101 - narrows the type for mypy
        assert contract.right, "asked of options only"  # noqa: S101 - narrows the type for mypy
        volatility = options.smile(contract.strike, self._opening(contract.underlying, day))
        return options.Terms(contract.right, contract.strike, _years(contract, day), volatility)

    def _worth(self, found: Instrument, contract: Derivative, day: date) -> Callable[[Floats], Floats]:
        if contract.right is None:
            return lambda spot: options.carried(spot, _years(contract, day))
        terms = self.terms(found, day)
        return lambda spot: options.worth(terms, spot)

    def _opening(self, index: str, day: date) -> float:
        opening = self._spot.candles(index, Resolution.DAY, day, day).columns.open[0]
        return float(opening) * float(self._spot.instruments[index].tick)

    def _priced_sessions(self, symbol: str, missing: Sequence[tuple[str, Resolution, date]]) -> list[Candles]:
        found, index, resolution = self.instruments[symbol], self._below(symbol), missing[0][1]
        # Asked for together, the index's are made together; day by day they are only looked up then.
        self._spot.candles(index, resolution, missing[0][2], missing[-1][2])
        return [self.priced(found, day, self._spot.candles(index, resolution, day, day)) for _, _, day in missing]

    def _below(self, symbol: str) -> str:
        found = self.instruments[symbol].derivative
        return symbol if found is None else found.underlying

    def _find(self, symbol: str) -> Instrument | None:
        """The contract of that name, if the exchange has or had or will have it."""
        match = _OPTION.fullmatch(symbol) or _FUTURE.fullmatch(symbol)
        index = self._spot.instruments.get(match["index"]) if match else None
        if match is None or index is None or index.kind is not Kind.INDEX:
            return None
        try:
            expiry = expiry_of(self._spot.calendar(index.symbol), int(match["year"]), int(match["month"]))
        except (LookupError, ValueError):
            return None
        found = self._month(index.symbol, expiry)
        return next((contract for contract in found if contract.symbol == symbol), None)

    def _listed_month(self, index: str, expiry: date) -> tuple[Instrument, ...]:
        """The future and the options of one expiry; none where there are no prices."""
        first, last = self._spot.reach(index)
        session = self._spot.calendar(index).session(expiry)
        if session is None or not first <= expiry <= last:
            return ()
        over = self._spot.instruments[index]
        rows = [_future(over, Derivative(index, expiry, session.close_ms))]
        for strike in self._strikes(index, expiry):
            ends = [Derivative(index, expiry, session.close_ms, right, strike) for right in Right]
            rows += [_option(over, end) for end in ends]
        return tuple(rows)

    def _listed_strikes(self, index: str, expiry: date) -> Sequence[int]:
        calendar = self._spot.calendar(index)
        since = max(self._spot.reach(index)[0], listed_since(calendar, expiry))
        return options.strikes(self._opening(index, calendar.days(since, expiry)[0]), REACH)


class _Instruments(Mapping[str, Instrument]):
    """What is always listed; what has an expiry is found by its name alone."""

    def __init__(self, spot: Mapping[str, Instrument], find: Callable[[str], Instrument | None]) -> None:
        self._spot, self._find = spot, find

    def __getitem__(self, symbol: str) -> Instrument:
        found = self._spot.get(symbol) or self._find(symbol)
        if found is None:
            raise KeyError(symbol)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._spot)

    def __len__(self) -> int:
        return len(self._spot)


def _future(index: Instrument, contract: Derivative) -> Instrument:
    name = f"{index.description}, future of {contract.expiry:%B %Y}"
    symbol, volume = future_symbol(index.symbol, contract.expiry), index.volume // FUTURE_SHARE
    return _contract(index, Kind.FUTURE, symbol, name, contract, volume)


def _option(index: Instrument, contract: Derivative) -> Instrument:
    right = contract.right
    assert right, "asked of options only"  # noqa: S101 - narrows the type for mypy
    name = f"{index.description}, {right.name.lower()} {contract.strike} of {contract.expiry}"
    symbol = option_symbol(index.symbol, contract.expiry, right, contract.strike)
    return _contract(index, Kind.OPTION, symbol, name, contract, index.volume // OPTION_SHARE)


def _contract(index: Instrument, kind: Kind, symbol: str, name: str, contract: Derivative, volume: int) -> Instrument:
    return Instrument(
        symbol,
        name,
        kind,
        volume=volume,
        price_scale=PRICE_SCALE,
        min_move=MIN_MOVE,
        exchange=index.exchange,
        currency=index.currency,
        multiplier=MULTIPLIER,
        derivative=contract,
    )


def _years(contract: Derivative, day: date) -> float:
    """Whole days: it ends with the session of its last one."""
    return (contract.expiry - day).days / 365


def _part(volume: Ints, share: int) -> Ints:
    """Whole parts of a session's volume that add up alike however the session is cut."""
    return np.diff(np.cumsum(volume) // share, prepend=0)
