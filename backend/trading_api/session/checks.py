"""What is looked at before the market opens. Looking changes nothing but a probe file that is gone again."""

import os
import shutil
import stat
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from trading_api.engines import checkpoint, heartbeat
from trading_api.engines.config import Config, EngineName
from trading_api.engines.day import TradingDay, iso
from trading_api.engines.desks import desk_of, market_of
from trading_api.engines.exits import NothingToDo
from trading_api.session.check import Check, Finding, Severity, performed
from trading_api.shared.market.history import Market
from trading_api.shared.places import Places

LEAST_FREE = 100 * 2**20
SECRETS = ("BROKER_API_KEY", "BROKER_API_SECRET")
SKEW_MS = 2_000
MINUTE_MS = 60_000


def all_checks(config: Config, day: TradingDay, places: Places, *, replay: bool) -> Sequence[Check]:
    """Every check of a session's day, in order. The config and the calendar were looked at to get here."""
    checks = [
        performed("calendar", lambda: _calendar(day, replay=replay)),
        performed("clock", lambda: _clock(config.data)),
        performed("folders", lambda: _folders(config.data)),
        performed("disk", lambda: _disk(config.data)),
        performed("secrets", lambda: secrets_of(os.environ, Path(".env"))),
        performed("previous run", lambda: _previous(config, places)),
        performed("checkpoints", lambda: _checkpoints(config, places)),
    ]
    markets: list[Market] = []
    checks.append(performed("datafeed", lambda: _feed(config, day, markets)))
    checks += [performed(f"universe {name}", partial(_universe, name, config, markets, day)) for name in config.names]
    return checks


def _calendar(day: TradingDay, *, replay: bool) -> Finding:
    hours = f"{day.exchange} trades on {day.date} from {iso(day.open_ms)} to {iso(day.close_ms)}"
    if replay:
        return Severity.OK, f"{hours}; replayed"
    minutes = round((day.open_ms - time.time() * 1000) / MINUTE_MS)
    if time.time() * 1000 >= day.close_ms:
        return Severity.WARN, f"{hours}; that is over: the day is traded as fast as possible"
    return Severity.OK, f"{hours}; " + (
        f"{minutes} minutes to the open" if minutes > 0 else f"open for {-minutes} minutes"
    )


def _clock(data: Path) -> Finding:
    """The clock of the disk that everything is written to, against ours: they differ on network disks."""
    data.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=data) as probe:
        probe.write(b".")
        probe.flush()
        skew = abs(int(os.fstat(probe.fileno()).st_mtime * 1000) - int(time.time() * 1000))
    return (
        Severity.OK if skew <= SKEW_MS else Severity.WARN
    ), f"the disk's clock is {skew} ms away from this process's"


def _folders(data: Path) -> Finding:
    for name in ("artifacts", "state", "reports"):
        (data / name).mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=data / name):
            pass
    return Severity.OK, f"{data} can be written to"


def _disk(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    words = f"{free // 2**20} MiB are free"
    return (
        (Severity.OK, words) if free >= LEAST_FREE else (Severity.ERROR, f"{words}; a day needs {LEAST_FREE // 2**20}")
    )


def secrets_of(environment: Mapping[str, str], file: Path) -> Finding:
    """Paper trading needs none; a file that others can read is worth a word all the same."""
    if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        return Severity.WARN, f"{file} can be read by others; chmod 600 {file}"
    found = [name for name in SECRETS if environment.get(name)]
    return Severity.OK, f"{', '.join(found)} set, not needed on paper" if found else "none are needed on paper"


def _previous(config: Config, places: Places) -> Finding:
    """Whether an earlier run of the day is there to go on from."""
    beats = {name: heartbeat.read(places.heartbeat(name)) for name in config.names}
    if not any(beats.values()):
        return Severity.OK, f"nothing of {places.date} yet"
    over = [name for name, beat in beats.items() if beat is not None and beat.exit is not None]
    return Severity.OK, f"{places.date} was begun before; engines go on from their checkpoints ({len(over)} had ended)"


def _checkpoints(config: Config, places: Places) -> Finding:
    faults, found = [], 0
    for name in config.names:
        for path in checkpoint.Checkpoints(places.state(name)).paths()[:1]:
            found += 1
            if fault := checkpoint.read(path)[1]:
                faults.append(f"{path}: {fault}")
    if faults:
        return Severity.WARN, "; ".join(faults) + "; the engine goes back to the one before"
    return Severity.OK, f"{found} newest checkpoints are good" if found else "there are none yet"


def _feed(config: Config, day: TradingDay, markets: list[Market]) -> Finding:
    market = market_of(config)
    markets.append(market)
    feed = market.feed
    reaches = {symbol: feed.reach(symbol) for symbol in feed.instruments}
    out = [symbol for symbol, (first, last) in reaches.items() if not first <= day.date <= last]
    if len(out) == len(reaches):
        return Severity.ERROR, f"the feed {feed.world} has no prices of {day.date}"
    return Severity.OK, f"the feed {feed.world} has {len(reaches) - len(out)} symbols on {day.date}"


def _universe(name: EngineName, config: Config, markets: Sequence[Market], day: TradingDay) -> Finding:
    if not markets:
        return Severity.ERROR, "without a feed nothing can be resolved"
    try:
        desk = desk_of(name, config, markets[0], day)
    except NothingToDo as reason:
        return Severity.WARN, str(reason)
    listed = sorted(desk.listings)
    words = ", ".join(listed) if len(listed) < 6 else f"{listed[0]} … {listed[-1]}"
    return Severity.OK, f"{len(listed)} instruments: {words}"
