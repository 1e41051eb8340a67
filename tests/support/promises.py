"""What a runner of a stack promises, each as a try that tells how the promise was broken. Knows of no particular runner."""

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from support.project import Running
from support.trial import SLACK, Trial

STOPS_S = 7.0 * SLACK
"""honcho kills 5 s after its first child has left."""
GONE_S = 6.0
SLOW = """\
import asyncio


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        for word in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{word}.complete"})
    elif scope["type"] == "http":
        if scope["path"] == "/slow":
            print("a slow request is here", flush=True)
            await asyncio.sleep(1.0)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"whole"})
"""
HOLDS = "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); print(flush=True); input()"


@dataclass(frozen=True)
class Runner:
    """How a stack is run in the foreground: the words for some of its processes, or for all."""

    name: str
    words: Callable[[Trial, tuple[str, ...]], tuple[str, ...]]

    def start(self, trial: Trial, *names: str, **options: Any) -> Running:
        """It, in the background."""
        return trial.start(command=self.words(trial, names), **options)

    def ready(self, trial: Trial) -> Running:
        """It, answering through the gateway, which waits for all servers."""
        running = self.start(trial)
        trial.wait_until_it_answers("/", running)
        _until(lambda: trial.status()["state"] == "ready", 5, "ready")
        return running


@dataclass(frozen=True)
class Promise:
    """A sentence of the documentation. `keep` says how it was broken, or nothing; `bare` is whether a bare honcho keeps it."""

    text: str
    bare: bool
    keep: Callable[[Trial, Runner], str]
    programs: Mapping[str, str] = field(default_factory=dict)


def tried(
    promises: tuple[Promise, ...], runner: Runner, folder: Path, files: dict[str, str] | None = None
) -> dict[str, str]:
    """Each promise under this runner in a project with these files besides, four at once, in the words of its breach."""

    def one(number: int) -> str:
        root = folder / f"{number}"
        root.mkdir()
        with Trial(root, promises[number].programs, bare=False, app=SLOW, servers=_one_server) as trial:
            trial.write(files or {})
            (root / ".venv").symlink_to(sys.prefix)
            trial.run("gen", "-p", "procfile", "-p", "nginx", "-p", "logging").check_returncode()
            try:
                return promises[number].keep(trial, runner)
            except (AssertionError, subprocess.TimeoutExpired) as error:
                return f"{type(error).__name__}: {error}"

    with ThreadPoolExecutor(4) as pool:
        return dict(zip((promise.text for promise in promises), pool.map(one, range(len(promises))), strict=True))


def _one_server(port: int) -> dict[str, Any]:
    return {"web": {"port": port + 1, "routes": ["/"], "grace_s": 2}}


def _from_another_shell(trial: Trial, runner: Runner) -> str:
    running = runner.ready(trial)
    logs = trial.run("logs", "-n", "web").stdout
    down = trial.run("down")
    running.exit_code(STOPS_S)
    return trial.left(1) or ("" if "web-0 | " in logs and down.returncode == 0 else logs + down.stderr)


def _ctrl_c(trial: Trial, runner: Runner) -> str:
    running = runner.ready(trial)
    running.press_ctrl_c()
    running.exit_code(STOPS_S)
    return trial.left(1)


def _ctrl_c_of_the_stubborn(trial: Trial, runner: Runner) -> str:
    running = runner.start(trial, *trial.names)
    running.wait_for("here I am")
    running.press_ctrl_c()
    running.exit_code(STOPS_S)
    return trial.left(1)


def _killed_by(number: signal.Signals) -> Callable[[Trial, Runner], str]:
    def keep(trial: Trial, runner: Runner) -> str:
        running = runner.ready(trial)
        running.interrupt(number)
        return trial.left(GONE_S)

    return keep


def _comes_back(trial: Trial, runner: Runner) -> str:
    runner.ready(trial)
    before = trial.pids()["web-0"]
    assert before > 1
    os.kill(before, signal.SIGKILL)
    _until(lambda: trial.get("/").text == "whole" and trial.pids()["web-0"] not in {None, before}, 8, "back")
    return ""


def _under_way(trial: Trial, runner: Runner) -> str:
    running = runner.ready(trial)
    answers: list[str] = []

    def ask() -> None:
        try:
            answers.append(trial.get("/slow").text)
        except httpx.HTTPError as error:
            answers.append(type(error).__name__)

    asking = threading.Thread(target=ask)
    asking.start()
    running.wait_for("a slow request is here")
    running.press_ctrl_c()
    asking.join(10)
    return "" if answers == ["whole"] else f"{answers}"


def _port_taken(trial: Trial, runner: Runner) -> str:
    holder = subprocess.Popen(
        [sys.executable, "-S", "-c", HOLDS, str(trial.port + 1)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout
        holder.stdout.readline()
        running = runner.start(trial)
        running.exit_code(15)
        holder.kill()
    named = f"is held by pid {holder.pid}" in running.text
    return "" if named and "started (pid" not in running.text else running.text


def _full_disk(trial: Trial, runner: Runner) -> str:
    words = shlex.join(runner.words(trial, ()))
    running = trial.start(command=("/bin/sh", "-c", f"exec {words} > /dev/full 2>&1"))
    trial.wait_until_it_answers("/", running)
    _until(lambda: trial.status()["state"] == "ready", 5, "ready")
    trial.run("down")
    running.exit_code(STOPS_S)
    return trial.left(1)


def _second(trial: Trial, runner: Runner) -> str:
    runner.ready(trial)
    before = trial.pids()
    second = runner.start(trial)
    second.exit_code(15)
    after = trial.pids()
    return "" if before == after and "already running" in second.text else f"{before}, then {after}: {second.text}"


def _long_line(trial: Trial, runner: Runner) -> str:
    running = runner.start(trial, *trial.names)
    running.wait_for("the long line is out", 30)
    most = max(_peak_mb(pid) for pid in trial.alive())
    return "" if most < 200 else f"{most:.0f} MB"


def _peak_mb(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in text.splitlines() if line.startswith("VmHWM")), 0.0)


def _until(met: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds * SLACK
    while True:
        try:
            if met():
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline, f"not {what} within {seconds:g} s"
        time.sleep(0.1)


GOOD = {"good": "{port}"}
BAD = {"bad": "--ignore-term"}
GONE = {"gone": "--escape"}
PROMISES = (
    Promise("`status`, `logs` and `down` from another shell; a log file per process", True, _from_another_shell, GOOD),
    Promise("Ctrl-C leaves nothing, as long as one process obeys", True, _ctrl_c, BAD),
    Promise(
        "Ctrl-C leaves nothing, even when no process obeys",
        False,
        _ctrl_c_of_the_stubborn,
        {"bad": "--ignore-term --say 'here I am'"},
    ),
    Promise("Ctrl-C takes along what fled into a session of its own", False, _ctrl_c, GONE),
    Promise("`kill -9` of the runner leaves nothing of the processes' groups", True, _killed_by(signal.SIGKILL), BAD),
    Promise("`kill -9` of the runner takes along what fled", False, _killed_by(signal.SIGKILL), GONE),
    Promise("a closed terminal leaves nothing of the processes' groups", True, _killed_by(signal.SIGHUP), BAD),
    Promise("a process that was killed is started again, the others stay", False, _comes_back, GOOD),
    Promise("requests under way are answered when it stops", False, _under_way),
    Promise("whoever holds a port of ours is named before anything is started", False, _port_taken),
    Promise("a second one in the same checkout is refused and changes nothing", False, _second),
    Promise("a full disk behind `>` stops nothing, and `down` ends all", True, _full_disk, GOOD),
    Promise("a line of 100 MB costs less than 200 MB", False, _long_line, {"long": "--long-line 100000000"}),
)


def table() -> str:
    """As the documentation has it."""
    rows = [f"| {promise.text} | {'yes' if promise.bare else 'no'} | yes |" for promise in PROMISES]
    return "\n".join(["| promise | `honcho start` | `invoke up` |", "|---|---|---|", *rows])
