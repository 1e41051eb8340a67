"""What a supervisor tells of itself: the state file, the rows of `status`, the progress display, why a process is not running.

It decides nothing; whoever changes state says so, and this says it to everybody else.
"""

import os
import time
from pathlib import Path

from devstack import control, state
from devstack.plan.model import Kind, Plan
from devstack.state import Identity, RowState, Snapshot, SupervisorRow
from devstack.supervisor.child import Child
from devstack.supervisor.processes import LogBook, Printer, Processes


class Publisher(Processes):
    """Processes, and what is told of them. `opened`: every row has been ready once."""

    def __init__(
        self,
        plan: Plan,
        root: Path,
        printer: Printer,
        logbook: LogBook | None,
        reaper: Identity | None,
        stack_id: str | None,
    ) -> None:
        super().__init__(printer, logbook)
        self.plan = plan
        self.root = root
        self.stack_id = stack_id or state.new_stack_id(root)
        self.opened = False
        self.restarting = False
        self.stopping = False
        self.control: control.Server | None = None
        self._reaper = reaper
        self._deaf = False
        self._started = time.monotonic()

    @property
    def everyone(self) -> list[Child]:
        """The children in start order."""
        return list(self.children.values())

    @property
    def uptime(self) -> float:
        """Seconds since it began, one decimal."""
        return round(time.monotonic() - self._started, 1)

    def show_progress(self) -> None:
        """How far the start is, for a printer that shows it."""
        progress = getattr(self._printer, "progress", None)
        if progress:
            self.printing(lambda: progress([child.row() for child in self.everyone]))

    def settle(self, text: str) -> None:
        """The start is over: with the ready line, or with nothing when it failed or was broken off."""
        settle = getattr(self._printer, "settle", None)
        if settle:
            self.printing(lambda: settle(text))
            self.note(text)
        elif text:
            self.say(text)

    def write(self) -> None:
        """A disk that takes no state file does not stop the stack; it is said once."""
        leaders = tuple(leader for child in self.everyone if (leader := child.leader()))
        own = Identity.of(os.getpid())
        assert own is not None, "we are running"  # noqa: S101 - true of whoever asks
        try:
            control_path = str(self.control.path if self.control else "")
            whole = state.State(self.stack_id, control_path, own, self.snapshot(), leaders, self._reaper)
            state.write(self.root, whole)
        except OSError as error:
            if not self._deaf:
                self._deaf = True
                self.say(f"cannot write the state file ({error.strerror}); `status` works as long as this stack runs")

    def snapshot(self, memory: dict[int, float] | None = None) -> Snapshot:
        """The stack now; `memory` in MB by pid where it was measured."""
        measured = memory or {}
        return Snapshot(
            stack=self.plan.name,
            id=state.checkout_id(self.root),
            state=self._state(),
            layout=self.plan.layout,
            url=self.plan.url,
            supervisor=SupervisorRow(os.getpid(), self.uptime),
            processes=tuple(child.row(measured.get(child.pid or 0)) for child in self.everyone),
        )

    def _state(self) -> str:
        if self.stopping:
            return "stopping"
        if not self.opened or self.restarting:
            return "starting"
        return "ready" if all(map(_contributes, self.everyone)) else "degraded"

    def obituary(self, child: Child) -> str:
        """Why a process is not running, with its last lines and where to read the rest."""
        lines = child.run.last_lines if child.run else []
        said = "".join(f"\n  {line}" for line in lines) or "\n  (it said nothing)"
        why = child.last_error or child.state.value
        return f"{child.name} {why}; its last lines:{said}{_thief(child)}\nall of it: invoke logs -n {child.name}"


def _contributes(child: Child) -> bool:
    """Whether the stack is whole with it. Without what follows edits it serves all the same, until that has been given up."""
    if child.process.kind is Kind.CODEGEN:
        return child.state is not RowState.FAILED
    return child.state is RowState.READY


def _thief(child: Child) -> str:
    """Who took its port after the check that came before the start; the bind is the truth, and its error names nobody."""
    from devstack import ports  # with psutil, 3 MB that a stack which starts never needs

    wanted = {} if child.process.port is None else {child.process.port: child.name}
    return "".join(f"\n{taken}" for taken in ports.holders(wanted, ours=[os.getpid()]) if not taken.ours)
