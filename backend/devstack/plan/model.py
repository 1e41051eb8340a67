"""What runs, as values: processes, probes, upstreams, routes. Frozen; worked out by the planner and read by everyone else.

Standard library only: the supervisor lives as long as the stack and loads nothing of what works a plan out.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Literal

from devstack.errors import InputError

LOOPBACK = "127.0.0.1"
PYTHON = "${PYTHON:-python}"
RECORD = "$DEVSTACK_RECORD"


def reachable(host: str) -> str:
    """The address by which this machine reaches who listens on `host`: 0.0.0.0 and :: are none to connect to."""
    return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104 - nothing is bound here


def authority(host: str) -> str:
    """An address as it stands in a URL or a Host header."""
    return f"[{host}]" if ":" in host else host


class Kind(StrEnum):
    """What sort of row a process is in `status`."""

    SERVER = "server"
    GATEWAY = "gateway"
    PROCESS = "process"
    CODEGEN = "codegen"
    ENGINE = "engine"


class StopOrder(IntEnum):
    """Who leaves first: the door, then the rooms, then the foundations, then what all of them stood on: a bus, a database."""

    GATEWAY, MODULES, CORE, LAST = range(4)


@dataclass(frozen=True, slots=True)
class Command:
    """What a process runs: arguments for the stack's own Python, or a program with its arguments."""

    arguments: tuple[str, ...]
    python: bool = False

    def argv(self, python: str) -> list[str]:
        """The argument vector, with `python` as the interpreter."""
        return [python, *self.arguments] if self.python else list(self.arguments)

    def shell(self) -> str:
        """The same as text for a Procfile line; every argument is quoted, so none becomes shell syntax."""
        words = shlex.join(self.arguments)
        return f"{PYTHON} {words}" if self.python else words


@dataclass(frozen=True, slots=True)
class Probe:
    """How readiness is asked: GET on a port of `host`; ready is 200, or anything below 500 where `lenient`."""

    port: int
    path: str
    lenient: bool = False
    host: str = LOOPBACK

    @property
    def url(self) -> str:
        """The address asked."""
        return f"http://{authority(self.host)}:{self.port}{self.path}"


@dataclass(frozen=True, slots=True)
class Restart:
    """When it is started again after it left: at most `max` times within `within_s` seconds, then it is failed."""

    policy: Literal["on-failure", "always", "never"] = "on-failure"
    max: int = 3
    within_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What each of its processes may take, in MB of memory and in open files; None is what the shell allows."""

    memory_mb: int | None = None
    nofile: int | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the Procfile and one row of `status`."""

    name: str
    kind: Kind
    command: Command
    stops: StopOrder
    restart: Restart
    grace_s: float
    start_s: float
    env: Mapping[str, str] = field(default_factory=dict)
    env_file: str | None = None
    server: str | None = None
    modules: tuple[str, ...] = ()
    port: int | None = None
    probe: Probe | None = None
    once: bool = False
    limits: Limits = field(default_factory=Limits)
    shares: bool = False
    """Whether it may be a fork of a process that has loaded other people's modules already."""

    @property
    def ends(self) -> bool:
        """Whether leaving with 0 is its success and not the loss of something that was to stay."""
        return self.once or self.kind is Kind.ENGINE

    @property
    def reloads(self) -> bool:
        """Whether it loads its code again when a file changes: then an edit may mend it, and a new start cannot do better."""
        return "--reload" in self.command.arguments

    @property
    def line(self) -> str:
        """Its Procfile line without the name: limits, assignments, exec. `$DEVSTACK_RECORD` is empty under `invoke up`."""
        words = " ".join(f"{key}={shlex.quote(value)}" for key, value in sorted(self.variables.items()))
        return f"{self._ulimits}{words} exec {RECORD} {self.command.shell()}"

    @property
    def variables(self) -> dict[str, str]:
        """The assignments of that line."""
        file = {"DEVSTACK_ENV_FILE": self.env_file} if self.env_file else {}
        once = {"DEVSTACK_ONCE": "1"} if self.once else {}
        return {**self.env, "DEVSTACK_INSTANCE": self.name, **file, **once}

    @property
    def _ulimits(self) -> str:
        """In the shell's own words, so that they hold whoever runs the line. One the system refuses is said in the log."""
        said = []
        if self.limits.nofile:
            said.append(f"ulimit -n {self.limits.nofile}; ")
        if self.limits.memory_mb:
            # Of data, in KiB: what programs map without ever writing to it (-v would count it) costs no memory.
            said.append(f"ulimit -d {self.limits.memory_mb * 1_000_000 // 1024}; ")
        return "".join(said)


@dataclass(frozen=True, slots=True)
class Upstream:
    """A server's instances, or a program with a route, as nginx balances over them."""

    name: str
    ports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A path prefix and who answers it. `upgrade` lets WebSockets through."""

    path: str
    upstream: str
    upgrade: bool = False


@dataclass(frozen=True, slots=True)
class Gateway:
    """All that nginx.conf says."""

    host: str
    port: int
    worker_processes: int | str
    worker_connections: int
    base_url: str
    allowed_hosts: tuple[str, ...]
    allowed_origins: tuple[str, ...]
    upstreams: tuple[Upstream, ...]
    routes: tuple[Route, ...]
    """REST prefixes of modules (`/api/v1/broker/`), plain apps and programs."""
    websockets: tuple[tuple[str, str], ...]
    """(module, upstream) pairs that have a WebSocket."""
    query_param: str | None
    """The query parameter that names the module, under the query_param strategy only."""
    documents: bool
    """Whether merged specs and documentation pages are served (a deployment with modules)."""
    grace_s: float
    specs: str = "generated/specs"
    """The folder below the root that holds the merged specs."""


def logging_config(out: str) -> str:
    """Where what configures logging in the servers stands, beside the Procfile in `out`."""
    return f"{out}/logging.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What runs, in start order: servers, programs, the gateway last."""

    name: str
    layout: str
    base_url: str
    url: str
    """The address in front of everything, e.g. http://127.0.0.1:8000."""
    app: str | None
    """The application with all modules, from which specs are exported; None without modules."""
    app_dir: str
    factory: bool
    modules: tuple[str, ...]
    processes: tuple[Process, ...]
    gateway: Gateway | None
    max_log_mb: int
    keep_logs: int
    log_format: str = "text"
    """How servers write their lines: text or json."""
    out: str = "generated"
    """The folder below the root in which Procfile, nginx.conf and logging.json stand."""

    def __iter__(self) -> Iterator[Process]:
        return iter(self.processes)

    @property
    def logging_config(self) -> str:
        """The path of what configures logging in the servers, relative to the root."""
        return logging_config(self.out)

    @property
    def page(self) -> str:
        """What a person opens first: the documentation of the modules, else whatever the application shows."""
        return f"{self.url}{self.base_url}/docs" if self.modules else self.url

    @property
    def names(self) -> tuple[str, ...]:
        """Process names in start order."""
        return tuple(process.name for process in self.processes)

    @property
    def ports(self) -> dict[int, str]:
        """Every port this plan listens on, and for whom."""
        return {process.port: process.name for process in self.processes if process.port is not None}

    def select(self, names: tuple[str, ...]) -> tuple[Process, ...]:
        """Processes by exact name (`broker-0`), server or program (`broker`), or `nginx`; unknown names are refused."""
        chosen = [p for p in self.processes if p.name in names or (p.server or p.name) in names]
        known = {*self.names, *(p.server or p.name for p in self.processes)}
        if unknown := [name for name in names if name not in known]:
            raise InputError(
                f"no process or server is called {', '.join(unknown)}; there are {', '.join(sorted(known))}"
            )
        return tuple(chosen)
