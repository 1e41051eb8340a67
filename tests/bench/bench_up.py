"""`up` to all healthy, against a bash script that starts the same processes with `&`; rounds in turn, one machine, one run.

    python tests/bench/bench_up.py [ROUNDS]

Healthy means: every instance answers on its own port and the gateway answers for every module. Goal: ours ≤ 0.75 × bash
once a first start has learned what servers import; it is the round that is not counted.
In the same runs: the gateway's first answer after the last instance's own. Goal: ≤ 1.1 × (nginx's default max_fails costs 10 s).
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from figures import median_ratio, spread, verdict

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.ports import free_block  # noqa: E402 - the path is set just above
from support.project import clean_env  # noqa: E402 - likewise

from devstack import gateway, ports  # noqa: E402 - likewise
from devstack.plan import Plan  # noqa: E402 - likewise
from devstack.stack import Options, Stack  # noqa: E402 - likewise

GOAL = 0.75
FIRST_GOAL = 1.1
DEADLINE_S = 60
OURS = [sys.executable, "-m", "devstack.cli", "up"]


def project(**servers: str) -> tuple[Path, Plan]:
    """A copy of the reference deployment on free ports, rendered; `servers` are further keys of one, as YAML."""
    root = Path(tempfile.mkdtemp(prefix="devstack-bench-"))
    for name in ("deploy.yaml", "generated", "backend"):
        copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy2
        copy(REPOSITORY / name, root / name)
    first = free_block(40)
    text = f"nginx: {{port: {first}}}\nservers:\n"
    for offset, name in enumerate(("core", "broker", "datafeed"), start=1):
        more = f", {servers[name]}" if name in servers else ""
        text += f"  {name}: {{port: {first + 10 * offset}{more}}}\n"
    (root / "deploy.local.yaml").write_text(text)
    stack = Stack.at(str(root / "deploy.yaml"))
    plan = stack.project.plan(Options(), 0)
    stack.project.render(plan)
    return root, plan


def bash(plan: Plan, root: Path) -> list[str]:
    """What a developer would write by hand: every server in the background, nginx beside them, wait."""
    prefix = root / ".devstack/nginx"
    gateway.Prefix(prefix).make(gateway.version(gateway.binary(None)))
    lines = [f"{process.line} &" for process in plan if process.kind != "gateway"]
    user = "-g 'user root root;'" if os.getuid() == 0 else ""
    lines.append(f"{gateway.binary(None)} -p {prefix} -c {root / plan.out}/nginx.conf -e stderr {user} &")
    script = root / "start.sh"
    script.write_text("trap 'trap - TERM; kill 0' TERM INT\n" + "\n".join(lines) + "\nwait\n")
    return ["bash", str(script)]


def seconds_to_healthy(command: list[str], plan: Plan, root: Path) -> tuple[float, float]:
    """From spawn until every instance has answered 200 on its own port, and until the gateway has for every module."""
    direct = [process.probe.url for process in plan if process.probe and process.kind != "gateway"]
    gateway_urls = [f"{plan.url}{plan.base_url}/{module}/health" for module in plan.modules]
    env = clean_env(PYTHON=sys.executable, DEVSTACK_RECORD="", PYTHONUNBUFFERED="1")
    started = time.perf_counter()
    run = subprocess.Popen(
        command, cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        with httpx.Client(timeout=2) as client:
            for url in direct:
                wait_for(client, url, started + DEADLINE_S)
            alone = time.perf_counter() - started
            for url in gateway_urls:
                wait_for(client, url, started + DEADLINE_S)
        return alone, time.perf_counter() - started
    finally:
        os.killpg(run.pid, signal.SIGTERM)  # a session of its own, which we lead
        run.wait(20)
        wait_until_free(plan)


def wait_for(client: httpx.Client, url: str, deadline: float) -> None:
    """Poll one address every 20 ms until it answers 200."""
    while time.perf_counter() < deadline:
        try:
            if client.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"{url} was not healthy within {DEADLINE_S} s")


def wait_until_free(plan: Plan) -> None:
    """The next round starts on quiet ports."""
    deadline = time.monotonic() + 10
    while ports.holders(plan.ports) and time.monotonic() < deadline:
        time.sleep(0.05)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    root, plan = project()
    figures: dict[str, list[float]] = {"bash": [], "devstack": []}
    firsts: list[float] = []
    candidates: dict[str, Callable[[], list[str]]] = {"bash": lambda: bash(plan, root), "devstack": lambda: OURS}
    try:
        for number in range(rounds + 1):  # the first round warms the page cache and is not counted
            for name, command in candidates.items():
                direct, whole = seconds_to_healthy(command(), plan, root)
                if number:
                    figures[name].append(whole)
                    firsts += [whole / direct] if name == "devstack" else []
    finally:
        shutil.rmtree(root)
    for name, taken in figures.items():
        print(spread(name, taken, "s"))
    print(verdict("up to all healthy over bash", median_ratio(figures["devstack"], figures["bash"]), GOAL))
    print(verdict("the gateway's first 200 over the instances' own", statistics.median(firsts), FIRST_GOAL))


if __name__ == "__main__":
    main()
