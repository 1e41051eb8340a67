"""Ports and the limits of the kernel."""

import os
import resource
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from devstack.doctor.finding import Finding, error, ok, warn
from devstack.plan import Plan
from devstack.ports import holders

_PROC = Path("/proc/sys")
_SPARE = 64
"""Descriptors nginx needs beside connections: logs, listeners, its own pipes."""


def ports(wanted: Mapping[int, str], ours: Collection[int]) -> Iterator[Finding]:
    """Free, or held by this very stack; each stranger is named. Ports Linux hands to outgoing connections are no safe choice."""
    taken = holders(wanted, ours)
    for stranger in (held for held in taken if not held.ours):
        yield error("ports", str(stranger), "stop it, or run `invoke up --port-offset auto`")
    if all(held.ours for held in taken):
        state = f"{len(taken)} of them held by this stack, which runs" if taken else "all free"
        yield ok("ports", f"{', '.join(map(str, sorted(wanted)))}: {state}")
    first = _number(_PROC / "net/ipv4/ip_local_port_range")
    if first and (risky := [port for port in wanted if port >= first]):
        yield warn(
            "ports",
            f"{', '.join(map(str, risky))}: Linux gives ports from {first} on to outgoing connections, which may take them",
            f"choose ports below {first} in deploy.yaml",
        )


def inotify(processes: int, folders: int) -> Iterator[Finding]:
    """Each process that reloads takes one inotify instance and a watch per folder; a lack shows as `No such file`."""
    instances = _number(_PROC / "fs/inotify/max_user_instances")
    watches = _number(_PROC / "fs/inotify/max_user_watches")
    if instances is None or watches is None:
        return  # not Linux: other mechanisms, other limits
    used = _instances_in_use()
    if instances - used < processes:
        yield warn(
            "reload",
            f"{processes} processes watch files, and {used} of {instances} inotify instances are in use",
            f"sudo sysctl fs.inotify.max_user_instances={max(512, instances * 2)}, or `reload: {{poll: true}}`",
        )
    elif watches < processes * folders:
        yield warn(
            "reload",
            f"{processes} processes watch {folders} folders each, and {watches} watches are allowed in all",
            "sudo sysctl fs.inotify.max_user_watches=524288, or name fewer folders as `reload: {dirs: […]}`",
        )
    else:
        yield ok("reload", f"{processes} processes watch files; {instances - used} inotify instances are free")


def _instances_in_use() -> int:
    """Those of this user, as far as /proc shows them."""
    count = 0
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdecimal() and process.stat().st_uid == os.getuid():
                count += sum(_is_inotify(link) for link in (process / "fd").iterdir())
    return count


def _is_inotify(link: Path) -> bool:
    try:
        return str(link.readlink()) == "anon_inode:inotify"
    except OSError:  # closed since
        return False


def descriptors(plan: Plan) -> Finding:
    """Each connection through nginx takes a descriptor, and so does the one behind it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = (plan.gateway.worker_connections if plan.gateway else 0) + _SPARE
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return ok("open files", f"{soft} allowed, {needed} needed")
    remedy = (
        f"ulimit -n {needed}" if hard == resource.RLIM_INFINITY or hard >= needed else "lower nginx.worker_connections"
    )
    return warn("open files", f"{soft} allowed, but nginx.worker_connections needs {needed}", remedy)


def _number(path: Path) -> int | None:
    """The first number in a file of /proc, None where there is none."""
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
