"""Limits of the kernel, asked with demands no machine meets."""

import sys

import pytest

from devstack.deployment import Deployment, Nginx, Server
from devstack.doctor import Severity, machine
from devstack.plan import Plan
from devstack.plan.planner import plan

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux's own limits")


def _plan(connections: int, port: int = 20000) -> Plan:
    server = Server(port=port, app="shop.main:app", routes=("/",))
    nginx = Nginx(port=port + 1, worker_connections=connections)
    return plan(Deployment(name="shop", app="shop.main:app", nginx=nginx, servers={"core": server}))


@linux
@pytest.mark.parametrize(
    ("processes", "folders", "what"),
    [(10**7, 1, "fs.inotify.max_user_instances="), (1, 10**10, "fs.inotify.max_user_watches=")],
)
def test_more_watchers_than_inotify_allows_are_told_before_they_fail(processes: int, folders: int, what: str) -> None:
    """The failure itself says `No such file or directory`, which leads nowhere."""
    [finding] = machine.inotify(processes, folders)

    assert finding.severity is Severity.WARN
    assert what in finding.remedy


def test_more_connections_than_open_files_are_told() -> None:
    """nginx would say so in its error log, under load, and drop connections."""
    assert machine.descriptors(_plan(16)).severity is Severity.OK
    short = machine.descriptors(_plan(1_000_000))
    assert short.severity is Severity.WARN
    assert "nginx.worker_connections needs 1000064" in short.detail


@linux
def test_ports_that_linux_gives_away_are_told() -> None:
    """A port in the ephemeral range is free today and somebody's outgoing connection tomorrow."""
    *_, risky = machine.ports({60000: "core-0"}, ())

    assert risky.severity is Severity.WARN
    assert risky.detail.startswith("60000: Linux gives ports from")
