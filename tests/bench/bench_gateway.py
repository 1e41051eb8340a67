"""Requests per second through the gateway, against the instance itself, at 32 connections; rounds in turn, one machine, one run.

    python tests/bench/bench_gateway.py [ROUNDS]      (needs wrk; Debian: apt install wrk)

Goal: the gateway ≥ 0.95 × direct. The server is one instance of core; both ways it answers the same small JSON.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import median_ratio, spread, verdict

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.ports import free_block  # noqa: E402 - the path is set just above
from support.project import Project  # noqa: E402 - likewise

GOAL = 0.95
PATH = "/api/v1/core/time"
SECONDS = 3


def requests_per_second(url: str) -> float:
    """One run of wrk; every answer must be a 2xx."""
    shown = subprocess.run(
        ["wrk", "-t1", "-c32", f"-d{SECONDS}s", url], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    if "Non-2xx" in shown:
        raise SystemExit(f"{url} did not always answer 2xx:\n{shown}")
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", shown)[0])


def main() -> None:
    if not shutil.which("wrk"):
        raise SystemExit("not measured: there is no wrk on this machine")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    first = free_block(2)
    root = Path(tempfile.mkdtemp(prefix="devstack-bench-"))
    (root / "backend").symlink_to(REPOSITORY / "backend")
    project = Project(root, first)
    text = (
        f"name: bench\napp: trading_api.main:app\nnginx: {{port: {first}}}\nservers:\n  core: {{port: {first + 1}}}\n"
    )
    project.write({"deploy.yaml": text})
    figures: dict[str, list[float]] = {"direct": [], "gateway": []}
    try:
        started = project.run("up", "--detach")
        if started.returncode:
            raise SystemExit(started.stdout + started.stderr)
        for number in range(rounds + 1):  # the first round warms up and is not counted
            for name, port in (("direct", first + 1), ("gateway", first)):
                rate = requests_per_second(f"http://127.0.0.1:{port}{PATH}")
                figures[name] += [rate] if number else []
    finally:
        project.close()
        shutil.rmtree(root)
    for name, rates in figures.items():
        print(spread(name, rates, "requests/s", digits=0))
    print(verdict("gateway over direct", median_ratio(figures["gateway"], figures["direct"]), GOAL, least=True))


if __name__ == "__main__":
    main()
