"""What it takes to become the session of a project: its command, and an environment that tells of engines and of the stack."""

import json
import shlex
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devstack import control
from devstack.deployment import Deployment
from devstack.errors import InputError, NotRunning
from devstack.plan import wire
from devstack.plan.engines import engines
from devstack.supervisor.environment import inherited

CONTROL, GATEWAY, LINE = "DEVSTACK_CONTROL", "DEVSTACK_GATEWAY", "DEVSTACK_LINE"
"""Control socket and address of the stack that runs, absent when none does; the open descriptor that keeps it up, if one does."""
ENGINES, PORTS = "DEVSTACK_ENGINES", "DEVSTACK_PORTS"
"""As JSON: the engines' processes, as plan/wire.py has them, and the stack's ports by name."""
OURS = frozenset({CONTROL, GATEWAY, LINE, ENGINES, PORTS})


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


def session(
    deployment: Deployment, root: Path, options: SessionOptions, ports: Mapping[str, int]
) -> tuple[list[str], dict[str, str]]:
    """The arguments and the environment of the session's process; InputError where the file has no session.

    `ports` are those that the stack would have, by name.
    """
    planned = engines(deployment, options.layout)
    if deployment.session is None:
        raise InputError("there is no session in the deployment file; add session: {command: ...}")
    told = {ENGINES: json.dumps(wire.encode_processes(planned)), PORTS: json.dumps(dict(ports))}
    environment = {key: value for key, value in inherited().items() if key not in OURS} | told
    try:
        found = control.call(root, "status")
        environment[CONTROL] = str(control.address(root))
        environment[GATEWAY] = str(found["url"])
        environment[PORTS] = json.dumps(control.call(root, "recipe")["ports"])
    except NotRunning:
        pass  # then a stack is started for it, unless it only looks
    return [*shlex.split(deployment.session.command), *options.words], environment


def kept(environment: dict[str, str], line: socket.socket) -> dict[str, str]:
    """The environment of a session for which the stack was started: it inherits the line that keeps it up."""
    line.set_inheritable(True)
    return environment | {LINE: str(line.detach())}
