"""The snapshot: asked of a running supervisor, or told from a bare honcho's records, or that nothing runs."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from devstack import control, health, state
from devstack.errors import DevstackError, NotRunning
from devstack.plan.model import Kind, Plan, Process
from devstack.record import Record, records
from devstack.state import Row, RowState, Snapshot, SupervisorRow
from devstack.status.calling import call


def snapshot(root: Path, plan: Plan | None = None, *, within: float = 5.0) -> Snapshot:
    """The stack of this checkout now. With `plan`, rows that do not run are told too, and a bare honcho's are probed.

    NoAnswer when a supervisor is there and stays silent.
    """
    answer = _asked(root, within)
    if answer is not None:
        return answer
    if alive := records(root):
        return _bare(root, plan, alive)
    rows = tuple(_row(process) for process in plan) if plan else ()
    return state.absent(state.checkout_id(root), plan.name if plan else None, rows)


def _asked(root: Path, within: float) -> Snapshot | None:
    try:
        answer = _answer(root, within)
    except NotRunning:
        return None
    try:
        return Snapshot.from_json(answer)
    except (KeyError, TypeError, ValueError):
        raise DevstackError("the running supervisor is of another version; stop it with `invoke down`") from None


def _answer(root: Path, within: float) -> dict[str, Any]:
    """Of the supervisor; NotRunning when there is none. One that took the lock just after it was missed is asked again."""
    try:
        return call(root, "status", within)
    except NotRunning:
        if state.holder(root) is None:
            raise
    try:
        return call(root, "status", within)
    except NotRunning:
        if (pid := state.holder(root)) is None:
            raise
        raise control.NoAnswer(f"the supervisor (pid {pid}) has no control socket; `invoke down` stops it") from None


def _bare(root: Path, plan: Plan | None, alive: list[Record]) -> Snapshot:
    """What a bare honcho runs, told from its records and asked directly."""
    planned = {process.name: process for process in plan} if plan else {}
    known = {record.name: record for record in alive}
    asked = asyncio.run(_probed([process for name, process in planned.items() if name in known]))
    names = dict.fromkeys((*planned, *known))
    rows = tuple(_bare_row(known.get(name), planned.get(name), asked.get(name)) for name in names)
    runner = next((record.runner for record in alive if record.runner), None)
    started = _started(runner.pid) if runner and runner.alive else None
    return Snapshot(
        stack=plan.name if plan else None,
        id=state.checkout_id(root),
        state=_bare_state(rows),
        layout=plan.layout if plan else None,
        url=plan.url if plan else None,
        supervisor=SupervisorRow(runner.pid, round(time.time() - started, 1)) if runner and started else None,
        processes=rows,
    )


async def _probed(processes: list[Process]) -> dict[str, health.Answer]:
    probed = [process for process in processes if process.probe]
    answers = await asyncio.gather(*(health.ask(p.probe, instance=_instance(p)) for p in probed if p.probe))
    return dict(zip((process.name for process in probed), answers, strict=True))


def _instance(process: Process) -> str | None:
    return process.name if process.kind is Kind.SERVER else None


def _bare_state(rows: tuple[Row, ...]) -> str:
    states = {row.state for row in rows}
    if states <= {RowState.READY}:
        return "ready"
    return "starting" if RowState.STARTING in states else "degraded"


def _bare_row(record: Record | None, process: Process | None, answer: health.Answer | None) -> Row:
    row = _row(process) if process else Row(record.name if record else "", Kind.PROCESS.value)
    if record is None:
        return row
    age = max(0.0, time.time() - record.started)
    young = process is not None and age < process.start_s
    well = answer is None or answer.ok
    return replace(
        row,
        pid=record.identity.pid,
        port=row.port or record.port,
        state=(RowState.READY if well else RowState.STARTING if young else RowState.UNHEALTHY).value,
        uptime_s=round(age, 1),
        rss_mb=_memory(record.identity.pid),
        health="unknown" if answer is None else "ok" if well else "failing",
        last_error=None if answer is None or well else answer.words,
        log=f"{state.folder.LOGS}/{record.name}.log",
        command=row.command or record.command,
    )


def _row(process: Process) -> Row:
    """A planned process that does not run."""
    return Row(
        name=process.name,
        kind=process.kind.value,
        server=process.server,
        modules=process.modules,
        port=process.port,
        log=f"{state.folder.LOGS}/{process.name}.log",
        command=process.command.shell(),
    )


def _started(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:  # it left while we looked
        return None


def _memory(pid: int) -> float | None:
    try:
        return round(sum(one.memory_info().rss for one in _family(pid)) / 1e6, 1)
    except psutil.Error:
        return None


def _family(pid: int) -> Iterator[psutil.Process]:
    leader = psutil.Process(pid)
    yield leader
    yield from leader.children(recursive=True)
