"""The end of the day: merge, reconcile, work out the figures, write the report. Run twice, it writes the same bytes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trading_api.engines import disk
from trading_api.engines.config import Config, EngineName
from trading_api.engines.day import TradingDay, iso
from trading_api.engines.desks import desk_of, market_of
from trading_api.engines.strategy import Desk
from trading_api.session import page, report, state
from trading_api.session.merge import merge, rows_of
from trading_api.shared.places import Places

MINUTE_MS = 60_000
log = logging.getLogger("session")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written, and the line that everything stands on."""

    paths: Sequence[Path]
    net: str
    verdict: str
    ok: bool


def end_of_day(config: Config, day: TradingDay, places: Places) -> Outcome:
    """Do it all; what engines left, whole or not, is what counts."""
    engines = [name for name in config.names if places.segments(name).is_dir()]
    merge(places, engines)
    found = report.report_of(config, day, places, engines, state.read(places.session))
    texts = {
        "json": report.as_json(found),
        "md": report.as_markdown(found),
        "html": page.as_html(found, day, places, _prices(config, day, places, engines)),
    }
    paths = [places.reports / f"{day.date}.{suffix}" for suffix in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        disk.replace(path, text)
    return Outcome(paths, found["profit"]["net"], report.verdict(found), found["reconciliation"]["ok"])


def _prices(config: Config, day: TradingDay, places: Places, engines: Sequence[EngineName]) -> page.Prices:
    """Each traded symbol's price at the end of each minute; nothing where it cannot be had any more."""
    found: dict[str, Sequence[tuple[str, float]]] = {}
    for engine in engines:
        symbols = {row["symbol"] for row in rows_of(places.segments(engine), "executions")}
        try:
            desk = desk_of(engine, config, market_of(config), day)
            for symbol in sorted(symbols & desk.listings.keys()):
                found[symbol] = _line(desk, symbol, day)
        except Exception as error:  # any feed may fail in its own way, and a line in a chart is not worth a report
            log.warning("%s: the charts have fills without prices: %s", engine, error)
    return found


def _line(desk: Desk, symbol: str, day: TradingDay) -> Sequence[tuple[str, float]]:
    tick = float(desk.listings[symbol].tick)
    moments = range(day.open_ms + MINUTE_MS, day.close_ms + 1, MINUTE_MS)
    ticks = ((at, desk.quotes.newest(symbol, at)) for at in moments)
    return [(iso(at), newest.last * tick) for at, newest in ticks if newest is not None]
