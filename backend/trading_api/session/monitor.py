"""Watches engine processes until all have ended, one has failed, or somebody asks to stop. An exit is an event, not a poll."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from trading_api.engines import heartbeat
from trading_api.engines.config import ENGINES
from trading_api.engines.exits import ExitCode
from trading_api.models.days import SessionEngine
from trading_api.session.crew import Engine, Restarter
from trading_api.session.merge import merge
from trading_api.session.state import Logbook
from trading_api.shared.places import Places

log = logging.getLogger("session")
LOOK_S = 1.0
MOST_RESTARTS = 3
RESTART_WINDOW_S = 60.0
HOPELESS = frozenset({ExitCode.CONFIG, ExitCode.RISK_HALT, ExitCode.DONE})
"""To start these again would end the same way."""


class Ending(StrEnum):
    """Why the watch is over."""

    ALL_DONE = "all done"
    FAILED = "an engine failed"
    ASKED = "asked to stop"


@dataclass(slots=True)
class Monitor:
    """`asked` is set by whoever wants the session to stop."""

    processes: list[Engine]
    restarter: Restarter | None
    policy: Literal["never", "on-failure"]
    places: Places
    logbook: Logbook
    asked: asyncio.Event
    _merged: dict[str, int] = field(default_factory=dict)
    """The newest checkpoint of each engine that is in the merged files."""

    async def watch(self) -> Ending:
        """Until it is over. Notes exits, restarts and engines that have fallen silent."""
        restarts: dict[str, deque[float]] = {}
        silent: set[str] = set()
        wish = asyncio.create_task(self.asked.wait())
        try:
            while True:
                running = [process for process in self.processes if process.code is None]
                if not running:
                    return Ending.ALL_DONE
                waits: set[asyncio.Future[Any]] = {wish, *(process.ended for process in running)}
                await asyncio.wait(waits, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
                if self.asked.is_set():
                    return Ending.ASKED
                for process in [process for process in running if process.code is not None]:
                    if not await self._settled(process, restarts.setdefault(process.command.name, deque())):
                        return Ending.FAILED
                await self._merge(self._listen(running, silent))
        finally:
            wish.cancel()

    async def _settled(self, process: Engine, restarts: deque[float]) -> bool:
        """What an exit means: nothing more to do, a restart, or the end (False)."""
        self.note_exit(process)
        if not process.failed:
            return True
        now = time.monotonic()
        while restarts and now - restarts[0] > RESTART_WINDOW_S:
            restarts.popleft()
        if self.policy == "never" or process.code in HOPELESS or len(restarts) >= MOST_RESTARTS:
            return False
        if self.restarter is None:
            return False
        restarts.append(now)
        again = await self.restarter.again(process.command.resumed)
        self.processes[self.processes.index(process)] = again
        again.restarts = process.restarts + 1
        for name in process.command.engines:
            self.note_start(name, again)
            self.logbook.incident(name, f"started again after it ended with {process.code}")
        log.warning("%s was started again after it ended with %s", process.command.name, process.code)
        return True

    def note_start(self, name: str, process: Engine) -> None:
        """An engine runs."""
        record = self._record(name)
        record.restarts = process.restarts
        record.pid, record.started, record.ended, record.exit = process.pid, self.logbook.now(), None, None

    def note_exit(self, process: Engine) -> None:
        """Each engine's own code, as it said itself at its end; the process's where it could not."""
        for name in process.command.engines:
            record, beat = self._record(name), heartbeat.read(self.places.heartbeat(name))
            if record.ended is not None:
                continue
            own = beat.exit if beat is not None and beat.pid == process.pid else None
            record.exit = own if own is not None else process.code
            record.ended, record.reason = self.logbook.now(), beat.reason if beat else ""
            self._tell(name, record, beat.notes if beat else ())
        self.logbook.save()

    def _tell(self, name: str, record: SessionEngine, notes: Sequence[str]) -> None:
        for note in notes:
            self.logbook.incident(name, note)
        if record.exit:
            words = f"ended with {record.exit}" if record.exit > 0 else f"was ended by signal {-record.exit}"
            self.logbook.incident(name, words + (f": {record.reason}" if record.reason else ""))
            log.warning("%s %s", name, words)

    def _compare(self, running: Sequence[Engine]) -> None:
        """What a stack has started again by itself."""
        for process in running:
            for name in process.command.engines:
                if self._record(name).restarts < process.restarts:
                    self.note_start(name, process)
                    self.logbook.incident(name, "was started again by the stack")

    async def _merge(self, checkpoints: Mapping[str, int]) -> None:
        """Keep the merged files as new as the newest checkpoints; what cannot be read now is told of at the end of the day."""
        if all(self._merged.get(name, 0) >= checkpoint for name, checkpoint in checkpoints.items()):
            return
        self._merged |= checkpoints
        engines = [name for name in ENGINES if self.places.segments(name).is_dir()]
        try:
            await asyncio.to_thread(merge, self.places, engines)
        except (OSError, ValueError) as error:
            log.warning("the merged files are behind their engines: %s", error)

    def _listen(self, running: Sequence[Engine], silent: set[str]) -> Mapping[str, int]:
        """An engine that says nothing for five seconds is told of once, until it speaks again. Each one's newest checkpoint."""
        self._compare(running)
        checkpoints: dict[str, int] = {}
        for name in [name for process in running if process.code is None for name in process.command.engines]:
            beat = heartbeat.read(self.places.heartbeat(name))
            checkpoints[name] = beat.checkpoint if beat else 0
            stale = beat is not None and beat.stale
            if stale and name not in silent:
                silent.add(name)
                self.logbook.incident(name, "was silent for more than 5 s")
                log.warning("%s has been silent for more than 5 s", name)
            elif not stale:
                silent.discard(name)
        return checkpoints

    def _record(self, name: str) -> SessionEngine:
        return self.logbook.record.engines.setdefault(name, SessionEngine())
