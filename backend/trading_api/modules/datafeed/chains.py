"""The option chain of an index at a moment: what its options cost, and why. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from trading_api.models.datafeed import Greeks, OptionChain, OptionRow, OptionSide
from trading_api.modules.datafeed.quotes import HALF_SPREAD, price
from trading_api.shared.market.feed import Derivatives
from trading_api.shared.market.instruments import Derivative, Instrument, Kind, Right
from trading_api.shared.market.resolution import Resolution

if TYPE_CHECKING:
    from trading_api.shared.market.history import Market


class NoOptions(LookupError):
    """There is no such chain; the message says what there is."""


def contracts(market: "Market", at: int) -> list[Instrument]:
    """Every future and option that is traded at second `at`."""
    feed = market.feed
    if not isinstance(feed, Derivatives):
        return []
    indices = [symbol for symbol, found in feed.instruments.items() if found.kind is Kind.INDEX]
    return [contract for index in indices for contract in feed.contracts(index, at * 1000)]


def chain(market: "Market", index: Instrument, wanted: date | None, at: int) -> OptionChain:
    """The chain of an expiry, by default the nearest, at second `at`; NoOptions."""
    months = _months(market, index, at)
    if not months:
        raise NoOptions(f"there are no options on {index.symbol}")
    expiry = min(months) if wanted is None else wanted
    if expiry not in months:
        raise NoOptions(f"no options on {index.symbol} expire on {expiry}; there are {', '.join(map(str, months))}")
    options = months[expiry]
    spot = int(market.current(index.symbol, Resolution.M1, at).columns.close[-1])
    lasts = dict(zip((each.symbol for each in options), market.lasts(index.symbol, options, at), strict=True))
    return OptionChain(
        underlying=index.symbol,
        time=at * 1000,
        price=price(index, spot),
        expiry=expiry,
        expiries=list(months),
        options=_rows(market, options, lasts, price(index, spot), at),
    )


def _months(market: "Market", index: Instrument, at: int) -> dict[date, list[Instrument]]:
    """The options on an index by their expiry, the nearest first."""
    feed = market.feed
    found = feed.contracts(index.symbol, at * 1000) if isinstance(feed, Derivatives) else ()
    options = [each for each in found if each.kind is Kind.OPTION]
    return {expiry: list(group) for expiry, group in groupby(options, key=lambda each: _of(each).expiry)}


def _rows(
    market: "Market", options: Sequence[Instrument], lasts: Mapping[str, int], spot: float, at: int
) -> list[OptionRow]:
    rows = []
    for strike, pair in groupby(options, key=lambda each: _of(each).strike):
        sides = {_of(each).right: _side(market, each, lasts[each.symbol], spot, at) for each in pair}
        rows.append(OptionRow(strike=strike, call=sides[Right.CALL], put=sides[Right.PUT]))
    return rows


def _side(market: "Market", option: Instrument, last: int, spot: float, at: int) -> OptionSide:
    quotes = (max(last - HALF_SPREAD, 1), last + HALF_SPREAD, last)
    bid, ask, newest = (price(option, ticks) for ticks in quotes)
    volatility, greeks = _sensitivities(market, option, spot, at)
    return OptionSide(symbol=option.symbol, bid=bid, ask=ask, last=newest, iv=volatility, greeks=greeks)


def _sensitivities(market: "Market", option: Instrument, spot: float, at: int) -> tuple[float | None, Greeks | None]:
    """On its last day an option has no time left, and so neither a volatility nor greeks."""
    from trading_api.shared.market.options import greeks

    feed, session = market.feed, market.feed.calendar(option.symbol).latest(at * 1000)
    if session is None or not isinstance(feed, Derivatives):
        return None, None
    terms = feed.terms(option, session.day)
    if terms.years <= 0:
        return None, None
    found = greeks(terms, spot)
    # Years and whole volatilities are the mathematician's units; a day and a percent are the trader's.
    return round(terms.volatility, 6), Greeks(
        delta=round(found.delta, 6),
        gamma=round(found.gamma, 8),
        vega=round(found.vega / 100, 6),
        theta=round(found.theta / 365, 6),
    )


def _of(found: Instrument) -> Derivative:
    assert found.derivative, "asked of options only"  # noqa: S101 - narrows the type for mypy
    return found.derivative
