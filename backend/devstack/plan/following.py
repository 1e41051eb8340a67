"""The process that follows edits while a stack runs. Pure, as the planner."""

from dataclasses import replace

from devstack.deployment import FOLLOWER, Deployment
from devstack.plan.model import Command, Kind, Plan, Process, Restart, StopOrder


def followed(drawn: Plan, deployment: Deployment, config: str, *, reload: bool = True) -> Plan:
    """The plan with that process, which `up` alone runs; `config` is the deployment file below the root.

    Where nothing reloads, as in production, nothing is followed.
    """
    servers = deployment.servers.values()
    dirs = sorted({folder for server in servers if server.reload for folder in server.reload.dirs})
    if not dirs or not reload:
        return drawn
    words = ["-P", "-m", "devstack.follow", config, "--on-change", deployment.codegen.on_change]
    words += [word for folder in dirs for word in ("--code", folder)]
    follower = Process(
        name=FOLLOWER,
        kind=Kind.CODEGEN,
        command=Command(tuple(words), python=True),
        stops=StopOrder.MODULES,
        restart=Restart(),  # it is ours: what deploy.yaml says is meant for the user's own
        grace_s=1.0,
        start_s=10.0,
    )
    return replace(drawn, processes=(*drawn.processes, follower))
