"""One session from its checks to its report. However the engines end, the end of the day is run and told."""

import asyncio
import fcntl
import json
import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from enum import IntEnum
from pathlib import Path
from time import time as wall_clock
from typing import Literal

from trading_api.engines.config import Config, EngineName
from trading_api.engines.day import TradingDay, date_of, day_of
from trading_api.engines.executions import gateway_of
from trading_api.engines.exits import EngineError, NothingToDo
from trading_api.session.check import Check, Severity, performed, table
from trading_api.session.checks import all_checks
from trading_api.session.crew import Children, Engine
from trading_api.session.monitor import Ending, Monitor
from trading_api.session.nursery import Nursery
from trading_api.session.processes import commands, failed
from trading_api.session.stack_checks import stack_checks
from trading_api.session.state import Logbook, Record, State, read
from trading_api.session.surroundings import Surroundings
from trading_api.shared.places import Places

log = logging.getLogger("session")
Layout = Literal["single", "multi"]


class SessionCode(IntEnum):
    """What the session tells who started it."""

    DONE = 0
    FAILED = 1
    REFUSED = 2
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; `engines` empty is all of the config."""

    config: Path
    layout: Layout = "single"
    day: date | None = None
    replay: str | None = None
    until: time | None = None
    fresh: bool = False
    dry_run: bool = False
    as_json: bool = False
    engines: tuple[EngineName, ...] = ()
    gateway: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that can be carried out."""

    request: Request
    config: Config
    day: TradingDay
    places: Places
    around: Surroundings

    @property
    def engines(self) -> Sequence[EngineName]:
        """Those that take part."""
        return self.request.engines or self.config.names

    @property
    def gateway(self) -> str | None:
        """Of the stack that is traded through, or beside."""
        return gateway_of(self.config, self.request.gateway)

    @property
    def options(self) -> Sequence[str]:
        """What every engine's process is told."""
        request = self.request
        found = ["--config", str(request.config), "--mode", "paper", "--date", self.day.date.isoformat()]
        if request.replay is not None:
            found += ["--replay", request.replay]
        if request.until is not None:
            found += ["--until", request.until.strftime("%H:%M")]
        if self.config.execution == "api":
            found += ["--gateway", str(self.gateway)]
        return [*found, *(["--fresh"] if request.fresh else [])]


def planned(request: Request) -> Plan:
    """Read the config and find the day; EngineError, NothingToDo."""
    config = Config.load(request.config)
    day = date_of(config, request.day, replay=request.replay is not None, now_ms=int(wall_clock() * 1000))
    around = Surroundings.of(os.environ)
    return Plan(request, config, day_of(config, day, request.until), Places(config.data, day), around)


def run(request: Request, nursery: Nursery | None = None) -> SessionCode:
    """Carry out a session; every ending has its code, and leaves no stack that was started for it.

    `nursery` may have been begun before this was loaded, for engines that are children; it is the caller's to close.
    """
    try:
        return _run(request, nursery)
    finally:
        Surroundings.of(os.environ).let_go()


def _run(request: Request, nursery: Nursery | None) -> SessionCode:
    try:
        plan = planned(request)
    except NothingToDo as reason:
        _show(request, [Check(name="calendar", severity=Severity.CLOSED, ms=0, detail=str(reason))])
        return SessionCode.DONE
    except EngineError as error:
        log.error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
        return SessionCode.REFUSED
    if request.dry_run:
        return SessionCode.REFUSED if _refused(_checked(plan)) else SessionCode.DONE
    try:
        with _alone(plan.places):
            return asyncio.run(Session(plan, nursery).run())
    except EngineError as error:
        log.error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
        return SessionCode.REFUSED


class Session:
    """Runs once."""

    def __init__(self, plan: Plan, nursery: Nursery | None = None) -> None:
        self._plan = plan
        self._nursery = nursery
        request = plan.request
        before = None if request.fresh else read(plan.places.session)
        record = Record(
            incidents=before.incidents if before else [],
            date=plan.day.date.isoformat(),
            layout=request.layout,
            replay=request.replay,
            until=request.until.strftime("%H:%M") if request.until else None,
            config_hash=plan.config.hash,
            pid=os.getpid(),
        )
        self._logbook = Logbook(plan.places.session, record)
        self._asked = asyncio.Event()
        self._interrupted = False

    async def run(self) -> SessionCode:
        """From the checks to the report."""
        self._listen()
        self._logbook.enter(State.CREATED)
        self._logbook.enter(State.CHECKING)
        self._logbook.record.checks = list(await asyncio.to_thread(_checked, self._plan))
        if _refused(self._logbook.record.checks):
            return self._end(SessionCode.REFUSED)
        if self._asked.is_set():
            return self._end(SessionCode.INTERRUPTED if self._interrupted else SessionCode.DONE)
        try:
            ended_well = await self._traded()
        except EngineError as error:  # not one of them could be started
            log.error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
            return self._end(SessionCode.REFUSED)
        reported = self._report()
        if self._interrupted:
            return self._end(SessionCode.INTERRUPTED)
        return self._end(SessionCode.DONE if ended_well and reported else SessionCode.FAILED)

    async def _traded(self) -> bool:
        """Start, watch, stop; whether no engine failed."""
        plan, processes, crew = self._plan, list[Engine](), self._plan.around.crew(self._nursery)
        restarter = crew if isinstance(crew, Children) else None
        monitor = Monitor(processes, restarter, plan.config.session.restart, plan.places, self._logbook, self._asked)
        try:
            self._logbook.enter(State.STARTING)
            processes += await crew.start(commands(plan.request.layout, plan.engines, plan.options))
            for process in processes:
                for name in process.command.engines:
                    monitor.note_start(name, process)
                log.info("%s runs as pid %s", process.command.name, process.pid)
            self._logbook.enter(State.RUNNING)
            ending = await monitor.watch()
            log.info("stopping: %s", ending)
        finally:
            self._logbook.enter(State.STOPPING)
            for name in await crew.stop():
                self._logbook.incident(name, "did not end within 10 s and was killed")
            for process in processes:
                monitor.note_exit(process)
        codes = [record.exit for record in self._logbook.record.engines.values()]
        if (
            ending is Ending.ASKED
        ):  # one that was still loading has no handler yet: our TERM ended it, and nothing was lost
            codes = [0 if code == -signal.SIGTERM else code for code in codes]
        return ending is not Ending.FAILED and not any(code is None or code < 0 or failed(code) for code in codes)

    def _report(self) -> bool:
        """The end of the day; a failure in it is ours, and is told without hiding how the engines ended."""
        from trading_api.session.eod import end_of_day  # no start waits for what the end of the day needs

        self._logbook.enter(State.EOD)
        try:
            outcome = end_of_day(self._plan.config, self._plan.day, self._plan.places)
        except Exception:  # logged with its traceback; the session still writes its record
            log.exception("the end of the day failed; the segments are whole: run it again with `eod`")
            return False
        log.info("net %s; %s", outcome.net, outcome.verdict)
        for path in outcome.paths:
            log.info("wrote %s", path)
        return outcome.ok

    def _end(self, code: SessionCode) -> SessionCode:
        self._logbook.record.exit = int(code)
        self._logbook.enter(State.DONE if code is SessionCode.DONE else State.FAILED)
        return code

    def _listen(self) -> None:
        """Signals become notes: the day ends in order, and the report is written."""
        loop = asyncio.get_running_loop()

        def stop_for(number: signal.Signals) -> None:
            self._interrupted = self._interrupted or number is signal.SIGINT
            self._asked.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop_for, number)


def _checked(plan: Plan) -> Sequence[Check]:
    first = performed("config", lambda: (Severity.OK, f"{plan.request.config} has hash {plan.config.hash}"))
    checks = [
        first,
        *stack_checks(plan.around, plan.gateway, needed=plan.config.execution == "api"),
        *all_checks(plan.config, plan.day, plan.places, replay=plan.request.replay is not None),
    ]
    _show(plan.request, checks)
    return checks


def _show(request: Request, checks: Sequence[Check]) -> None:
    """On standard output, as a table or as JSON."""
    values = [check.model_dump(mode="json") for check in checks]
    sys.stdout.write((json.dumps(values, indent=1) if request.as_json else table(checks)) + "\n")
    sys.stdout.flush()


def _refused(checks: Sequence[Check]) -> bool:
    return any(check.severity is Severity.ERROR for check in checks)


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """One session of one day at a time; EngineError."""
    places.artifacts.mkdir(parents=True, exist_ok=True)
    path = places.artifacts / ".session.lock"
    with path.open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise EngineError(f"a session of {places.date} runs already; wait for its end, or stop it") from None
        yield
