"""What `status --json` says: one object, the same whether something runs or not. Absent is null."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class RowState(StrEnum):
    """Where one process is in its life. `stale`: the last edit does not load, the code before it serves."""

    STARTING = "starting"
    READY = "ready"
    STALE = "stale"
    UNHEALTHY = "unhealthy"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Row:
    """One process. `log` is relative to the root; `pid` is the process we started; `rss_mb` is its whole group's, in shares."""

    name: str
    kind: str
    server: str | None = None
    modules: tuple[str, ...] = ()
    pid: int | None = None
    port: int | None = None
    state: str = RowState.STOPPED
    restarts: int = 0
    uptime_s: float | None = None
    rss_mb: float | None = None
    health: str = "unknown"
    log: str | None = None
    last_error: str | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class SupervisorRow:
    """Who looks after the processes."""

    pid: int
    uptime_s: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole stack at one moment. `state` is starting, ready, degraded, stopping or stopped."""

    stack: str | None
    id: str
    state: str
    layout: str | None = None
    url: str | None = None
    supervisor: SupervisorRow | None = None
    processes: tuple[Row, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 all ready, 1 degraded, 3 not running."""
        return {"ready": 0, "stopped": 3}.get(self.state, 1)

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists for json.dumps."""
        plain = dataclasses.asdict(self)
        plain["processes"] = [{**row, "modules": list(row["modules"])} for row in plain["processes"]]
        return plain

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Snapshot":
        """Read it back; KeyError, TypeError or ValueError when it is something else."""
        supervisor = value["supervisor"]
        rows = tuple(Row(**{**row, "modules": tuple(row["modules"])}) for row in value["processes"])
        top = {key: value[key] for key in ("stack", "id", "state", "layout", "url")}
        return cls(**top, supervisor=SupervisorRow(**supervisor) if supervisor else None, processes=rows)


def absent(checkout: str, stack: str | None = None, rows: tuple[Row, ...] = ()) -> Snapshot:
    """What there is to say when nothing runs."""
    return Snapshot(stack=stack, id=checkout, state="stopped", processes=rows)
