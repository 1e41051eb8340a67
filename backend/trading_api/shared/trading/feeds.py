"""A feed as the paper exchange sees it: ticks, newest prices, hours and contracts. What charts show is what orders fill at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from trading_api.shared.market.feed import Feed, TickFeed
from trading_api.shared.market.history import Market
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.ticks import HALF_SPREAD, ticks
from trading_api.shared.trading.contract import Contract, Session, contract_of
from trading_api.shared.trading.quotes import Tick

SECOND_MS = 1_000
MINUTE_MS = 60_000
NEVER = 2**62


@dataclass(frozen=True, slots=True)
class FeedHours:
    """`Hours` out of the calendars of a feed; a break is outside of any session, and ends with the next open."""

    feed: Feed

    def session(self, symbol: str, at_ms: int) -> Session | None:
        """The session in which there is trading at that moment."""
        found = self.feed.calendar(symbol).session_at(at_ms) if at_ms < self._end(symbol) else None
        return Session(found.open_ms, found.close_ms) if found else None

    def next_open(self, symbol: str, at_ms: int) -> int | None:
        """When trading begins next."""
        found = self.feed.calendar(symbol).next_open(at_ms)
        return found if found is not None and found < self._end(symbol) else None

    def closes(self, symbol: str, after_ms: int, until_ms: int) -> Sequence[int]:
        """See `Closes`; a contract has none after its last."""
        until = min(until_ms, self._end(symbol))
        sessions = self.feed.calendar(symbol).sessions(after_ms, until + 1)
        return [session.close_ms for session in sessions if after_ms < session.close_ms <= until]

    def _end(self, symbol: str) -> int:
        """When a contract ends; other things do not."""
        found = self.feed.instruments.get(symbol)
        return found.derivative.expires_ms if found and found.derivative else NEVER


class FeedPrices:
    """`Prices` out of a feed: whoever asks, and whenever, gets the same ticks."""

    def __init__(self, feed: Feed) -> None:
        self._market = Market(feed)
        self._has_ticks = isinstance(feed, TickFeed)  # asked once: to hold a protocol against an object takes 0.1 ms
        self._newest = lru_cache(maxsize=4096)(self._last)

    def ticks(self, symbol: str, after_ms: int, until_ms: int) -> Sequence[Tick]:
        """The ticks after `after_ms`, up to and with `until_ms`; none for an unknown symbol."""
        feed = self._market.feed
        if symbol not in feed.instruments:
            return ()
        return [Tick(*tick) for tick in ticks(feed.instruments[symbol], after_ms, until_ms, feed)]

    def last(self, symbol: str, at_ms: int) -> Tick | None:
        """The newest tick at `at_ms`; None before the first and for an unknown symbol."""
        if not self._has_ticks:  # those made of minutes come at whole seconds
            at_ms -= at_ms % SECOND_MS
        return self._newest(symbol, at_ms)

    def known(self, now_ms: int) -> int:
        """Up to when no tick will come any more: a live source tells of a minute's when it is over."""
        return now_ms if self._market.feed.foresees or self._has_ticks else now_ms - MINUTE_MS

    def _last(self, symbol: str, at_ms: int) -> Tick | None:
        """Of this second, or what the newest bar ended with."""
        if symbol not in self._market.feed.instruments:
            return None
        if now := self.ticks(symbol, at_ms - SECOND_MS, at_ms):
            return now[-1]
        bar = self._market.current(symbol, self._market.feed.finest(symbol), at_ms // SECOND_MS)
        if not len(bar):
            return None
        last = int(bar.columns.close[-1])
        return Tick(int(bar.start[-1]) * SECOND_MS, last, max(last - HALF_SPREAD, 1), last + HALF_SPREAD, 0)


class FeedContracts(Mapping[str, Contract]):
    """What can be traded at a feed's prices, by symbol; orders need ticks, and those need minutes."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._made = lru_cache(maxsize=4096)(self._contract)

    def __getitem__(self, symbol: str) -> Contract:
        return self._made(symbol)

    def __iter__(self) -> Iterator[str]:
        return iter(self._feed.instruments)

    def __len__(self) -> int:
        return len(self._feed.instruments)

    def _contract(self, symbol: str) -> Contract:
        feed = self._feed
        found = feed.instruments[symbol]
        underlying = feed.instruments[found.derivative.underlying] if found.derivative else None
        ticking = isinstance(feed, TickFeed) or feed.finest(symbol) is Resolution.M1
        contract = contract_of(found, underlying)
        return contract if ticking else replace(contract, tradable=False)
