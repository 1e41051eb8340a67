"""The parts of a deploy.yaml, each a frozen value, valid by itself. The text under a field is what editors show for its key."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from devstack.deployment.fields import (
    Address,
    Binary,
    CommandLine,
    EnvName,
    EnvValue,
    Glob,
    HostName,
    ImportString,
    Name,
    Origin,
    PackageName,
    ParamName,
    Port,
    RelativePath,
    RoutePath,
    Seconds,
)

CORE = "core"


class Section(BaseModel):
    """A part of the file: strict types, no unknown key, never changed after it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=True)


class Restart(Section):
    """When a process is started again after it left: at most `max` times within `within_s` seconds, then it is failed."""

    policy: Literal["on-failure", "always", "never"] = "on-failure"
    """Which exits are followed by a new start."""
    max: int = Field(default=3, ge=0, le=100)
    """How many starts are tried within the window."""
    within_s: Seconds = 60.0
    """The window, in seconds."""


class Limits(Section):
    """What one process may take, where the system enforces it. What is not said is the limit of the shell."""

    memory_mb: int | None = Field(default=None, ge=64, le=1_000_000)
    """How much memory each of its processes may ask for, in MB; beyond that an allocation fails."""
    nofile: int | None = Field(default=None, ge=64, le=1_000_000)
    """How many files and connections each of its processes may have open."""

    def over(self, below: "Limits") -> "Limits":
        """These, and where they are silent those below."""
        return Limits(memory_mb=self.memory_mb or below.memory_mb, nofile=self.nofile or below.nofile)


class Reload(Section):
    """What a server watches, where the package of its app is the wrong answer."""

    dirs: tuple[RelativePath, ...] = ()
    """Folders to watch, relative to deploy.yaml; without any, the folder of the app's package."""
    include: tuple[Glob, ...] = ()
    """Globs of further files to watch; *.py is always watched."""
    exclude: tuple[Glob, ...] = ()
    """Globs of files whose edits reload nothing."""
    no_preload: tuple[PackageName, ...] = ()
    """Packages that are not loaded beforehand, because they start threads or open connections when they are imported."""
    share: bool = True
    """Let all servers be forks of one process that has loaded other people's packages: a faster start, and less memory."""
    poll: bool = False
    """Look at the files again and again, for file systems that report no changes."""


def _reload(value: object) -> object:
    return {} if value is True else None if value is False else value


class Server(Section):
    """One application in one or more uvicorn processes; instance i listens on port + i."""

    port: Port
    """The port of the first instance, on loopback."""
    instances: int = Field(default=1, ge=1, le=64)
    """How many processes; the gateway balances over them."""
    modules: tuple[Name, ...] = ()
    """The modules this server runs; core is in every one, listed or not."""
    reload: Annotated[Reload | None, BeforeValidator(_reload, json_schema_input_type=bool | Reload)] = None
    """Load the code again when a file changes: true, false, or what to watch."""
    app: ImportString | None = None
    """The application of this server, where it is not the deployment's."""
    factory: bool = False
    """Whether the import string names a function that makes the application."""
    routes: tuple[RoutePath, ...] = ()
    """Path prefixes answered by a plain FastAPI app, one without modules."""
    health: RoutePath | None = None
    """The path that answers 200 when the server is ready; by default core's, and / for a plain app."""
    env: dict[EnvName, EnvValue] = {}
    """Environment variables; their values are text, so numbers stand in quotes."""
    env_file: RelativePath | None = None
    """A file of further environment variables, relative to deploy.yaml."""
    grace_s: Seconds = 3.0
    """How long open requests may take when the server stops, in seconds."""
    start_s: Seconds = 15.0
    """How long the server may take until it is ready, in seconds."""
    restart: Restart | None = None
    """This server's own restart policy."""
    limits: Limits = Limits()
    """This server's own limits."""

    @property
    def ports(self) -> range:
        """The ports of its instances."""
        return range(self.port, self.port + self.instances)

    @property
    def modular(self) -> bool:
        """A server with routes runs a plain FastAPI app; any other is made of modules."""
        return not self.routes

    @property
    def all_modules(self) -> tuple[str, ...]:
        """Its modules with core, which every modular server has, in front."""
        return (CORE, *(m for m in self.modules if m != CORE)) if self.modular else ()


class Program(Section):
    """Anything else that belongs to the stack: a frontend dev server, a worker, a one-shot job."""

    command: CommandLine
    """The program and its arguments; no shell reads it. {port} becomes the port."""
    port: Port | None = None
    """The port it listens on; it finds it as {port} in its command and as PORT in its environment."""
    route: RoutePath | None = None
    """The path prefix the gateway hands to it, WebSockets included."""
    ready: RoutePath | None = None
    """The path that answers when it is ready; by default / where there is a route."""
    env: dict[EnvName, EnvValue] = {}
    """Environment variables; their values are text, so numbers stand in quotes."""
    env_file: RelativePath | None = None
    """A file of further environment variables, relative to deploy.yaml."""
    grace_s: Seconds = 3.0
    """How long it may take to stop, in seconds."""
    start_s: Seconds = 30.0
    """How long it may take until it is ready, in seconds."""
    restart: Restart | None = None
    """This program's own restart policy."""
    limits: Limits = Limits()
    """This program's own limits."""
    once: bool = False
    """A job that runs once; leaving with 0 is its success."""
    stops: Literal["with-servers", "last"] = "with-servers"
    """When it is asked to stop: together with the servers of modules, or after every server, as a bus or a database needs."""


class Engine(Section):
    """A process of a session: started when a session begins, gone when it ends, not part of `up`."""

    command: CommandLine
    """The program and its arguments; no shell reads it. The session adds its own: the day, the speed."""
    restart: Restart = Restart(policy="never")
    """When it is started again; leaving with 0 is its success. By default never: one that fails ends its session."""
    env: dict[EnvName, EnvValue] = {}
    """Environment variables; their values are text, so numbers stand in quotes."""
    env_file: RelativePath | None = None
    """A file of further environment variables, relative to deploy.yaml."""
    grace_s: Seconds = 10.0
    """How long it may take to stop, in seconds."""
    limits: Limits = Limits()
    """This engine's own limits."""


class Session(Section):
    """What `invoke session` runs: a program that checks, has the engines started, watches them, and reports."""

    command: CommandLine
    """The program and its arguments; the options of `invoke session` are added."""
    single: CommandLine | None = None
    """One process in which all engines run, for --layout single."""


class Nginx(Section):
    """The gateway. Beyond loopback only for the hosts that are named."""

    port: Port = 8000
    """The port of the whole stack."""
    host: Address = "127.0.0.1"
    """The address it listens on; beyond loopback only together with allowed_hosts."""
    worker_processes: Annotated[int, Field(ge=1, le=256)] | Literal["auto"] = 1
    """How many nginx workers; auto is one per core."""
    worker_connections: int = Field(default=1024, ge=16, le=1_000_000)
    """How many connections one worker holds."""
    allowed_hosts: tuple[HostName, ...] = ()
    """Host names that are answered besides those of loopback."""
    allowed_origins: tuple[Origin, ...] = ()
    """Origins whose pages may open WebSockets and send unsafe requests, besides our own."""
    binary: Binary | None = None
    """The nginx to run, where neither the packaged nor the system's is wanted."""


class WebSocket(Section):
    """How a WebSocket finds its module: its own path, or one address with a query parameter."""

    routing_strategy: Literal["path", "query_param"] = "path"
    """path: /api/v1/broker/ws; query_param: /api/v1/ws?type=broker."""
    query_param_name: ParamName = "type"
    """The query parameter that names the module."""


class Codegen(Section):
    """What follows from an edit while the stack runs in development."""

    on_change: Literal["all", "specs", "off"] = "all"
    """Which generated files are made anew when the code of the application changes: all, the contracts alone, or none."""


class Logs(Section):
    """Log files are rotated at max_mb; keep older ones are kept."""

    max_mb: int = Field(default=10, ge=1, le=10_000)
    """The size at which a log file is rotated, in MB."""
    keep: int = Field(default=3, ge=0, le=100)
    """How many rotated files are kept."""
    format: Literal["text", "json"] = "text"
    """How servers write their lines: text, or one JSON object per line."""
