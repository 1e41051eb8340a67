"""Plans made of small programs under a supervisor in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devstack import status
from devstack.plan import wire
from devstack.plan.model import Command, Kind, Plan, Probe, Process, Restart, StopOrder
from devstack.state import Row, Snapshot
from devstack.state.identity import environment
from support.project import Running, clean_env

PROGRAM = str(Path(__file__).with_name("program.py"))
SUPERVISE = str(Path(__file__).with_name("supervise.py"))
TEST_MARK = "STACK_OF_TEST"


def program(name: str, *options: str, port: int | None = None, **fields: Any) -> Process:
    """A process that runs program.py; probed when it has a port."""
    words = ("-S", PROGRAM, *options, *([str(port)] if port else []))
    defaults: dict[str, Any] = {
        "kind": Kind.SERVER if port else Kind.PROCESS,
        "stops": StopOrder.MODULES,
        "restart": Restart(),
        "grace_s": 0.3,
        "start_s": 10.0,
        "server": name.rpartition("-")[0] or name,
        "port": port,
        "probe": Probe(port, "/health") if port else None,
    }
    return Process(name=name, command=Command(words, python=True), **{**defaults, **fields})


def plan(*processes: Process) -> Plan:
    """A plan of these processes, without nginx."""
    return Plan(
        name="sample",
        layout="multi",
        base_url="/api/v1",
        url="http://127.0.0.1:8000",
        app=None,
        app_dir=".",
        factory=False,
        modules=(),
        processes=processes,
        gateway=None,
        max_log_mb=1,
        keep_logs=1,
    )


def three(port: int) -> Plan:
    """Core, one module and a gateway of sorts."""
    return plan(
        program("core-0", port=port, stops=StopOrder.CORE),
        program("broker-0", port=port + 1),
        program("nginx", port=port + 2, stops=StopOrder.GATEWAY, kind=Kind.GATEWAY),
    )


def until(
    root: Path, met: Callable[[Snapshot], bool], what: str, within: float = 8, wanted: Plan | None = None
) -> Snapshot:
    """The first snapshot that fits, or an error that shows the last one."""
    deadline = time.monotonic() + within
    while not met(there := status.snapshot(root, wanted)):
        assert time.monotonic() < deadline, f"{what} not within {within:g} s: {there}"
        time.sleep(0.05)
    return there


def row(there: Snapshot, name: str) -> Row:
    """The row of that name."""
    return next(row for row in there.processes if row.name == name)


def write_plan(root: Path, wanted: Plan) -> None:
    """Where supervise.py finds it."""
    (root / "plan.json").write_text(json.dumps(wire.encode(wanted)))


class Stack:
    """A supervisor in a process of its own, and everything it started, known by a mark in their environment."""

    def __init__(self, root: Path, wanted: Plan, *options: str, **env: str) -> None:
        self.root = root
        self.mark = f"{TEST_MARK}={uuid.uuid4().hex}"
        write_plan(root, wanted)
        key, _, value = self.mark.partition("=")
        self.running = Running(
            subprocess.Popen(
                [sys.executable, SUPERVISE, str(root), *options],
                cwd=root,
                env=clean_env(**{key: value}, **env),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )

    @property
    def pid(self) -> int:
        return self.running.process.pid

    def left(self, within: float = 0.0) -> list[str]:
        """The command lines of what it started and still lives after so many seconds at most."""
        until = time.monotonic() + within
        while (alive := self._alive()) and time.monotonic() < until:
            time.sleep(0.02)
        return alive

    def _alive(self) -> list[str]:
        pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
        ours = [pid for pid in pids if pid != os.getpid() and self.mark in environment(pid)]
        return [f"{pid}: {_command(pid)}" for pid in ours]


def wait_for_file(path: Path, within: float = 8) -> None:
    """Until it exists; looked for every millisecond, because what follows is timed from here."""
    deadline = time.monotonic() + within
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not appear within {within:g} s"
        time.sleep(0.001)


def kill(pid: int | None, number: signal.Signals = signal.SIGKILL) -> None:
    """Signal one process. None, 0, -1 and 1 would mean whole groups, everybody or init."""
    assert pid is not None, "there is no such process"
    assert pid > 1
    os.kill(pid, number)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return "(gone)"


Start = Callable[..., Stack]
