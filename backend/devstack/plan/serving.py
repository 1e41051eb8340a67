"""The line of a server: devstack.serve, which takes uvicorn's options, and what it is told. Pure, as the planner."""

from devstack.deployment import Deployment, Reload, Server
from devstack.plan.model import LOOPBACK, Command, logging_config


def serve(deployment: Deployment, server: Server, port: int, grace_s: float, *, reload: bool, out: str) -> Command:
    """The command of one instance; `out` is the folder of the rendered files, where the logging configuration stands."""
    words = ["-m", "devstack.serve", deployment.app_of(server), "--host", LOOPBACK, "--port", str(port)]
    words += ["--timeout-graceful-shutdown", str(max(1, round(grace_s)))]
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


def watching(server: Server, reload: bool) -> dict[str, str]:
    """What uvicorn's command line has no option for: watchfiles reads the one variable, devstack.serve the other."""
    wanted = server.reload if reload else None
    said = {
        "WATCHFILES_FORCE_POLLING": "true" if wanted and wanted.poll else "",
        "DEVSTACK_NO_PRELOAD": ",".join(wanted.no_preload) if wanted else "",
    }
    return {key: value for key, value in said.items() if value}


def sharing(server: Server, reload: bool) -> bool:
    """Whether it may be a fork of what is loaded already: only a server that reloads tells what it imports."""
    return bool(reload and server.reload and server.reload.share)


def _watching(reload: Reload) -> list[str]:
    pairs = (
        ("--reload-dir", reload.dirs),
        ("--reload-include", reload.include),
        ("--reload-exclude", reload.exclude),
    )
    return ["--reload", *(word for option, values in pairs for value in values for word in (option, value))]
