"""deploy.yaml as values: the model, and the loader that turns files into it or says everything that is wrong with them."""

from devstack.deployment.model import (
    CORE,
    GATEWAY,
    RESERVED,
    SINGLE,
    Deployment,
    Logs,
    Nginx,
    Program,
    Reload,
    Restart,
    Server,
    WebSocket,
)

__all__ = [
    "CORE",
    "GATEWAY",
    "RESERVED",
    "SINGLE",
    "Deployment",
    "Logs",
    "Nginx",
    "Program",
    "Reload",
    "Restart",
    "Server",
    "WebSocket",
]
