"""What it takes to become the session of a project: its command, and an environment that tells of engines and of the stack."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

from devstack import control
from devstack.deployment import Deployment
from devstack.errors import InputError, NotRunning
from devstack.plan import wire
from devstack.plan.engines import engines
from devstack.supervisor.environment import inherited

CONTROL, ENGINES = "DEVSTACK_CONTROL", "DEVSTACK_ENGINES"
"""The control socket of the stack that runs, absent when none does; the engines' processes as JSON, as plan/wire.py has them."""


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """The options of `invoke session`. Empty text is not said."""

    layout: str = "single"
    date: str = ""
    replay: str = ""
    until: str = ""
    fresh: bool = False
    dry_run: bool = False
    as_json: bool = False

    @property
    def words(self) -> list[str]:
        """As a session's command is told."""
        said = ["--layout", self.layout]
        for name in ("date", "replay", "until"):
            said += [f"--{name}", getattr(self, name)] if getattr(self, name) else []
        flags = {"--fresh": self.fresh, "--dry-run": self.dry_run, "--json": self.as_json}
        return [*said, *(flag for flag, set_ in flags.items() if set_)]


def session(deployment: Deployment, root: Path, options: SessionOptions) -> tuple[list[str], dict[str, str]]:
    """The arguments and the environment of the session's process; InputError where the file has no session."""
    planned = engines(deployment, options.layout)
    if deployment.session is None:
        raise InputError("there is no session in the deployment file; add session: {command: ...}")
    environment = inherited() | {ENGINES: json.dumps(wire.encode_processes(planned))}
    environment.pop(CONTROL, None)
    try:
        control.call(root, "status")
        environment[CONTROL] = str(control.address(root))
    except NotRunning:
        pass  # then the session starts its engines itself
    return [*shlex.split(deployment.session.command), *options.words], environment
