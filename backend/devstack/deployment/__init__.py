"""deploy.yaml as values: the model, and the loader that turns files into it or says everything that is wrong with them."""

from devstack.deployment.loader import load
from devstack.deployment.model import Deployment
from devstack.deployment.rules import ENGINES, FOLLOWER, GATEWAY, LAST_PORT, RESERVED, SINGLE
from devstack.deployment.schema import schema
from devstack.deployment.sections import CORE, Limits, Logs, Nginx, Program, Reload, Restart, Server, WebSocket
from devstack.deployment.starter import starter

__all__ = [
    "CORE",
    "ENGINES",
    "FOLLOWER",
    "GATEWAY",
    "LAST_PORT",
    "RESERVED",
    "SINGLE",
    "Deployment",
    "Limits",
    "Logs",
    "Nginx",
    "Program",
    "Reload",
    "Restart",
    "Server",
    "WebSocket",
    "load",
    "schema",
    "starter",
]
