"""Quotes and order books at a moment, out of a feed's bars. Pure: the moment is an argument."""

from hashlib import blake2b
from typing import TYPE_CHECKING

from trading_api.models.datafeed import Depth, DepthLevel, QuoteData, QuoteError, QuoteFailed, QuoteOk, QuoteValues
from trading_api.shared.market.instruments import Instrument
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.window import Window

if TYPE_CHECKING:
    from trading_api.shared.market.history import Market

LEVELS = 10
HALF_SPREAD = 1
"""Ticks from the last price to the best quotes, as in shared/market/ticks.py."""


def price(instrument: Instrument, ticks: int) -> float:
    """Ticks as the JSON number that charts draw."""
    return ticks * instrument.min_move / instrument.price_scale


def quote(market: "Market", symbol: str, at: int) -> QuoteData:
    """The quote at second `at`; while the exchange is closed, as it was at the close."""
    found = market.feed.instruments.get(symbol)
    if found is None:
        return QuoteFailed(n=symbol, v=QuoteError(error="unknown symbol"))
    days = market.history(symbol, Resolution.DAY, Window(0, at + 1, 2), at).columns
    if not len(days.close):
        return QuoteFailed(n=symbol, v=QuoteError(error="no price yet"))
    last = int(days.close[-1])
    before = int(days.close[-2]) if len(days.close) > 1 else int(days.open[-1])
    bid, ask = max(last - HALF_SPREAD, 1), last + HALF_SPREAD
    exchange = market.feed.calendar(symbol).exchange
    return QuoteOk(
        n=symbol,
        v=QuoteValues(
            lp=price(found, last),
            ch=price(found, last - before),
            chp=round(100 * (last - before) / before, 2),
            bid=price(found, bid),
            ask=price(found, ask),
            spread=price(found, ask - bid),
            open_price=price(found, int(days.open[-1])),
            high_price=price(found, int(days.high[-1])),
            low_price=price(found, int(days.low[-1])),
            prev_close_price=price(found, before),
            volume=int(days.volume[-1]),
            short_name=symbol,
            exchange=exchange,
            description=found.description,
            original_name=symbol,
        ),
    )


def depth(market: "Market", found: Instrument, at: int) -> Depth:
    """The book at second `at`, empty before the first price.

    Prices lie a tick apart around the last one; a feed has bars and no orders, so the volumes are drawn, the same everywhere.
    """
    last = market.current(found.symbol, Resolution.DAY, at).columns.close
    if not len(last):
        return Depth(asks=[], bids=[])
    volumes = blake2b(f"{market.world}|{found.symbol}|depth|{at}".encode(), digest_size=2 * LEVELS).digest()
    best = int(last[-1])

    def side(sign: int, drawn: bytes) -> list[DepthLevel]:
        prices = (best + sign * (HALF_SPREAD + level) for level in range(LEVELS))
        levels = zip(prices, drawn, strict=True)
        return [
            DepthLevel(price=price(found, at), volume=_volume(found, n, byte))
            for n, (at, byte) in enumerate(levels)
            if at > 0
        ]

    return Depth(asks=side(+1, volumes[:LEVELS]), bids=side(-1, volumes[LEVELS:]))


def _volume(found: Instrument, level: int, drawn: int) -> int:
    """Some seconds of trading, more of it further away."""
    return max(found.volume // 60 * (2 + level) * (64 + drawn) // 256, 1)
