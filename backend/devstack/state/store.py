"""The file `.devstack/state.json`: what a supervisor started, for whoever comes after it, even after a crash or a reboot."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from devstack.state.folder import home
from devstack.state.identity import MARK, Identity
from devstack.state.rows import Snapshot

VERSION = 1


@dataclass(frozen=True, slots=True)
class Leader:
    """A process that was started, with what it takes to stop it in its turn."""

    name: str
    identity: Identity
    stops: int
    grace_s: float


@dataclass(frozen=True, slots=True)
class State:
    """One run of a stack. `control` is the path of its socket, `reaper` the process that was started as `up`."""

    stack_id: str
    control: str
    supervisor: Identity
    snapshot: Snapshot
    leaders: tuple[Leader, ...]
    reaper: Identity | None = None


def write(root: Path, state: State) -> None:
    """Replace the file in one step; readers see the old one or the new one. OSError when the disk refuses."""
    target = home(root) / "state.json"
    temporary = target.with_name(f"state.json.{os.getpid()}")
    try:
        temporary.write_text(json.dumps(_plain(state)) + "\n")
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def read(root: Path) -> State | None:
    """What the file says; None when there is none, or it is cut short, of another version, or not ours at all."""
    try:
        return _state(json.loads((root / ".devstack" / "state.json").read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def forget(root: Path) -> None:
    """Remove the file: nothing of that run is left."""
    (root / ".devstack" / "state.json").unlink(missing_ok=True)


def _plain(state: State) -> dict[str, Any]:
    return {
        "version": VERSION,
        "stack_id": state.stack_id,
        "control": state.control,
        "supervisor": asdict(state.supervisor),
        "snapshot": state.snapshot.as_json(),
        "leaders": [asdict(leader) for leader in state.leaders],
        "reaper": asdict(state.reaper) if state.reaper else None,
    }


def _state(value: dict[str, Any]) -> State:
    if value["version"] != VERSION:
        raise ValueError("another version")
    stack_id = str(value["stack_id"])
    if not stack_id:
        raise ValueError("no stack id")
    return State(
        stack_id=stack_id,
        control=str(value["control"]),
        supervisor=_identity(value["supervisor"], ""),
        snapshot=Snapshot.from_json(value["snapshot"]),
        leaders=tuple(_leader(leader, f"{MARK}={stack_id}") for leader in value["leaders"]),
        reaper=_identity(value["reaper"], "") if value.get("reaper") else None,
    )


def _leader(value: dict[str, Any], mark: str) -> Leader:
    identity = _identity(value["identity"], mark)
    return Leader(str(value["name"]), identity, int(value["stops"]), float(value["grace_s"]))


def _identity(value: dict[str, Any], mark: str) -> Identity:
    if int(value["pid"]) <= 1:  # 0, -1 and 1 would mean our group, everybody and init
        raise ValueError("not a pid of ours")
    return Identity(str(value["boot"]), int(value["pid"]), int(value["ticks"]), mark)
