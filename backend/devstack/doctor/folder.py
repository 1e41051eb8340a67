"""The folder of the project: its file system, its rights, its room."""

import os
import platform
import shutil
import time
from contextlib import suppress
from pathlib import Path

import psutil

from devstack import control, state
from devstack.doctor.finding import Finding, error, ok, warn
from devstack.errors import DevstackError
from devstack.plan import Plan

_SILENT = ("nfs", "cifs", "smb", "9p", "drvfs", "fuse.", "vboxsf", "virtiofs", "afs", "vmhgfs", "prl_fs")
"""File systems that report no changes made on their other side."""
_MEGABYTE = 1_000_000
_TIGHT_MB = 100
_MOST_FOLDERS = 100_000


def subfolders(folder: Path) -> int:
    """How many folders a watcher of this one watches, as far as it is worth counting."""
    count = 0
    for _, names, _ in os.walk(folder):
        names[:] = [name for name in names if not name.startswith(".") and name not in {"node_modules", "__pycache__"}]
        count += 1
        if count >= _MOST_FOLDERS:
            break
    return count


def events(root: Path) -> Finding:
    """Whether the file system tells when a file changes; on those of another machine or of Windows it stays silent."""
    kind = _file_system(root)
    if silent(kind):
        wsl = ", or keep the project in WSL's own file system" if "microsoft" in platform.release().lower() else ""
        return warn("file system", f"{kind}: edits may not be noticed", f"set `reload: {{poll: true}}`{wsl}")
    return ok("file system", f"{kind}, reports changes")


def silent(kind: str) -> bool:
    """Whether file systems of this type report no changes."""
    return kind.startswith(_SILENT)


def _file_system(root: Path) -> str:
    """The type of the file system mounted nearest above."""
    there = root.resolve()
    mounts = [p for p in psutil.disk_partitions(all=True) if there.is_relative_to(p.mountpoint)]
    return max(mounts, key=lambda p: len(p.mountpoint)).fstype if mounts else "unknown"


def writable(root: Path) -> Finding:
    """State, logs and renderings need a place; asking os.access also notices read-only mounts."""
    home = root / state.folder.HOME
    for place in (home, state.logs(root)) if home.exists() else (root,):
        if place.exists() and not os.access(place, os.W_OK | os.X_OK):
            return error(
                "folder", f"{place.relative_to(root.parent)} is not writable", "give yourself the right to write there"
            )
    return ok("folder", f"{state.folder.HOME} can be written")


def socket(root: Path) -> Finding:
    """Paths of unix sockets are short; a deep checkout's stands elsewhere."""
    try:
        address = control.address(root)
    except DevstackError as refusal:
        return error("control socket", str(refusal), "move the checkout to a shorter path, or mend that folder")
    near = address.is_relative_to(root.resolve())
    return ok(
        "control socket",
        str(address.relative_to(root.resolve()) if near else f"{address}, the path here being too long"),
    )


def disk(root: Path, plan: Plan) -> Finding:
    """Room for the logs at their limit."""
    free = shutil.disk_usage(root).free // _MEGABYTE
    logs = plan.max_log_mb * (plan.keep_logs + 1) * (len(plan.processes) + 2)
    if free < _TIGHT_MB:
        return error("disk", f"{free} MB free", "make room: databases and logs cannot be written on a full disk")
    if free < logs + _TIGHT_MB:
        return warn("disk", f"{free} MB free; logs may grow to {logs} MB", "make room, or lower `logs: {max_mb, keep}`")
    return ok("disk", f"{free} MB free")


def clock(root: Path) -> Finding:
    """Files from the future are taken for unchanged, and stale bytecode for fresh."""
    ahead = 0.0
    for path in root.glob("*.*"):
        with suppress(OSError):
            ahead = max(ahead, path.stat().st_mtime - time.time())
    if ahead > 5:
        return warn("clock", f"files here are {ahead:.0f} s in the future", "set the clock, or `touch` the files")
    return ok("clock", "no file from the future")
