"""The processes of a session, which the stack runs from its start to its end. Pure, as the planner."""

import shlex

from devstack.deployment import ENGINES, Deployment, sections
from devstack.errors import InputError
from devstack.plan.model import Command, Kind, Limits, Process, Restart, StopOrder

START_S = 30.0


def engines(deployment: Deployment, layout: str) -> tuple[Process, ...]:
    """One process for each engine in `multi`, one for all in `single`; InputError where the file has none."""
    if deployment.session is None:
        raise InputError("there is no session in the deployment file; add session: {command: ...}")
    if layout == "multi":
        return tuple(_process(name, engine) for name, engine in deployment.engines.items())
    if layout != "single":
        raise InputError(f"--layout {layout}: must be multi or single")
    if deployment.session.single is None:
        if deployment.engines:
            raise InputError("--layout single: session.single names the process of all engines; add it, or use multi")
        return ()
    first = next(iter(deployment.engines.values()), None)
    return (_process(ENGINES, _shared(deployment.session.single, first)),)


def _shared(command: str, first: sections.Engine | None) -> sections.Engine:
    """The process of all engines is kept as the first of them is."""
    return sections.Engine(command=command) if first is None else first.model_copy(update={"command": command})


def _process(name: str, engine: sections.Engine) -> Process:
    policy, limits = engine.restart, engine.limits
    return Process(
        name=name,
        kind=Kind.ENGINE,
        command=Command(tuple(shlex.split(engine.command))),
        stops=StopOrder.MODULES,
        restart=Restart(policy.policy, policy.max, policy.within_s),
        grace_s=engine.grace_s,
        start_s=START_S,
        env=engine.env,
        env_file=engine.env_file,
        limits=Limits(limits.memory_mb, limits.nofile),
    )
