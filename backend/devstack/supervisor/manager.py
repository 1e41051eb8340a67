"""The supervisor of a stack: one thread, one event loop, honcho's Manager underneath.

Signals take a note, the control socket and the keepers of the processes change state, and one place publishes it: the state
file, the progress display (publishing.py), the moment the stack is ready.
"""

import asyncio
import os
import signal
import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack import control, state
from devstack.errors import DevstackError
from devstack.plan.model import Kind, Plan
from devstack.state import Identity, Lock, RowState, Snapshot, notes
from devstack.supervisor.child import Child
from devstack.supervisor.commands import Commands
from devstack.supervisor.environment import environments
from devstack.supervisor.keeping import Keeper
from devstack.supervisor.processes import LogBook, Printer
from devstack.supervisor.publishing import Publisher
from devstack.supervisor.relay import SIGNALS
from devstack.supervisor.stopping import Stopper
from devstack.supervisor.warmth import Warm

GUARD_EVERY_S, HURRY_S = 2.0, 0.2
ANIMATE_EVERY_S = 0.1
_SIGNAL_BASE = 128  # what a shell reports for a process that a signal ended


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: the exit code of `up` and why, in words for its user."""

    exit_code: int
    message: str


class Supervisor(Publisher):
    """Runs one plan in `root` until it is told to stop; see `run`."""

    def __init__(
        self,
        plan: Plan,
        root: Path,
        *,
        printer: Printer,
        logbook: LogBook | None = None,
        recipe: Mapping[str, Any] | None = None,
        fail_fast: bool = False,
        on_ready: Callable[[Snapshot], None] | None = None,
        lock: Lock | None = None,
        leash: int | None = None,
        stack_id: str | None = None,
        warm: Warm | None = None,
    ) -> None:
        reaper = None if leash is None else Identity.of(os.getppid())
        super().__init__(plan, root, printer, logbook, reaper, stack_id)
        self.warm = warm
        self.recipe = recipe or {}
        self._fail_fast = fail_fast
        self._on_ready = on_ready
        self._lock = lock
        self._leash = leash
        self._outcome = Outcome(0, "every process has finished")
        self._publishing: asyncio.Handle | None = None
        self._within: float | None = None
        self._stoppers: weakref.WeakSet[Stopper] = weakref.WeakSet()
        self._bug: BaseException | None = None
        self.keeper = Keeper(
            spawn=self.spawn,
            dismiss=self._dismiss,
            changed=self._schedule,
            say=self.say,
            gave_up=self._gave_up,
            note=lambda child: notes.read(self.root, child.name, child.pid),
            opened=lambda: self.opened,
        )

    def run(self) -> Outcome:
        """Run the stack to its end, in the main thread.

        AlreadyRunning when another supervisor has the checkout, InputError when an env_file is missing: nothing was started.
        """
        prepared = environments(self.plan, self.root, self.stack_id)
        lock = self._lock or Lock.take(self.root)
        # A signal that is heard while the loop is being made would leave half of one; it waits until the loop listens.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            self.adopt(self.plan, prepared, self.root)
            return asyncio.run(self._main(lock))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            self.close()
            if self._lock is None:
                lock.release()

    async def _main(self, lock: Lock) -> Outcome:
        self.ending, self.ended = asyncio.Event(), asyncio.Event()
        self.changed = self._schedule
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._broken)
        for number in SIGNALS:
            loop.add_signal_handler(number, self._note, number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        if self._leash is not None:
            loop.add_reader(self._leash, self._unleashed, self._leash)
        commands = Commands(self)
        server = control.Server(control.address(self.root), commands.handle, leases=commands.leases)
        self.control = server
        helpers = [asyncio.create_task(self._guard(lock, server)), asyncio.create_task(self._animate())]
        for helper in helpers:
            helper.add_done_callback(self._fault)
        try:
            await self._listen(server)
            if not self.ending.is_set():
                for child in self.everyone:
                    if child.process.kind is not Kind.CODEGEN:
                        self.begin(child)
            await self.ending.wait()
        finally:
            for helper in helpers:
                helper.cancel()
            await self._stop()
            self.ended.set()
            await server.close()
            for number in SIGNALS:
                loop.remove_signal_handler(number)
        if self._bug:
            raise self._bug
        return self._outcome

    def _broken(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A callback that raised is a bug of ours: stop the stack in order, then let the traceback out."""
        self._bug = self._bug or context.get("exception") or RuntimeError(context["message"])
        self._leave()

    async def _listen(self, server: control.Server) -> None:
        try:
            await server.open()
        except OSError as error:
            self.say(f"no control socket ({error.strerror}: {server.path}); stop this stack with Ctrl-C")

    def begin_followers(self) -> None:
        """What follows edits comes when all answer: its start would only slow theirs."""
        for child in self.everyone:
            if child.process.kind is Kind.CODEGEN and not child.running and child.task is None:
                self.begin(child)

    def begin(self, child: Child) -> None:
        """Start a child and keep it from now on; it has no task or one that has ended. Refused once the stack is stopping."""
        self.refuse_while_stopping()
        child.wanted = True
        child.finished = False
        child.restarted = []
        child.last_error = None
        child.state = RowState.STARTING
        child.task = asyncio.ensure_future(self.keeper.keep(child))
        child.task.add_done_callback(self._kept)

    def refuse_while_stopping(self) -> None:
        """What is started now would be missed by the stop that is under way."""
        if self.ending.is_set():
            raise DevstackError("the stack is stopping; start it again with `invoke up`")

    def _kept(self, task: "asyncio.Task[None]") -> None:
        """See whether it was the last."""
        self._fault(task)
        self._all_ended()

    def _fault(self, task: "asyncio.Task[None]") -> None:
        """A task of ours that raised is a bug as well."""
        if not task.cancelled() and (error := task.exception()):
            self._bug = self._bug or error
            self._leave()

    def _all_ended(self) -> None:
        """Nothing runs and nothing will: the end, if every program did what it was to do."""
        done = all(child.finished or child.process.kind is Kind.CODEGEN for child in self.everyone)
        if self.opened and not self.restarting and done:
            self.end(0, "every process has finished")

    def end(self, exit_code: int, message: str, within: float | None = None) -> None:
        """Stop everything in order, `within` seconds if given; the first reason given counts."""
        if within is not None and (self._within is None or within < self._within):
            self._within = within
            for stopper in self._stoppers:
                stopper.deadline = time.monotonic() + within
        if not self.ending.is_set():
            self._outcome = Outcome(exit_code, message)
            self._leave()
            if not self.opened:
                self.settle("")
            self._schedule()

    def _leave(self) -> None:
        self.stopping = True
        self.ending.set()

    def _note(self, number: signal.Signals) -> None:
        if self.ending.is_set():
            self.say(f"{number.name} again: killing what is left")
            for stopper in self._stoppers:
                stopper.hurry.set()
            return
        self.say(f"{number.name} received")
        self.end(_SIGNAL_BASE + number, f"stopped by {number.name}")

    def _unleashed(self, leash: int) -> None:
        """The reaper is dead: nobody would end what we leave behind, so nothing may be left."""
        asyncio.get_running_loop().remove_reader(leash)
        self.say("the process that was started as `up` has been killed: stopping")
        self.end(1, "the process that was started as `up` has been killed")

    def stopper(self) -> Stopper:
        """Something to stop processes with that a second Ctrl-C and the bound of `down` reach."""
        deadline = None if self._within is None else time.monotonic() + self._within
        stopper = Stopper(self.say, deadline=deadline)
        self._stoppers.add(stopper)
        return stopper

    async def _dismiss(self, child: Child) -> None:
        await self.stopper().dismiss(child)

    async def _stop(self) -> None:
        stopper = self.stopper()
        await stopper.in_order(self.children.values())
        self.cool()
        left = await stopper.sweep(self.stack_id)
        if left:
            self.say(f"could not be stopped: pid {', '.join(map(str, left))}")
            self.write()
        else:
            with suppress(OSError):
                state.forget(self.root)

    def _gave_up(self, child: Child, reason: str) -> None:
        self.say(f"{child.name} failed: {reason}")
        if not self.opened:
            self.end(1, f"the stack did not start: {self.obituary(child)}")
        elif self._fail_fast:
            self.end(1, f"stopped because of --fail-fast: {self.obituary(child)}")

    async def _guard(self, lock: Lock, server: control.Server) -> None:
        """Somebody may delete or move `.devstack/` while we run: lock, socket and state file are put back."""
        held = True
        while True:
            await asyncio.sleep(GUARD_EVERY_S if held else HURRY_S)
            if self._logbook:
                self._logbook.tend()
            with suppress(OSError):
                held = lock.guard()
                await server.guard()
                if state.read(self.root) is None:
                    self.write()

    async def _animate(self) -> None:
        """Show that time passes while nothing else changes."""
        while not self.opened:
            await asyncio.sleep(ANIMATE_EVERY_S)
            if not self.opened:
                self.show_progress()

    def _schedule(self) -> None:
        """Publish soon, once for everything that changes in this turn of the loop."""
        if self._publishing is None:
            self._publishing = asyncio.get_running_loop().call_soon(self._publish)

    def _publish(self) -> None:
        self._publishing = None
        self.write()
        if self.opened or self.ending.is_set():
            return
        self.show_progress()
        if all(child.state is RowState.READY or not child.wanted for child in self.everyone):
            self.opened = True
            self.settle(f"ready in {self.uptime:.1f} s: {self.plan.page}")
            self.write()
            if self._on_ready:
                self._on_ready(self.snapshot())
            self._all_ended()
            if not self.ending.is_set():
                self.begin_followers()
