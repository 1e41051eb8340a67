"""A small stack for one try: run by the real command in a folder of its own, every process of it known by a mark."""

import os
import shlex
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from devstack import state, status
from devstack.state import Identity
from devstack.state.identity import environment
from support.ports import free_block, listening
from support.project import Project, Running, clean_env
from support.samples import as_yaml
from support.stacks import PROGRAM, TEST_MARK

APP = """\
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        for word in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{word}.complete"})
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
"""
PORTS = 4
SLACK = 2.0 if "PYTEST_XDIST_WORKER" in os.environ else 1.0
"""Beside other tests on the same cores a bound in seconds says less; the loops behind the marker `hard` run alone."""


def _reloading(port: int) -> dict[str, Any]:
    return {"web": {"port": port + 1, "routes": ["/"], "reload": True, "grace_s": 1}}


class Trial(Project):
    """Programs of `program.py` by name with their options, and, unless it is `bare`, servers behind nginx.

    The option {port} stands for a port of its own. Without `servers`, made from the gateway's port, there is one that reloads.
    Leave it as a context manager: nothing outlives that.
    """

    def __init__(
        self,
        root: Path,
        programs: Mapping[str, str],
        *,
        bare: bool = True,
        app: str = APP,
        servers: Callable[[int], dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(root, free_block(PORTS))
        self.bare = bare
        self.follows = servers is None  # what follows edits comes where something reloads
        self.names = tuple(programs)
        self.mark = f"{TEST_MARK}={uuid.uuid4().hex}"
        self.environment = clean_env(**dict([self.mark.split("=")]))
        self.write(
            {
                "backend/shop/__init__.py": "",
                "backend/shop/main.py": app,
                "deploy.yaml": as_yaml(
                    {
                        "name": "trial",
                        "app": "shop.main:app",
                        "nginx": {"port": self.port},
                        "servers": (servers or _reloading)(self.port),
                        "processes": {name: self._program(words) for name, words in programs.items()},
                    }
                ),
            }
        )

    def _program(self, options: str) -> dict[str, Any]:
        port = {"port": self.port + 2} if "{port}" in options else {}
        return {"command": f"python -S {shlex.quote(PROGRAM)} {options}".strip(), "grace_s": 1, **port}

    @property
    def words(self) -> tuple[str, ...]:
        """`up` with what narrows it to the programs and a gateway that has nobody behind it."""
        return ("up", "--only", ",".join(self.names)) if self.bare else ("up",)

    def run(self, *words: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        """One verb to its end."""
        return super().run(*words, env=self.environment, **options)

    def start(self, *words: str, **options: Any) -> Running:
        """One verb in the background."""
        return super().start(*words, env=self.environment, **options)

    def up(self, *words: str, within: float = 40) -> Running:
        """`up` in the background, ready."""
        running = self.start(*self.words, *words)
        running.wait_for(r"ready in ", within)
        if self.follows:
            running.wait_for(r"codegen started", within)  # it comes when all the others are ready
        return running

    def status(self) -> dict[str, Any]:
        """Asked from here: a command would cost a quarter of a second of a machine that these tests keep busy."""
        return status.snapshot(self.root).as_json()

    def supervisor(self, within: float = 15) -> Identity:
        """Who looks after the stack, from the first moment there is somebody."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            known = state.read(self.root)
            pid = known.supervisor.pid if known else state.holder(self.root)
            if pid and (found := Identity.of(pid)):
                return found
            time.sleep(0.01)
        raise AssertionError(f"no supervisor within {within:g} s: {[running.text for running in self.started]}")

    def alive(self) -> dict[int, str]:
        """The processes of this try by pid: those with its mark, and those that work in its folder, as nginx."""
        return dict(self._alive())

    def _alive(self) -> Iterator[tuple[int, str]]:
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal() or (pid := int(folder.name)) == os.getpid():
                continue
            try:
                where = f"{(folder / 'cwd').readlink()}/"
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            except OSError:
                continue
            if words and (where.startswith(f"{self.root}/") or self.mark in environment(pid)):
                yield pid, words

    def left(self, within: float = 0) -> str:
        """What is still there after so many seconds at most, processes and listening ports; empty when nothing is."""
        deadline = time.monotonic() + within * SLACK
        while (alive := self.alive()) and time.monotonic() < deadline:
            time.sleep(0.2)
        held = listening(self.port, PORTS)
        return "; ".join([*(f"{pid} {words}" for pid, words in alive.items()), *(f"port {port}" for port in held)])

    def signal_all(self, number: signal.Signals) -> None:
        """Every process of this try, each by itself."""
        for pid in self.alive():
            if found := Identity.of(pid):
                found.send_alone(number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.signal_all(signal.SIGCONT)
        for running in self.started:
            if running.process.poll() is None:
                running.process.kill()
        deadline = time.monotonic() + 5
        while self.alive() and time.monotonic() < deadline:
            self.signal_all(signal.SIGKILL)
            time.sleep(0.05)
        for running in self.started:
            running.stop()


@contextmanager
def within(seconds: float, what: str) -> Iterator[None]:
    """What happens here takes no longer than that, give or take SLACK, or it is an AssertionError."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took < seconds * SLACK, f"{what} took {took:.1f} s, more than {seconds:g} s"
