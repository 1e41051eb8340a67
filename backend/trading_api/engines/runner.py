"""Engines as tasks of one process: signals become notes, one failure stops the others, the exit code says how it went."""

import asyncio
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from time import time as wall_clock

from trading_api.engines.clock import clock_of
from trading_api.engines.config import Config, EngineName
from trading_api.engines.day import date_of, day_of
from trading_api.engines.desks import desk_of, market_of
from trading_api.engines.engine import Engine, Phase
from trading_api.engines.executions import Assignment, gateway_of
from trading_api.engines.exits import EngineError, ExitCode, NothingToDo
from trading_api.engines.heartbeat import Heartbeat
from trading_api.shared.places import Places

log = logging.getLogger("engines")


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for. `replay` is None (live), `max`, or a speed as text."""

    names: tuple[EngineName, ...]
    config: Path
    day: date | None = None
    replay: str | None = None
    until: time | None = None
    fresh: bool = False
    tethered: bool = False
    gateway: str | None = None


def run(request: Request) -> ExitCode:
    """Make the engines and run them to their end; what a user can mend is one logged message and an exit code."""
    try:
        engines = _engines(request)
    except EngineError as error:
        log.error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
        return error.code
    return asyncio.run(_run(engines, tethered=request.tethered)) if engines else ExitCode.DONE


def _engines(request: Request) -> Sequence[Engine]:
    """Those that have something to do; the others say why they have not."""
    config = Config.load(request.config)
    day = date_of(config, request.day, replay=request.replay is not None, now_ms=int(wall_clock() * 1000))
    places = Places(config.data, day)
    market, engines = market_of(config), []
    for name in request.names:
        if request.fresh:
            _forget(places, name)
        try:
            trading = day_of(config, day, request.until)
            desk = desk_of(name, config, market, trading)
            assignment = Assignment(name, config, trading, places, gateway_of(config, request.gateway))
            engines.append(Engine(assignment, desk, clock_of(request.replay)))
        except NothingToDo as reason:
            log.info("%s: %s", name, reason)
            _tell(places, name, ExitCode.DONE, str(reason))
        except EngineError as error:
            _tell(places, name, error.code, str(error))
            for engine in engines:
                engine.close()
            raise
    return engines


def _forget(places: Places, name: str) -> None:
    for folder in (places.state(name), places.segments(name)):
        shutil.rmtree(folder, ignore_errors=True)


def _tell(places: Places, name: str, code: ExitCode, reason: str) -> None:
    """An engine that never traded leaves a heartbeat too, so that its code and reason are known. Not over a living one's."""
    if code is ExitCode.TEMPORARY:
        return
    state = Phase.FAILED if code.failed else Phase.STOPPED
    values = {"state": state, "at": 0, "exit": code, "reason": reason}
    Heartbeat(places.heartbeat(name), name).beat(lambda: values, now=True)


async def _run(engines: Sequence[Engine], *, tethered: bool) -> ExitCode:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for engine in engines:
            engine.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    if tethered:
        _tether(loop, stop)
    tasks = [asyncio.create_task(_guarded(engine, stop)) for engine in engines]
    codes = await asyncio.gather(*tasks)
    return max(codes, key=_gravity)


async def _guarded(engine: Engine, stop_all: Callable[[], None]) -> ExitCode:
    """An engine's failure is written down and stops its neighbours, which leave their checkpoints."""
    try:
        return await engine.run()
    except EngineError as error:  # such as a broker that is away
        logging.getLogger(f"engine.{engine.name}").error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
        stop_all()
        return error.code
    except Exception:  # logged with its traceback; the neighbours still end in order
        logging.getLogger(f"engine.{engine.name}").exception("failed; its neighbours in this process are stopped")
        stop_all()
        return ExitCode.ERROR


def _gravity(code: ExitCode) -> int:
    """Which of several codes is told: a failure before a halt before success."""
    return (ExitCode.DONE, ExitCode.RISK_HALT, ExitCode.TEMPORARY, ExitCode.CONFIG, ExitCode.ERROR).index(code)


def _tether(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Whoever started us holds the other end of our standard input; when that is gone, so is who would end us."""
    descriptor = sys.stdin.fileno()

    def readable() -> None:
        if not os.read(descriptor, 4096):
            loop.remove_reader(descriptor)
            log.warning("who started this process is gone; stopping")
            stop()

    loop.add_reader(descriptor, readable)
