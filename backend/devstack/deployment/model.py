"""What a deploy.yaml can say, as frozen values. A Deployment that exists is valid, so nobody downstream checks again."""

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

CORE = "core"
GATEWAY = "nginx"
SINGLE = "app"
RESERVED = frozenset({GATEWAY, SINGLE, "system", "all"})

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
Port = Annotated[int, Field(ge=1024, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=600)]
BaseUrl = Annotated[str, StringConstraints(pattern=r"^(/[a-z0-9][a-z0-9._-]*)+$", max_length=200)]
ImportString = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w]*(\.[A-Za-z_][\w]*)*:[A-Za-z_][\w]*$")]
RoutePath = Annotated[str, StringConstraints(pattern=r"^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*/?)?$", max_length=200)]
HostName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$")]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.\[\]:-]+$")]
ParamName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
EnvName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,60}$")]
EnvValue = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=2000)]
CommandLine = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=2000)]
Glob = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=200)]


def _inside(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("must be a path inside the project, like backend/shop")
    return value


RelativePath = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=200), AfterValidator(_inside)
]


class Section(BaseModel):
    """A part of the file: strict types, no unknown key, never changed after it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=True)


class Restart(Section):
    """When a process is started again after it left: at most `max` times within `within_s` seconds, then it is failed."""

    policy: Literal["on-failure", "always", "never"] = "on-failure"
    max: int = Field(default=3, ge=0, le=100)
    within_s: Seconds = 60.0


class Reload(Section):
    """What a server watches, where the package of its app is the wrong answer."""

    dirs: tuple[RelativePath, ...] = ()
    include: tuple[Glob, ...] = ()
    exclude: tuple[Glob, ...] = ()
    poll: bool = False


def _reload(value: object) -> object:
    return {} if value is True else None if value is False else value


class Server(Section):
    """One application in one or more uvicorn processes; instance i listens on port + i."""

    port: Port
    instances: int = Field(default=1, ge=1, le=64)
    modules: tuple[Name, ...] = ()
    reload: Annotated[Reload | None, BeforeValidator(_reload, json_schema_input_type=bool | Reload)] = None
    app: ImportString | None = None
    factory: bool = False
    routes: tuple[RoutePath, ...] = ()
    health: RoutePath | None = None
    env: dict[EnvName, EnvValue] = {}
    env_file: RelativePath | None = None
    grace_s: Seconds = 3.0
    start_s: Seconds = 15.0
    restart: Restart | None = None

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
    port: Port | None = None
    route: RoutePath | None = None
    ready: RoutePath | None = None
    env: dict[EnvName, EnvValue] = {}
    env_file: RelativePath | None = None
    grace_s: Seconds = 3.0
    start_s: Seconds = 30.0
    restart: Restart | None = None
    once: bool = False


class Nginx(Section):
    """The gateway. Beyond loopback only for the hosts that are named."""

    port: Port = 8000
    host: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F.:]+$")] = "127.0.0.1"
    worker_processes: Annotated[int, Field(ge=1, le=256)] | Literal["auto"] = 1
    worker_connections: int = Field(default=1024, ge=16, le=1_000_000)
    allowed_hosts: tuple[HostName, ...] = ()
    allowed_origins: tuple[Origin, ...] = ()
    binary: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=400)] | None = None


class WebSocket(Section):
    """How a WebSocket finds its module: its own path, or one address with a query parameter."""

    routing_strategy: Literal["path", "query_param"] = "path"
    query_param_name: ParamName = "type"


class Logs(Section):
    """Log files are rotated at max_mb; keep older ones are kept."""

    max_mb: int = Field(default=10, ge=1, le=10_000)
    keep: int = Field(default=3, ge=0, le=100)


class Deployment(Section):
    """A whole deploy.yaml. `name`, `app` and `app_dir` are filled in by the loader where the file is silent."""

    name: Name
    api_base_url: BaseUrl = "/api/v1"
    app: ImportString | None = None
    app_dir: RelativePath = "."
    nginx: Nginx = Nginx()
    servers: dict[Name, Server] = Field(min_length=1)
    websocket: WebSocket = WebSocket()
    websocket_routes: dict[Name, Name] | None = None
    processes: dict[Name, Program] = {}
    restart: Restart = Restart()
    logs: Logs = Logs()

    @property
    def modular(self) -> dict[str, Server]:
        """The servers made of modules, by name, in file order."""
        return {name: server for name, server in self.servers.items() if server.modular}

    @property
    def homes(self) -> dict[str, str]:
        """Which server answers for a module: the one of its name, else the first that lists it."""
        homes: dict[str, str] = {}
        for name, server in self.modular.items():
            for module in server.all_modules:
                if module == name or module not in homes:
                    homes[module] = name
        return homes

    @property
    def websocket_homes(self) -> dict[str, str]:
        """Which server answers a module's WebSocket: as websocket_routes says, else the module's home."""
        if self.websocket_routes is not None:
            return self.websocket_routes
        return {module: home for module, home in self.homes.items() if module != CORE}

    def app_of(self, server: Server) -> str:
        """The import string a server runs: its own, else the deployment's."""
        app = server.app or self.app
        assert app is not None, "the loader fills app in or refuses the file"  # noqa: S101 - a promise between two of our own files
        return app
