"""Stopping and restarting, against bash and a plain honcho; rounds in turn, one machine, one run.

    python tests/bench/bench_stop.py [ROUNDS]

The stack is the reference deployment without reload: 4 uvicorn and nginx. bash starts the same with `&` and ends all at once;
it has no order and looks at nothing. Goals: our ordered stop ≤ 3.5 × bash's, ≤ 4 × with open WebSockets; a restart until all
are healthy ≤ 1.4 × bash's (stop and start); reaper, manager and relays ≤ 45 MB together; TERM after 4 s of `yes` ≤ 1 s + the
grace period.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from bench_up import DEADLINE_S, OURS, bash, project, wait_for, wait_until_free
from figures import median_ratio, pss_mb, spread, verdict
from websockets.sync.client import connect

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.ports import free_block  # noqa: E402 - the path is set just above
from support.project import clean_env, left_behind  # noqa: E402 - likewise

from devstack.plan import Plan  # noqa: E402 - likewise

GOAL, SOCKETS_GOAL, RESTART_GOAL, MEMORY_GOAL, FLOOD_GOAL = 3.5, 4.0, 1.4, 45.0, 4.0
SOCKETS = 8
FLOOD_S = 4.0
SERVERS = {"core": "reload: false", "broker": "reload: false", "datafeed": "instances: 1, reload: false"}
HONCHO = [str(Path(sys.executable).with_name("honcho")), "start"]


@contextmanager
def running(command: list[str], root: Path, *, quiet: bool = False) -> "Iterator[subprocess.Popen[bytes]]":
    """The command in a session of its own, told to stop afterwards if it still runs."""
    env = clean_env(PYTHON=sys.executable, DEVSTACK_RECORD="", PYTHONUNBUFFERED="1")
    with (Path(os.devnull) if quiet else root / "out").open("wb") as out:
        run = subprocess.Popen(
            command, cwd=root, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield run
    finally:
        if run.poll() is None:
            run.send_signal(signal.SIGTERM)
            run.wait(30)


def healthy(plan: Plan) -> None:
    """Every instance has answered, and the gateway for every module."""
    deadline = time.perf_counter() + DEADLINE_S
    urls = [process.probe.url for process in plan if process.probe and process.kind != "gateway"]
    with httpx.Client(timeout=2) as client:
        for url in [*urls, *(f"{plan.url}{plan.base_url}/{module}/health" for module in plan.modules)]:
            wait_for(client, url, deadline)


def seconds_to_stop(run: "subprocess.Popen[bytes]", root: Path, *, group: bool) -> float:
    """From TERM until nothing that was started is left; bash's script hands it to its group itself."""
    began = time.perf_counter()
    if group:
        assert run.pid > 1
        os.killpg(run.pid, signal.SIGTERM)  # a session of its own, which it leads
    else:
        run.send_signal(signal.SIGTERM)
    run.wait(30)
    while left_behind(root):
        if time.perf_counter() - began > 30:
            raise SystemExit(f"left: {left_behind(root)}")
        time.sleep(0.004)
    return time.perf_counter() - began


def stopped(command: list[str], plan: Plan, root: Path, sockets: int, *, group: bool) -> tuple[float, float]:
    """Seconds of a stop with so many WebSockets open; memory of the managing processes before it (MB)."""
    with running(command, root) as run, ExitStack() as clients:
        healthy(plan)
        for number in range(sockets):
            module = ("broker", "datafeed")[number % 2]
            url = f"{plan.url.replace('http', 'ws')}{plan.base_url}/{module}/ws"
            clients.enter_context(connect(url, open_timeout=10, close_timeout=0.1))
        time.sleep(0.5)  # a stack at rest
        memory = managing_mb(root)
        taken = seconds_to_stop(run, root, group=group)
    wait_until_free(plan)
    return taken, memory


def managing_mb(root: Path) -> float:
    """PSS of everything that is neither a server nor nginx."""
    lines = [line for line in left_behind(root) if "devstack.serve" not in line and "nginx" not in line]
    return sum(pss_mb(int(line.split()[0])) for line in lines)


def restarted(command: list[str], plan: Plan, root: Path, *, ours: bool) -> float:
    """Seconds of a restart until all are healthy again: of ours by its verb, of bash by stopping and starting the script."""
    with running(command, root) as run:
        healthy(plan)
        began = time.perf_counter()
        if ours:
            words = [*OURS[:-1], "restart"]
            subprocess.run(words, cwd=root, env=clean_env(PYTHON=sys.executable), capture_output=True, check=True)
            healthy(plan)
            taken = time.perf_counter() - began
            seconds_to_stop(run, root, group=False)
        else:
            seconds_to_stop(run, root, group=True)
            with running(command, root) as again:
                healthy(plan)
                taken = time.perf_counter() - began
                seconds_to_stop(again, root, group=True)
    wait_until_free(plan)
    return taken


def flooded(command: list[str], root: Path) -> float:
    """Seconds from TERM to the end, after 4 s of `yes`."""
    with running(command, root, quiet=True) as run:
        deadline = time.monotonic() + 20
        while not any(line.endswith("yes") for line in left_behind(root)):
            if time.monotonic() > deadline:
                raise SystemExit("`yes` did not start")
            time.sleep(0.02)
        time.sleep(FLOOD_S)
        began = time.perf_counter()
        run.send_signal(signal.SIGTERM)
        run.wait(120)
        return time.perf_counter() - began


def flood_project() -> Path:
    """One program that never stops talking; what it says is shown to nobody."""
    root = Path(tempfile.mkdtemp(prefix="devstack-bench-"))
    port = free_block(2)
    (root / "unused.py").write_text("app = None\n")
    (root / "Procfile").write_text("yes: exec yes\n")
    (root / "deploy.yaml").write_text(
        f"name: flood\nnginx: {{port: {port}}}\nprocesses: {{talker: {{command: 'yes'}}}}\n"
        f'servers: {{unused: {{port: {port + 1}, app: "unused:app", routes: [/]}}}}\n'
    )
    return root


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    root, plan = project(**SERVERS)
    script = bash(plan, root)
    figures: dict[str, list[float]] = {}
    try:
        for number in range(rounds + 1):  # the first round warms the page cache and is not counted
            for name, command, group in (("bash", script, True), ("devstack", OURS, False)):
                for what, sockets in (("stop", 0), ("sockets", SOCKETS)):
                    taken, memory = stopped(command, plan, root, sockets, group=group)
                    figures.setdefault(f"{name} {what}", []).extend([taken] if number else [])
                    figures.setdefault(f"{name} memory", []).extend([memory] if number else [])
                again = restarted(command, plan, root, ours=not group)
                figures.setdefault(f"{name} restart", []).extend([again] if number else [])
    finally:
        shutil.rmtree(root)
    told(figures)
    root = flood_project()
    words = [*OURS, "--only", "talker", "--except", "nginx"]
    try:
        print(spread("honcho TERM under yes", [flooded(HONCHO, root)], "s"))
        ours = [flooded(words, root) for _ in range(3)]
    finally:
        shutil.rmtree(root)
    print(spread("devstack TERM under yes", ours, "s"))
    print(verdict("TERM under yes, s", max(ours), FLOOD_GOAL))


def told(figures: dict[str, list[float]]) -> None:
    """Spreads, and the ratios against their goals."""
    for name, values in figures.items():
        print(spread(f"{name:16}", values, "MB" if name.endswith("memory") else "s"))
    for what, goal in (("stop", GOAL), ("sockets", SOCKETS_GOAL), ("restart", RESTART_GOAL)):
        print(verdict(f"{what} over bash", median_ratio(figures[f"devstack {what}"], figures[f"bash {what}"]), goal))
    print(verdict("reaper, manager and relays, MB", max(figures["devstack memory"]), MEMORY_GOAL))


if __name__ == "__main__":
    main()
