"""honcho's Manager with each relay on a pipe of its own, ready for an event loop instead of honcho's polling."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message

from devstack.plan.model import Plan, Process
from devstack.state import Identity
from devstack.supervisor import relay
from devstack.supervisor.child import Child, Run, short, starvation
from devstack.supervisor.frames import Receiver
from devstack.supervisor.warmth import Warm

READ = 256 * 1024


class LogBook(Protocol):
    """Where lines are kept: devstack.logs.LogBook."""

    complain: Callable[[str], None]

    def tend(self) -> None:
        """Bound what others write there."""

    def write(self, process: str, data: bytes, when: float) -> None:
        """Whole lines of one process; `when` in seconds since the epoch."""


class Printer(Protocol):
    """Where lines are shown: honcho's Printer, or devstack.display.Display, which also has `progress` and `settle`."""

    width: int

    def write(self, message: Any) -> None:
        """One honcho Message of type line."""


class Processes(Manager):  # type: ignore[misc]  # honcho carries no types
    """Starts commands and hears from them. Lines go to the printer and the log book; whoever listens to `said` hears ours."""

    def __init__(self, printer: Printer, logbook: LogBook | None) -> None:
        super().__init__(printer)
        self.events.close()  # honcho's shared queue: each relay has a pipe instead (frames.py says why)
        self._process_ctor = relay.Relay
        self._logbook = logbook
        if logbook:
            logbook.complain = self.say
        self._mute = False
        self._life: tuple[int, int] | None = None
        self.warm: Warm | None = None
        self.children: dict[str, Child] = {}
        self.said: list[Callable[[str], None]] = []
        self.changed: Callable[[], None] = lambda: None

    def adopt(self, plan: Plan, environments: Mapping[str, dict[str, str]], root: Path) -> None:
        """Take over the processes of a plan, none of them started; those before must have ended."""
        self._processes.clear()
        self.children = {process.name: self.child(process, environments[process.name], root) for process in plan}

    def child(self, process: Process, environment: dict[str, str], root: Path) -> Child:
        """A process of a plan, ready to be started; in the place of an earlier one of that name."""
        self._processes.pop(process.name, None)
        added = self.add_process(process.name, process.line, env=environment, cwd=str(root))
        added.grace_s = process.grace_s
        return Child(process, added)

    def forget(self, name: str) -> None:
        """Let go of a process that has ended and is not in the plan any more."""
        self._processes.pop(name, None)

    def spawn(self, child: Child) -> Run:
        """Start a child's command; its frames are read by the running event loop."""
        limit = child.process.limits.memory_mb
        run = Run(None, Receiver(child.name, child.relay.colour), asyncio.Event(), time.monotonic(), memory_mb=limit)
        child.run = run
        child.loaded = child.configuration()
        if not (child.process.shares and self._share(child, run)):
            self._fork(child, run)
        return run

    def _share(self, child: Child, run: Run) -> bool:
        """Have it made by the process that has loaded other people's modules already, if there is one."""
        if self.warm is None:
            return False
        receive, send = os.pipe()
        asked = self.warm.fork(child.process, child.relay, send, self._alive()[0])
        os.close(send)
        if asked:
            self._read(child, run, receive)
        else:
            os.close(receive)
        return asked

    def _fork(self, child: Child, run: Run) -> None:
        pid, receive = relay.fork(child.relay, self._alive()[0])
        run.relay = Identity.of(pid)
        self._read(child, run, receive)

    def _read(self, child: Child, run: Run, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        asyncio.get_running_loop().add_reader(descriptor, self._readable, child, run, descriptor)

    def _alive(self) -> tuple[int, int]:
        """The pipe that tells relays we live, by not ending."""
        self._life = self._life or os.pipe()
        return self._life

    def say(self, text: str) -> None:
        """A line of our own, under honcho's name for it."""
        self._system_print(f"{text}\n")
        for listener in tuple(self.said):
            listener(text)

    def note(self, text: str) -> None:
        """A line of our own for the log files alone, because the terminal has it already."""
        if text:
            self._keep(SYSTEM_PRINTER_NAME, text.encode() + b"\n", time.time())

    def close(self) -> None:
        """Let go of what tells relays we live."""
        self.cool()
        for end in self._life or ():
            os.close(end)
        self._life = None

    def cool(self) -> None:
        """End the process that servers are forks of; they live on, and what is started from now on is started afresh."""
        if self.warm:
            self.warm.end()

    def _readable(self, child: Child, run: Run, descriptor: int) -> None:
        try:
            data = os.read(descriptor, READ)
        except BlockingIOError:
            return
        for message in run.receiver.feed(data):
            self._receive(child, run, message)
        if not data:
            asyncio.get_running_loop().remove_reader(descriptor)
            os.close(descriptor)
            if run.relay is None and run.returncode is None and run.asked is None:  # whoever was to make it has ended
                self._fork(child, run)
            else:
                self._bury(child, run)

    def _receive(self, child: Child, run: Run, message: Any) -> None:
        if message.type == "line":
            before = run.starved
            run.heard(message.data)
            if run.starved and not before:
                child.last_error = starvation(run)
                self.say(f"{child.name} {child.last_error}")
                self.changed()
            self._keep(child.name, message.data, message.time.timestamp())
            self._show(message)
        elif message.type == "start":
            run.began(**message.data)
            self.say(f"{child.name} started (pid {message.data['pid']})")
            self.changed()
        else:
            run.returncode, run.error = message.data["returncode"], message.data.get("error")

    def _bury(self, child: Child, run: Run) -> None:
        """The relay's pipe has ended, and so has the relay, or it is about to."""
        if run.returncode is None and run.identity:
            run.identity.send(relay.LAST_RESORT)  # the relay was killed; what it started must not live on unseen
        with suppress(ChildProcessError):  # one of the process that servers are forks of is not ours to reap
            if run.relay:
                os.waitpid(run.relay.pid, 0)
        self.say(f"{child.name} stopped ({short(run.returncode)})")
        run.gone.set()
        self.changed()

    def _system_print(self, data: str) -> None:
        message = Message(
            type="line", data=data.encode(), time=self._clock.now(), name=SYSTEM_PRINTER_NAME, colour=None
        )
        self._keep(SYSTEM_PRINTER_NAME, message.data, message.time.timestamp())
        self._show(message)

    def _keep(self, name: str, data: bytes, when: float) -> None:
        if self._logbook:
            self._logbook.write(name, data, when)

    def _show(self, message: Any) -> None:
        self.printing(lambda: self._printer.write(message))

    def printing(self, show: Callable[[], None]) -> None:
        """Show something; a terminal that is gone or a disk that is full stops the showing and nothing else."""
        if self._mute:
            return
        try:
            show()
        except (OSError, ValueError):  # ValueError: print to a closed file
            self._mute = True
