"""A whole deploy.yaml whose parts are valid one by one, and what they say together. Whether they agree is asked in rules.py."""

from pydantic import Field

from devstack.deployment.fields import BaseUrl, ImportString, Name, RelativePath
from devstack.deployment.sections import (
    CORE,
    Codegen,
    Engine,
    Limits,
    Logs,
    Nginx,
    Program,
    Restart,
    Section,
    Server,
    Session,
    WebSocket,
)


class Draft(Section):
    """The fields of a deploy.yaml. Only the loader meets a Draft; everybody else has a Deployment."""

    name: Name
    """The name of the stack; by default that of its folder."""
    api_base_url: BaseUrl = "/api/v1"
    """The path under which every module is found."""
    app: ImportString | None = None
    """What every server runs unless it names its own; by default the one main.py that assigns app."""
    app_dir: RelativePath = "."
    """The folder the app's package is imported from; by default the one it is found in: ., backend or src."""
    nginx: Nginx = Nginx()
    """The gateway."""
    servers: dict[Name, Server] = Field(min_length=1)
    """The applications, by name."""
    websocket: WebSocket = WebSocket()
    """How WebSockets are routed."""
    websocket_routes: dict[Name, Name] | None = None
    """Which server answers the WebSocket of which module; by default the one that answers its requests."""
    processes: dict[Name, Program] = Field(default={})
    """Whatever else belongs to the stack, by name."""
    engines: dict[Name, Engine] = Field(default={})
    """Processes that run during a session only, by name."""
    session: Session | None = None
    """The program that runs a session of the engines."""
    restart: Restart = Restart()
    """The restart policy of every process that has none of its own."""
    limits: Limits = Limits()
    """The limits of every server and program, where they have none of their own."""
    codegen: Codegen = Codegen()
    """What is generated while the stack runs."""
    logs: Logs = Logs()
    """How log files are rotated."""

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
