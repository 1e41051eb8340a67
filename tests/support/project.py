"""A throwaway project: a few files in a folder, the real command run in it, everything it started stopped afterwards."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

COMMAND = (sys.executable, "-m", "devstack.cli")
"""The `devstack` command of the environment the tests run in."""


def clean_env(**extra: str) -> dict[str, str]:
    """The environment of a user's shell, without what a test runner or CI adds to it."""
    dropped = ("DEVSTACK_", "PYTEST_", "COV_", "ENABLED_MODULES", "API_BASE_URL", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if not key.startswith(dropped)} | {"NO_COLOR": "1"} | extra


@dataclass
class Running:
    """A command in the background whose output is collected line by line."""

    process: "subprocess.Popen[bytes]"
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()

    def _collect(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.decode(errors="replace").rstrip("\n"))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, pattern: str, within: float = 30) -> "re.Match[str]":
        """The first match of the pattern in the output, or an error that shows all of it."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.text):
                return found
            if self.process.poll() is not None:
                self._reader.join(2)
                if found := re.search(pattern, self.text):
                    return found
                break
            time.sleep(0.02)
        raise AssertionError(f"never saw {pattern!r} within {within:g} s (exit {self.process.poll()}):\n{self.text}")

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> None:
        self.process.send_signal(number)

    def press_ctrl_c(self) -> None:
        """What a terminal does: SIGINT to the whole group in the foreground, which `Project.start` made of it."""
        assert self.process.pid > 1
        assert os.getpgid(self.process.pid) == self.process.pid, "it leads no group of its own"
        os.killpg(self.process.pid, signal.SIGINT)

    def exit_code(self, within: float = 15) -> int:
        code = self.process.wait(within)
        self._reader.join(5)
        return code

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(12)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()


@dataclass
class Project:
    """A project folder. `port` is the gateway's, `ports` a block the deployment may use."""

    root: Path
    port: int = 0
    command: tuple[str, ...] = COMMAND
    started: list[Running] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def run(
        self,
        *words: str,
        within: float = 60,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        **variables: str,
    ) -> "subprocess.CompletedProcess[str]":
        """One verb to its end; in the environment `env`, or in the usual one with some variables more."""
        return subprocess.run(
            [*self.command, *words],
            cwd=cwd or self.root,
            env=clean_env(**variables) if env is None else env,
            capture_output=True,
            text=True,
            timeout=within,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def start(
        self,
        *words: str,
        command: tuple[str, ...] | None = None,
        env: Mapping[str, str] | None = None,
        **variables: str,
    ) -> Running:
        """One verb in the background, in a process group of its own, as a shell would start it."""
        process = subprocess.Popen(
            [*(self.command if command is None else command), *words],
            cwd=self.root,
            env=clean_env(**variables) if env is None else env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            process_group=0,
        )
        running = Running(process)
        self.started.append(running)
        return running

    def up(self, *words: str, within: float = 40) -> Running:
        """`up` in the background, ready."""
        running = self.start("up", *words)
        running.wait_for(r"ready in ", within)
        return running

    def wait_until_it_answers(self, path: str, running: Running, within: float = 30) -> httpx.Response:
        """The first 200 of this path through the gateway, or an error that shows what the command said instead."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and running.process.poll() is None:
            try:
                answer = self.get(path)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code == 200:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"{path} did not answer 200 within {within:g} s:\n{running.text}")

    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return answer

    def pids(self) -> dict[str, int]:
        return {row["name"]: row["pid"] for row in self.status()["processes"]}

    def get(self, path: str, **options: Any) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", timeout=10, **options)

    def answering(self, path: str, wanted: set[str], within: float = 8) -> set[str]:
        """The instances of SHOP_FILES that answer twelve requests; those `wanted` once nginx tries them all again.

        It leaves one alone for a second that refused a request, as whoever is started anew does.
        """
        deadline = time.monotonic() + within
        while True:
            seen = {self.get(path).text.split()[0].partition("=")[2] for _ in range(12)}
            if seen == wanted or time.monotonic() > deadline:
                return seen
            time.sleep(0.1)

    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows of `status` by name."""
        return {row["name"]: row for row in self.status()["processes"]}

    def files(self, folder: str) -> dict[str, bytes]:
        """Every file below a folder of the project and what it holds."""
        below = sorted(path for path in (self.root / folder).rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): path.read_bytes() for path in below}

    def close(self) -> None:
        """Stop whatever this project started, the polite way, then make sure."""
        if left_behind(self.root):
            self.run("down", within=30)
        for running in self.started:
            running.stop()


class Projects:
    """Throwaway projects below one folder; `close` stops what they started and finds fault if anything outlives that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[Project] = []

    def __call__(
        self,
        files: dict[str, str] | None = None,
        *,
        deploy_yaml: str = "",
        port: int = 0,
        folder: str = "project",
        command: tuple[str, ...] = COMMAND,
    ) -> Project:
        """A project made of these files."""
        root = self._folder / folder
        root.mkdir(parents=True)
        new = self.adopt(Project(root, port, command))
        new.write({**(files or {}), **({"deploy.yaml": deploy_yaml} if deploy_yaml else {})})
        return new

    def adopt(self, project: Project) -> Project:
        """Look after a project that was made elsewhere."""
        self._made.append(project)
        return project

    def close(self) -> None:
        """Stop everything; AssertionError naming what is still there afterwards."""
        for used in self._made:
            used.close()
        left = [line for used in self._made for line in left_behind(used.root, within=2)]
        assert not left, f"left behind: {left}"


def left_behind(root: Path, within: float = 0) -> list[str]:
    """Processes that still work in this folder, or below, after so many seconds at most."""
    deadline = time.monotonic() + within
    while (found := _working_in(root)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _working_in(root: Path) -> list[str]:
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            where = str((folder / "cwd").readlink())
        except OSError:
            continue
        if words and (where == str(root) or where.startswith(f"{root}/")):
            found.append(f"{folder.name} {words}")
    return found
