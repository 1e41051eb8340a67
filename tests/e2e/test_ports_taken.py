"""A port that a stranger holds: the stranger is named and lives on, and nothing of ours was started."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from support.ports import free_block
from support.project import Project, Projects, left_behind
from support.samples import SHOP_FILES, shop

pytestmark = pytest.mark.e2e

STRANGER = """\
import socket, sys, time
host, port = sys.argv[1], int(sys.argv[2])
held = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
if ":" in host:
    held.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
held.bind((host, port))
held.listen()
print("holding", flush=True)
time.sleep(100)
"""


@contextmanager
def stranger(host: str, port: int) -> Iterator["subprocess.Popen[str]"]:
    """A program that has nothing to do with us and listens there."""
    holder = subprocess.Popen(
        [sys.executable, "-S", "-c", STRANGER, host, str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout
        assert holder.stdout.readline() == "holding\n"
        yield holder
    finally:
        holder.kill()
        holder.wait(5)
        if holder.stdout:
            holder.stdout.close()


def _shop(project: Projects) -> Project:
    port = free_block(4)
    return project(SHOP_FILES, deploy_yaml=shop(port), port=port)


@pytest.mark.parametrize(
    ("host", "offset", "whose"),
    [("127.0.0.1", 3, "broker-1"), ("127.0.0.1", 0, "nginx"), ("0.0.0.0", 1, "web-0"), ("::1", 2, "broker-0")],
)
@pytest.mark.parametrize("words", [("up",), ("up", "--detach")], ids=" ".join)
def test_the_holder_is_named_and_lives_on_and_nothing_of_ours_was_started(
    project: Projects, words: tuple[str, ...], host: str, offset: int, whose: str
) -> None:
    """Killing whoever sits on a port is what this tool will never do; half a stack is no use to anybody."""
    made = _shop(project)
    with stranger(host, made.port + offset) as holder:
        run = made.run(*words)

        assert run.returncode == 1
        assert f"port {made.port + offset} ({whose}) is held by pid {holder.pid} (" in run.stderr
        assert "python" in run.stderr
        assert "--port-offset auto" in run.stderr
        assert holder.poll() is None
    assert "Traceback" not in run.stderr
    assert left_behind(made.root) == []
    logs = [file for file in (made.root / ".devstack/logs").glob("*") if file.name != "supervisor.log"]
    assert logs == []


def test_every_port_that_is_held_is_named_at_once(project: Projects) -> None:
    """Or one would find them one by one."""
    made = _shop(project)
    with stranger("127.0.0.1", made.port) as first, stranger("127.0.0.1", made.port + 2) as second:
        run = made.run("up")

    assert f"pid {first.pid}" in run.stderr
    assert f"pid {second.pid}" in run.stderr


def test_port_offset_auto_goes_around_the_holder(project: Projects) -> None:
    """The advice of the message, followed."""
    made = _shop(project)
    with stranger("127.0.0.1", made.port) as holder:
        run = made.run("up", "--detach", "--port-offset", "auto")
        there = made.status()
        made.run("down").check_returncode()

        assert holder.poll() is None
    assert run.returncode == 0, run.stderr
    assert there["state"] == "ready"
    ports = {row["name"]: row["port"] for row in there["processes"]}
    offset = ports["nginx"] - made.port
    assert offset > 0
    assert ports == {name: made.port + offset + i for i, name in enumerate(["nginx", "web-0", "broker-0", "broker-1"])}


def test_a_stack_in_another_checkout_is_named_by_its_folder(project: Projects) -> None:
    """The usual stranger is oneself, in the other terminal."""
    first = _shop(project)
    first.run("up", "--detach").check_returncode()
    second = project(SHOP_FILES, deploy_yaml=(first.root / "deploy.yaml").read_text(), folder="second")

    run = second.run("up")

    assert run.returncode == 1
    assert f"in {first.root}" in run.stderr
    assert json.loads(first.run("status", "--json").stdout)["state"] == "ready"
