"""The line of a server: uvicorn, and what it is told. Pure, as the planner."""

from devstack.deployment import Deployment, Reload, Server
from devstack.plan.model import LOOPBACK, Command, logging_config


def uvicorn(
    deployment: Deployment, server: Server, own: str, port: int, grace_s: float, *, reload: bool, out: str
) -> Command:
    """The command of one instance, `own` by name. The header lets a probe tell it from whoever else answers on that port.

    `out` is the folder of the rendered files, where the logging configuration stands.
    """
    words = ["-m", "uvicorn", deployment.app_of(server), "--host", LOOPBACK, "--port", str(port)]
    words += ["--header", f"X-Devstack-Instance:{own}", "--timeout-graceful-shutdown", str(max(1, round(grace_s)))]
    if server.modular:
        words += ["--ws-max-size", "65536", "--ws-ping-interval", "15", "--ws-ping-timeout", "15"]
        words += ["--ws-per-message-deflate", "false"]
    if deployment.app_dir != ".":
        words += ["--app-dir", deployment.app_dir]
    if server.factory:
        words += ["--factory"]
    words += ["--log-config", logging_config(out)]
    words += ["--no-access-log"]  # the gateway keeps one, at a quarter less cost and without our own health probes
    words += _watching(server.reload) if reload and server.reload else []
    return Command(tuple(words), python=True)


def polling(server: Server, reload: bool) -> dict[str, str]:
    """uvicorn has no option for file systems without events; its watcher reads this variable."""
    return {"WATCHFILES_FORCE_POLLING": "true"} if reload and server.reload and server.reload.poll else {}


def _watching(reload: Reload) -> list[str]:
    pairs = (
        ("--reload-dir", reload.dirs),
        ("--reload-include", reload.include),
        ("--reload-exclude", reload.exclude),
    )
    return ["--reload", *(word for option, values in pairs for value in values for word in (option, value))]
