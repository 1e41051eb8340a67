"""What the market says at a moment: ticks where there are ticks, bars where there are only bars. Values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Tick:
    """Prices in ticks at `ts` (ms). `volume` in steps is what was traded since the tick before; None when nobody knows."""

    ts: int
    last: int
    bid: int
    ask: int
    volume: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """Prices in ticks of the time that ends at `ts` (ms), volume in steps."""

    ts: int
    open: int
    high: int
    low: int
    close: int
    volume: int | None = None

    @property
    def last(self) -> int:
        """The price at its end."""
        return self.close


Moment: TypeAlias = Tick | Bar


class Prices(Protocol):
    """Where prices come from: the same ticks for the same question, whoever asks and whenever."""

    def ticks(self, symbol: str, after_ms: int, until_ms: int) -> Sequence[Tick]:
        """The ticks after `after_ms`, up to and with `until_ms`, in order."""

    def last(self, symbol: str, at_ms: int) -> Tick | None:
        """The newest tick at `at_ms`; None before the first."""
