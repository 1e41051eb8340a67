"""Who a process is, so that a signal never reaches a stranger: boot, pid, start time and the mark in its environment."""

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MARK = "DEVSTACK_STACK_ID"
INSTANCE = "DEVSTACK_INSTANCE"
_LINUX = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Identity:
    """One process of one boot. `mark`, where not empty, is the KEY=value its environment must show."""

    boot: str
    pid: int
    ticks: int
    mark: str = ""

    @classmethod
    def of(cls, pid: int, mark: str = "") -> "Identity | None":
        """Whoever has that pid now; None when nobody has."""
        ticks = start_ticks(pid)
        return None if ticks is None else cls(boot_id(), pid, ticks, mark)

    @property
    def alive(self) -> bool:
        """Whether this very process still runs. A zombie does not, nor does another process with its pid."""
        return self.boot == boot_id() and start_ticks(self.pid) == self.ticks and self._shows_its_mark()

    def send(self, number: signal.Signals) -> bool:
        """Signal its process group if it leads one, else the process alone; False when it is gone."""
        if self.pid <= 1 or not self.alive:  # the group of 1 means everybody, and of 0 our own
            return False
        try:
            if os.getpgid(self.pid) == self.pid:
                os.killpg(self.pid, number)
            else:
                os.kill(self.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def send_alone(self, number: signal.Signals) -> bool:
        """Signal this process and not its group, which may be a terminal's whole job; False when it is gone."""
        if self.pid <= 1 or not self.alive:
            return False
        try:
            os.kill(self.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def _shows_its_mark(self) -> bool:
        if not self.mark:
            return True
        shown = environment(self.pid)
        return not shown or self.mark in shown  # where it has overwritten them, pid and start time must do


@cache
def boot_id() -> str:
    """A text that changes with each boot of the machine."""
    if _LINUX:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    import psutil  # 20 ms that Linux need not spend

    return str(int(psutil.boot_time()))


def start_ticks(pid: int) -> int | None:
    """When a process started, in the kernel's ticks (milliseconds elsewhere); None for a zombie or nobody."""
    if not _LINUX:
        return _start_by_psutil(pid)
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except (
        FileNotFoundError,
        ProcessLookupError,
        PermissionError,
    ):  # the last under hidepid: another user's, so not ours
        return None
    # The name, field 2, may hold blanks and brackets; what follows the last bracket is fields 3 and on.
    fields = stat.rpartition(b")")[2].split()
    return None if fields[0] in {b"Z", b"X"} else int(fields[19])


def _start_by_psutil(pid: int) -> int | None:
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else int(process.create_time() * 1000)
    except psutil.NoSuchProcess:
        return None


def environment(pid: int) -> frozenset[str]:
    """The KEY=value pairs a process was started with; empty when it hides or has overwritten them."""
    if not _LINUX:
        return _environment_by_psutil(pid)
    try:
        data = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:  # gone, or another user's: either way not for us to see
        return frozenset()
    if data.endswith(
        b"\0\0"
    ):  # nginx writes the end of its title here and fills up with NUL; execve leaves one at the end
        return frozenset()
    return frozenset(os.fsdecode(pair) for pair in data.split(b"\0") if pair)


def _environment_by_psutil(pid: int) -> frozenset[str]:
    import psutil

    try:
        return frozenset(f"{key}={value}" for key, value in psutil.Process(pid).environ().items())
    except (psutil.Error, OSError):
        return frozenset()


def marked(stack_id: str) -> Iterator[Identity]:
    """Every process on the machine that carries this stack id, whatever group or session it fled to."""
    mark = f"{MARK}={stack_id}"
    for pid in _pids():
        if pid != os.getpid() and mark in environment(pid) and (found := Identity.of(pid, mark)):
            yield found


def _pids() -> list[int]:
    if _LINUX:
        return [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208 - names only, no paths wanted
    import psutil

    return psutil.pids()
