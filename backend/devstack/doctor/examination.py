"""The round a doctor makes: the software a stack stands on, the project's own folder, the machine."""

from collections.abc import Callable, Iterator
from pathlib import Path

from devstack.deployment import Deployment
from devstack.doctor import folder, machine, software
from devstack.doctor.finding import Finding, error, ok, warn
from devstack.errors import DevstackError
from devstack.plan import Plan
from devstack.state import Snapshot

Drift = Callable[[], list[str]]


def examine(
    root: Path,
    deployment: Deployment,
    plan: Plan,
    *,
    running: Snapshot | None = None,
    conf: str | None = None,
    drift: Drift | None = None,
) -> list[Finding]:
    """Everything worth knowing before `up`, in a fixed order; never raises for what it finds.

    `running` is what runs now, whose ports are not a stranger's; `conf` the rendered nginx.conf, to be tried with
    `nginx -t`; `drift` names the generated files that are not current.
    """
    return list(_round(root, deployment, plan, running, conf, drift))


def _round(
    root: Path, deployment: Deployment, plan: Plan, running: Snapshot | None, conf: str | None, drift: Drift | None
) -> Iterator[Finding]:
    watching = [process.name for process in plan if "--reload" in process.command.arguments]
    polling = all(server.reload.poll for server in deployment.servers.values() if server.reload)
    yield ok("configuration", f"{plan.name}: {', '.join(plan.names)}")
    yield software.python()
    yield software.packages()
    yield from software.bytecode(root)
    if plan.gateway is not None:
        yield software.nginx(root, deployment.nginx.binary, conf)
    yield software.node()
    if drift is not None:
        yield _generated(drift)
    yield from machine.ports(plan.ports, _pids(running))
    if watching and not polling:
        yield from machine.inotify(len(watching), folder.subfolders(root / plan.app_dir))
        yield folder.events(root)
    yield machine.descriptors(plan)
    yield folder.writable(root)
    yield folder.socket(root)
    yield folder.disk(root, plan)
    yield folder.clock(root)


def _pids(running: Snapshot | None) -> list[int]:
    """Those of the running stack: the supervisor, of which all others descend, and the rows, for a bare honcho has none."""
    if running is None:
        return []
    own = [running.supervisor.pid] if running.supervisor else []
    return own + [row.pid for row in running.processes if row.pid is not None]


def _generated(drift: Drift) -> Finding:
    try:
        lines = drift()
    except DevstackError as refusal:
        return error("generated files", str(refusal), "mend the application; `up` fails for the same reason")
    if not lines:
        return ok("generated files", "current")
    return warn("generated files", "; ".join(lines), "run `invoke gen` and commit what it wrote")
