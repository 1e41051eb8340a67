"""A folder of the user's own prices as a feed: SYMBOL.csv or SYMBOL.parquet, and replay.yaml that says what they are.

`python -m trading_api.shared.market.replay FOLDER` prints what became of every file, and exits 1 when a row was dropped.
"""

import logging
import sys
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import numpy as np
import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from trading_api.models.bars import Symbol
from trading_api.shared.market.calendar import CONTINUOUS, Calendar, ExchangeUnknown
from trading_api.shared.market.candles import EMPTY, Candles, midnight, regrouped
from trading_api.shared.market.feed import FeedError
from trading_api.shared.market.instruments import CURRENCY, Instrument, Kind
from trading_api.shared.market.recording import Recording, Report, reach_of, recorded
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.tables import SUFFIXES, rows

DECLARATION = "replay.yaml"
log = logging.getLogger(__name__)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"{name!r} is no timezone; write one such as America/New_York") from error
    return name


def _exchange(name: str) -> str:
    try:
        return Calendar.load(name).exchange
    except ExchangeUnknown as error:
        raise ValueError(str(error)) from error


class Declared(BaseModel):
    """What a file cannot say of itself. On top for all symbols, below `symbols` for one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    """Of the times in the file that have no offset."""
    exchange: Annotated[str, AfterValidator(_exchange)] = CONTINUOUS
    """Whose sessions the bars belong to; SIM drops none."""
    description: str = ""
    type: Literal[Kind.STOCK, Kind.INDEX] = Kind.STOCK
    currency: str = CURRENCY
    price_scale: Annotated[int, Field(ge=1, le=10**6)] | None = None
    """Ticks in one unit of currency; by default as many digits as the file has, two to four."""


class Declaration(Declared):
    """replay.yaml."""

    symbols: dict[Symbol, Declared] = {}

    def of(self, symbol: str) -> Declared:
        """What holds for one symbol."""
        common, own = self.model_dump(exclude={"symbols"}), self.symbols.get(symbol)
        return Declared(**common | (own.model_dump(exclude_unset=True) if own else {}))


class Replay:
    """Recorded bars. Those after the present moment are withheld, so a file of today plays as the day goes on."""

    foresees = True

    def __init__(self, recordings: Mapping[str, tuple[Instrument, Recording]]) -> None:
        self._recordings = dict(recordings)
        self._instruments = {symbol: instrument for symbol, (instrument, _) in self._recordings.items()}
        self._world = _world(self._recordings)
        self._regrouped = lru_cache(maxsize=256)(self._all)

    @classmethod
    def of(cls, folder: str | Path) -> "Replay":
        """Read and check every file of a folder; FeedError says what cannot be used, the log what was dropped."""
        place = Path(folder)
        if not place.is_dir():
            raise FeedError(
                f"{folder} is no folder; replay: is followed by one that holds SYMBOL.csv or SYMBOL.parquet"
            )
        files = sorted(path for path in place.iterdir() if path.suffix.lower() in SUFFIXES)
        if not files:
            raise FeedError(f"{folder} holds no .csv and no .parquet file")
        declaration = _declaration(place / DECLARATION)
        found: dict[str, tuple[Instrument, Recording]] = {}
        for path in files:
            symbol = _symbol(path)
            if symbol in found:
                raise FeedError(f"{path}: there is another file of {symbol} in that folder; keep one")
            found[symbol] = _read(path, symbol, declaration.of(symbol))
        return cls(found)

    @property
    def reports(self) -> tuple[Report, ...]:
        """What became of every file's rows."""
        return tuple(recording.report for _, recording in self._recordings.values())

    @property
    def world(self) -> str:
        """Equal wherever the same bars were read."""
        return self._world

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """What it quotes, by symbol."""
        return self._instruments

    def calendar(self, symbol: str) -> Calendar:
        """When that symbol trades."""
        return Calendar.load(self._instruments[symbol].exchange)

    def finest(self, symbol: str) -> Resolution:
        """The size the bars were recorded in."""
        return self._recordings[symbol][1].finest

    def reach(self, symbol: str) -> tuple[date, date]:
        """The trading days of the first and the last bar."""
        return reach_of(self._recordings[symbol][1].candles, self.calendar(symbol), self.finest(symbol))

    def candles(self, symbol: str, resolution: Resolution, first: date, last: date) -> Candles:
        """The recorded bars of the trading days from `first` to `last`, none smaller than they were recorded."""
        candles = self._regrouped(symbol, resolution)
        if resolution is Resolution.DAY:
            edges = midnight(first), midnight(last) + 1
        else:
            days = self.calendar(symbol).days(first, last)
            ends = [session for day in (*days[:1], *days[-1:]) if (session := self.calendar(symbol).session(day))]
            if not ends:
                return EMPTY
            edges = ends[0].open_ms // 1000, ends[-1].close_ms // 1000
        return candles.part(slice(*np.searchsorted(candles.start, edges).tolist()))

    def _all(self, symbol: str, resolution: Resolution) -> Candles:
        """All bars of one size."""
        recording = self._recordings[symbol][1]
        if resolution is recording.finest:
            return recording.candles
        if list(Resolution).index(resolution) < list(Resolution).index(recording.finest):
            return EMPTY
        return regrouped(recording.candles, resolution, self.calendar(symbol))


def _read(path: Path, symbol: str, declared: Declared) -> tuple[Instrument, Recording]:
    zone = ZoneInfo(declared.timezone) if declared.timezone else None
    recording = recorded(path.name, rows(path), Calendar.load(declared.exchange), zone, declared.price_scale)
    log.log(logging.WARNING if recording.report.dropped else logging.INFO, "replay of %s", recording.report)
    instrument = Instrument(
        symbol,
        declared.description or f"{symbol} (recorded)",
        declared.type,
        price_scale=recording.price_scale,
        exchange=declared.exchange,
        currency=declared.currency,
        volume=max(int(np.median(recording.candles.columns.volume)), 1),
    )
    return instrument, recording


def _symbol(path: Path) -> str:
    try:
        return str(TypeAdapter(Symbol).validate_python(path.stem.upper()))
    except ValidationError:
        raise FeedError(
            f"{path}: {path.stem.upper()!r} is no symbol; name the file after one, such as AAPL.csv"
        ) from None


def _declaration(path: Path) -> Declaration:
    if not path.is_file():
        return Declaration()
    try:
        return Declaration.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FeedError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise FeedError(f"{path}: {faults}") from error


def _world(recordings: Mapping[str, tuple[Instrument, Recording]]) -> str:
    digest = blake2b(digest_size=8)
    for symbol, (instrument, recording) in sorted(recordings.items()):
        digest.update(f"{symbol}|{instrument.exchange}|{recording.price_scale}".encode())
        for column in (recording.candles.start, *recording.candles.columns):
            digest.update(column.tobytes())
    return f"replay|{digest.hexdigest()}"


def main(arguments: list[str]) -> int:
    """Print what became of every file; 0 when all rows were kept, 1 when some were dropped, 2 when the folder is unusable."""
    try:
        [folder] = arguments
        reports = Replay.of(folder).reports
    except ValueError as error:  # FeedError is one, and so is a wrong number of arguments
        message = error if isinstance(error, FeedError) else "usage: python -m trading_api.shared.market.replay FOLDER"
        print(message, file=sys.stderr)  # noqa: T201 - a command's answer
        return 2
    for report in reports:
        print(report)  # noqa: T201 - a command's answer
    return int(any(report.dropped for report in reports))


if __name__ == "__main__":
    logging.getLogger(__name__).addHandler(logging.NullHandler())
    sys.exit(main(sys.argv[1:]))
