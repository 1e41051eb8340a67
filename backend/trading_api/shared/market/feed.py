"""Where prices come from: the promise that the simulator, a replay and a live source keep alike. Loads no numpy."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.fault import FeedError
from trading_api.shared.market.instruments import Instrument
from trading_api.shared.market.resolution import Resolution

if TYPE_CHECKING:
    from trading_api.shared.market.candles import Candles
    from trading_api.shared.market.options import Terms


__all__ = ["Derivatives", "Feed", "FeedError", "Tick", "TickFeed"]


class Tick(NamedTuple):
    """A trade and the quotes around it: `ts` in ms since the epoch, prices in ticks of the instrument, volume in units."""

    ts: int
    last: int
    bid: int
    ask: int
    volume: int


class Feed(Protocol):
    """A source of bars. Everything else (larger bars, the forming bar, quotes, ticks, live topics) is made of them.

    Called from several threads at once; a call that takes long holds up its own request only.
    """

    @property
    def world(self) -> str:
        """Names these prices: equal where, and only where, the same question gets the same answer."""

    @property
    def foresees(self) -> bool:
        """Whether bars are whole at once, so that whoever asks must cut them at the present moment; False for live sources."""

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """What it quotes, by symbol. Contracts that expire are found in it by their symbol, and left out where it is listed."""

    def calendar(self, symbol: str) -> Calendar:
        """When that symbol trades."""

    def finest(self, symbol: str) -> Resolution:
        """The smallest bars there are, at most DAY. Live bars and ticks need M1."""

    def reach(self, symbol: str) -> tuple[date, date]:
        """The first and the last trading day of which it may have bars."""

    def candles(self, symbol: str, resolution: Resolution, first: date, last: date) -> "Candles":
        """The bars of the trading days from `first` to `last`, ascending; minutes may be missing. Never weeks or months.

        `candles.regrouped` makes every resolution out of minutes.
        """


@runtime_checkable
class TickFeed(Protocol):
    """A feed that has seen the trades themselves. Without it ticks are made of the minutes."""

    def ticks(self, symbol: str, after_ms: int, until_ms: int) -> Sequence[Tick]:
        """The trades of (after_ms, until_ms], ascending."""


@runtime_checkable
class Derivatives(Protocol):
    """A feed with futures and options, whose bars are made of their index's."""

    def contracts(self, index: str, at_ms: int) -> Sequence[Instrument]:
        """Those on an index that are traded at that moment, the nearest expiry first, strikes ascending."""

    def priced(self, found: Instrument, day: date, candles: "Candles") -> "Candles":
        """The bars of a contract out of those of its index, all of the session of `day`."""

    def terms(self, found: Instrument, day: date) -> "Terms":
        """How an option is priced in the session of `day`."""
