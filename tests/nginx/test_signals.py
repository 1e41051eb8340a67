"""A gateway that runs: reloaded without losing a request, stopped within its grace, started by anybody."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.gateways import gateway, listens, planned, said, wait_until, write
from support.ports import free_block
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from devstack.gateway import binary


def test_a_changed_configuration_is_applied_while_requests_go_on(ports: int, nginx: Path, tmp_path: Path):
    """HUP, never a restart: the process stays, no request fails, a new host is known at once."""
    before = planned(ports)
    assert before.gateway is not None
    failed: list[object] = []
    done = threading.Event()

    with gateway(before, tmp_path, nginx) as running:

        def call() -> None:
            while not done.is_set():
                try:
                    if (status := running.ask("/api/v1/core/x").status) != 200:
                        failed.append(status)
                except OSError as error:
                    failed.append(error)

        caller = threading.Thread(target=call)
        caller.start()
        refused = running.ask("/api/v1/core/x", host="new.example").status
        named = {"port": running.port, "allowed_hosts": ("new.example",)}
        write(planned(ports, nginx=named), tmp_path)
        for _ in range(5):
            running.process.send_signal(signal.SIGHUP)
            time.sleep(0.05)
        wait_until(lambda: running.ask("/api/v1/core/x", host="new.example").status == 200, "the new host")
        done.set()
        caller.join(timeout=10)

        assert refused == 421
        assert failed == []
        assert running.process.poll() is None


@pytest.mark.hard
def test_a_hundred_reloads_under_four_clients_lose_nothing(ports: int, tmp_path: Path):
    """Kept connections are where reloads lose requests: one is sent as the worker closes it. keepalive_min_timeout cures it."""
    port = free_block()
    drawn = planned(ports, nginx={"port": port})
    lost: list[object] = []
    made = [0] * 4
    done = threading.Event()

    def call(own: int) -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            while not done.is_set():
                try:
                    if (status := client.post("/api/v1/core/x").status_code) != 200:
                        lost.append(status)
                except httpx.TransportError as error:
                    lost.append(error)
                made[own] += 1

    with gateway(drawn, tmp_path, binary(None)) as running:
        clients = [threading.Thread(target=call, args=(own,)) for own in range(4)]
        for client in clients:
            client.start()
        for _ in range(100):
            running.process.send_signal(signal.SIGHUP)
            time.sleep(0.15)
        done.set()
        for client in clients:
            client.join(timeout=15)

    assert sum(made) > 3000
    assert lost == []


def test_a_configuration_nginx_refuses_leaves_the_old_one_serving(ports: int, nginx: Path, tmp_path: Path):
    errors = tmp_path / "errors"
    with errors.open("wb") as file, gateway(planned(ports), tmp_path, nginx, stderr=file) as running:
        running.conf.write_text("nonsense;")
        running.process.send_signal(signal.SIGHUP)
        wait_until(lambda: 'unknown directive "nonsense"' in errors.read_text(), "nginx to complain")

        assert running.ask("/api/v1/core/x").status == 200


def test_an_open_websocket_holds_up_a_stop_no_longer_than_the_grace(ports: int, nginx: Path, tmp_path: Path):
    """Without worker_shutdown_timeout nginx would wait until the client leaves."""
    with gateway(planned(ports), tmp_path, nginx) as running, connect(f"ws://127.0.0.1:{running.port}/web") as socket:
        answered = said(socket)
        started = time.monotonic()
        running.process.send_signal(signal.SIGQUIT)
        running.process.wait(5)
        took = time.monotonic() - started

        assert answered.startswith("web-0")
        assert running.process.returncode == 0
        assert 0.3 < took < 1.5, "half a second of grace"
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=2)
        assert not listens(running.port)


def ordinary() -> dict[str, Any]:
    """How to start a Python as `nobody`: that user may not reach a virtual environment in somebody's home."""
    who = {"user": 65534, "group": 65534, "extra_groups": []}
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            found = subprocess.run(
                [python, "-c", "import sys; print(sys.version_info >= (3, 11))"], capture_output=True, **who
            )
        except PermissionError:
            continue
        if b"True" in found.stdout:
            path = os.pathsep.join([*(entry for entry in sys.path if entry.endswith("site-packages")), "backend"])
            here = [str(Path(entry).resolve()) for entry in path.split(os.pathsep)]
            return who | {"executable": python, "env": {**os.environ, "PYTHONPATH": os.pathsep.join(here)}}
    pytest.skip("no Python that an ordinary user may run")


def test_an_ordinary_user_starts_it_too(ports: int, nginx: Path):
    """No root, no system folder: pid, logs and temporary files stand in the project."""
    if os.geteuid() != 0:
        pytest.skip("this user is an ordinary one; every other test shows it")
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="an ordinary user ")))
        drawn = planned(ports)
        write(drawn, root)
        for path in (root, *root.rglob("*")):
            shutil.chown(path, 65534, 65534)
        running = stack.enter_context(gateway(drawn, root, nginx, **ordinary()))

        assert running.ask("/api/v1/core/x").status == 200
        assert running.ask("/api/v1/openapi.json").status == 200
        assert running.ask("/api/v1/docs").status == 200
        assert running.ask("/api/v1/core/x", "POST", body=b"x" * 1_000_000).json()["body"] == 1_000_000
