"""One process as the supervisor sees it while it runs: what the plan wants of it, and how it is."""

import asyncio
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack.complaint import complaint
from devstack.plan.model import Kind, Process
from devstack.state import Identity, Leader, Row, RowState
from devstack.state.folder import LOGS
from devstack.state.identity import boot_id
from devstack.supervisor.frames import Receiver

TAIL_LINES = 20
TAIL_BYTES = 16 * 1024
_OUT_OF_MEMORY = (b"MemoryError", b"annot allocate memory", b"out of memory")
"""What Python, the C library and Node say when an allocation fails."""
SETTLED = frozenset({RowState.READY, RowState.STALE, RowState.UNHEALTHY, RowState.FAILED, RowState.STOPPED})


@dataclass
class Run:
    """One start of a process, from the fork of its relay to the end of the relay's pipe."""

    relay: Identity | None
    """None while it is being made by the process that servers are forks of."""
    receiver: Receiver
    gone: asyncio.Event
    started: float
    identity: Identity | None = None
    returncode: int | None = None
    error: str | None = None
    tail: bytes = b""
    memory_mb: int | None = None
    """How much it may ask for."""
    starved: bool = False
    """Whether it has said that it asked for more."""
    asked: signal.Signals | None = None
    """The last signal we sent or will send as soon as the pid is known."""

    def send(self, number: signal.Signals) -> None:
        """Signal its group, now or as soon as it can be told from others."""
        self.asked = number
        if self.identity:
            self._deliver(self.identity, number)

    def began(self, relay: int, pid: int, ticks: int | None) -> None:
        """The relay says who it is and whom it started; a signal that came before is delivered now."""
        self.relay = Identity.of(relay)
        self.identity = Identity(boot_id(), pid, ticks or 0) if ticks else None
        if self.identity and self.asked:
            self._deliver(self.identity, self.asked)

    @staticmethod
    def _deliver(identity: Identity, number: signal.Signals) -> None:
        identity.send(number)
        identity.send(signal.SIGCONT)  # a process that was stopped hears any other signal only when it goes on

    def heard(self, data: bytes) -> None:
        """Remember the end of what it said, for the one who asks why it left."""
        self.tail = (self.tail + data)[-TAIL_BYTES:]
        if self.memory_mb and not self.starved:
            self.starved = any(words in data for words in _OUT_OF_MEMORY)

    @property
    def last_lines(self) -> list[str]:
        """Its last lines, at most 20."""
        return self.tail.decode("utf-8", "replace").splitlines()[-TAIL_LINES:]

    async def gone_within(self, seconds: float) -> bool:
        """Wait for its end, so long at most; whether it has come."""
        try:
            await asyncio.wait_for(self.gone.wait(), seconds)
        except TimeoutError:
            return False
        return True


class Child:
    """A row of `status` with its process, through all its restarts."""

    def __init__(self, process: Process, relay: Any) -> None:
        self.process = process
        self.relay = relay
        self.run: Run | None = None
        self.task: asyncio.Task[None] | None = None
        self.wanted = False
        self.finished = False
        self.health = "unknown"
        self.last_error: str | None = None
        self.restarts = 0
        self.restarted: list[float] = []
        self.settled = asyncio.Event()
        self.loaded: bytes | None = None
        """Of a gateway: the text it has read."""
        self._state = RowState.STARTING

    @property
    def name(self) -> str:
        """Its name in the Procfile."""
        return self.process.name

    @property
    def state(self) -> RowState:
        """Where it is in its life."""
        return self._state

    @state.setter
    def state(self, state: RowState) -> None:
        self._state = state
        if state in SETTLED:
            self.settled.set()
        else:
            self.settled.clear()

    @property
    def running(self) -> bool:
        """Whether a relay and perhaps its command are there."""
        return self.run is not None and not self.run.gone.is_set()

    @property
    def pid(self) -> int | None:
        """The pid of its command while it runs."""
        return self.run.identity.pid if self.running and self.run and self.run.identity else None

    def configuration(self) -> bytes | None:
        """Of a gateway: the text it would read now; None for everybody else, and where it cannot be read."""
        if self.process.kind is not Kind.GATEWAY:
            return None
        try:
            return Path(self.relay.cwd, self.process.command.arguments[2]).read_bytes()
        except (OSError, IndexError):
            return None

    def leader(self) -> Leader | None:
        """What it takes to stop it if we no longer can."""
        if not self.running or not self.run or not self.run.identity:
            return None
        return Leader(self.name, self.run.identity, int(self.process.stops), self.process.grace_s)

    def row(self, rss_mb: float | None = None) -> Row:
        """Its row now."""
        process = self.process
        uptime = time.monotonic() - self.run.started if self.running and self.run else None
        return Row(
            name=self.name,
            kind=process.kind.value,
            server=process.server,
            modules=process.modules,
            pid=self.pid,
            port=process.port,
            state=self.state.value,
            restarts=self.restarts,
            uptime_s=None if uptime is None else round(uptime, 1),
            rss_mb=rss_mb,
            health=self.health,
            log=f"{LOGS}/{self.name}.log",
            last_error=self.last_error,
            command=process.command.shell(),
        )


def in_words(run: Run) -> str:
    """How a process left."""
    returncode = run.returncode
    if run.error:
        return f"could not be started: {run.error}"
    if returncode is None:
        return "was lost: its relay was killed"
    if run.starved and returncode:
        return f"{starvation(run)} and {_left(run, returncode)}"
    return _left(run, returncode)


def _left(run: Run, returncode: int) -> str:
    if returncode < 0:
        return f"was killed by {_signal_name(-returncode)}"
    why = complaint(run.last_lines) if returncode else None
    return f"left with exit code {returncode}" + (f" ({why})" if why else "")


def starvation(run: Run) -> str:
    """That it asked for more memory than it may, in words that fit after its name."""
    return f"asked for more memory than limits.memory_mb allows ({run.memory_mb} MB)"


def short(returncode: int | None) -> str:
    """The same in a word or two, for a line about an ordered stop."""
    if returncode is None:
        return "lost"
    return _signal_name(-returncode) if returncode < 0 else f"exit {returncode}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
