"""Real gateways in front of real applications: started from a Plan's own command line, asked byte by byte, always stopped."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection

from devstack import render
from devstack.deployment import Deployment
from devstack.plan import Kind, Plan
from devstack.plan.planner import plan
from support.ports import free_block

APPS = Path(__file__).parents[1] / "apps"


def wait_until(ready: Callable[[], bool], what: str, within: float = 10.0) -> None:
    """Poll until it is so; a test that waits in vain says for what."""
    deadline = time.monotonic() + within
    while not ready():
        assert time.monotonic() < deadline, f"{what}: not within {within:g} s"
        time.sleep(0.02)


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def stopped(process: subprocess.Popen[bytes], within: float = 8.0) -> Iterator[subprocess.Popen[bytes]]:
    """Whatever happens inside, the process and its group are gone afterwards."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(within)


@contextmanager
def echoes(**ports: int) -> Iterator[None]:
    """tests/apps/echo.py under these names (`_` stands for `-`); yields at once, they need not answer yet."""
    words = [f"{name.replace('_', '-')}={port}" for name, port in ports.items()]
    with stopped(subprocess.Popen([sys.executable, str(APPS / "echo.py"), *words], start_new_session=True)):
        yield


def planned(ports: int, excluded: str = "feed", **changes: Any) -> Plan:
    """core answers, orders answers twice, feed never; web is a plain app, page a program with its own WebSockets."""
    facts: dict[str, Any] = {
        "name": "shop",
        "app": "echo:app",
        "nginx": {
            "port": free_block(),
            "allowed_hosts": ("shop.example",),
            "allowed_origins": ("https://shop.example",),
        },
        "servers": {
            "core": {"port": ports, "grace_s": 0.5},
            "orders": {"port": ports + 1, "instances": 2, "modules": ("orders",), "grace_s": 0.5},
            "web": {"port": ports + 3, "routes": ("/web",), "grace_s": 0.5},
            "feed": {"port": ports + 5, "modules": ("feed",), "grace_s": 0.5},
        },
        "processes": {"page": {"command": "run", "port": ports + 4, "route": "/page/"}},
    }
    return plan(Deployment(**(facts | changes)), excluded=(excluded,))


@dataclass(frozen=True)
class Reply:
    """An answer with all its headers, repeated ones too."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def sent(self, name: str) -> list[str]:
        """Every value of a header as it reached the echoing application."""
        return [value for key, value in self.json()["headers"] if key == name.lower()]


@dataclass(frozen=True)
class Gateway:
    """A gateway that accepts connections."""

    port: int
    root: Path
    process: subprocess.Popen[bytes]
    conf: Path

    def ask(
        self,
        path: str,
        method: str = "GET",
        headers: Sequence[tuple[str, str]] = (),
        *,
        host: str | None = "",
        body: bytes | None = None,
    ) -> Reply:
        """One request on a connection of its own. `host` None sends no Host header at all."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        if host is not None:
            connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        reply = Reply(answer.status, answer.getheaders(), b"" if answer.status == 101 else answer.read())
        connection.close()
        return reply

    def raw(self, text: bytes) -> Reply:
        """What comes back for these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(text)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            return Reply(answer.status, answer.getheaders(), answer.read())

    def handshake(self, path: str, *headers: tuple[str, str]) -> Reply:
        """The answer to a WebSocket handshake."""
        usual = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13")]
        return self.ask(path, headers=[*usual, ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="), *headers])

    def requests(self) -> list[dict[str, Any]]:
        """The access log. Clients may send bytes that are no text."""
        lines = (self.root / ".devstack/nginx/logs/access.log").read_bytes().decode(errors="replace").splitlines()
        return [json.loads(line) for line in lines]


def write(drawn: Plan, root: Path) -> Path:
    """Render nginx.conf into the project, and stand-ins for the merged specs beside it."""
    artifact = render.gateway_config(drawn, root)
    artifact.write(root)
    assert drawn.gateway is not None
    specs = root / drawn.gateway.specs
    specs.mkdir(parents=True, exist_ok=True)
    for name in ("openapi", "asyncapi"):
        (specs / f"{name}.json").write_text(json.dumps({name: "3.1.0"}))
    return root / artifact.path


@contextmanager
def gateway(drawn: Plan, root: Path, binary: Path, **popen: Any) -> Iterator[Gateway]:
    """The plan's own gateway line, run in `root`; yields when it accepts connections."""
    assert drawn.gateway is not None
    conf = write(drawn, root)
    line = next(process for process in drawn if process.kind is Kind.GATEWAY)
    command = [*line.command.argv(sys.executable), "--binary", str(binary)]
    started = subprocess.Popen(command, cwd=root, start_new_session=True, **popen)
    with stopped(started) as process:
        wait_until(lambda: listens(drawn.gateway.port) or process.poll() is not None, "the gateway to accept")
        assert process.poll() is None, f"the gateway left with {process.returncode}"
        yield Gateway(drawn.gateway.port, root, process, conf)


def system_nginx() -> Path | None:
    """The distribution's nginx, older than the packaged one; never ours."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")
    return Path(found) if found else None


def said(socket: ClientConnection, text: str = "hello") -> str:
    """What the application answers to a text."""
    socket.send(text)
    return str(socket.recv(timeout=5))
