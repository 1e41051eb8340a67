"""A page of history in columns, as the JSON numbers that charts draw; rows and their JSON text are made of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from pydantic_core import to_json

from trading_api.shared.market.instruments import Instrument

if TYPE_CHECKING:
    from trading_api.shared.market.candles import Candles


class Row(TypedDict):
    """The fields of models.bars.Bar."""

    time: int
    open: float
    high: float
    low: float
    close: float
    volume: int


@dataclass(frozen=True, slots=True)
class Page:
    """Bars in ascending order; `times` in ms. Without any, `next_time` (seconds) is the newest bar before the range, if any."""

    times: list[int] = field(default_factory=list)
    open: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    close: list[float] = field(default_factory=list)
    volume: list[int] = field(default_factory=list)
    next_time: int | None = None

    def rows(self) -> Iterator[Row]:
        """Bar by bar."""
        for t, o, h, low, c, v in zip(self.times, self.open, self.high, self.low, self.close, self.volume, strict=True):
            yield {"time": t, "open": o, "high": h, "low": low, "close": c, "volume": v}

    def json(self) -> bytes:
        """A models.bars.BarsPage. Five thousand models, made only to be written down again, would take longest of all."""
        return to_json({"bars": list(self.rows()), "no_data": not self.times, "next_time": self.next_time})


def page_of(found: Instrument, candles: "Candles") -> Page:
    """Ticks as prices."""
    unit = found.price_scale / found.min_move
    opening, high, low, close = ((column / unit).tolist() for column in candles.columns[:4])
    return Page((candles.start * 1000).tolist(), opening, high, low, close, candles.columns.volume.tolist())
