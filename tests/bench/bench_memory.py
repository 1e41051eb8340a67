"""Memory of four instances that reload, with all that belongs to them, against four of `uvicorn --reload`; one machine, one run.

    python tests/bench/bench_memory.py

Ours: the process they are forks of, their relays, reloaders, watchers and workers, in the second start of a stack. Of pages
that several share each has its part (PSS). Goal: ≤ 0.8 × uvicorn's reloaders and workers.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import bench_reload
from bench_reload import Application, ask, served, shop
from bench_up import OURS
from figures import pss_mb, verdict

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.ports import free_block
from support.project import clean_env

GOAL = 0.8
INSTANCES = 4
DEADLINE_S = 60


@contextmanager
def stack(made: Application, port: int) -> Iterator[int]:
    """A stack of the application, ready; the pid of what was started as `up`."""
    (made.root / "deploy.yaml").write_text(
        f"app: {made.app}\nnginx: {{port: {port + INSTANCES}}}\n"
        f"servers:\n  web: {{port: {port}, instances: {INSTANCES}, reload: true, routes: [/], health: {made.path}}}\n"
    )
    run = subprocess.Popen(
        OURS, cwd=made.root, env=clean_env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
    )
    try:
        answering(made, port)
        yield run.pid
    finally:
        run.terminate()
        run.wait(20)


def answering(made: Application, port: int) -> None:
    """Until every instance has."""
    deadline = time.perf_counter() + DEADLINE_S
    while any(ask(one, made.path) != "0" for one in range(port, port + INSTANCES)):
        if time.perf_counter() > deadline:
            raise SystemExit(f"the instances did not answer within {DEADLINE_S} s")
        time.sleep(0.05)


def below(pid: int) -> Iterator[int]:
    """A process and everything below it."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from below(int(child))


def settled(pids: list[int]) -> list[int]:
    """Everything below these, once nobody has come or gone for two seconds: what starts late, as a watcher, has started."""
    deadline = time.perf_counter() + DEADLINE_S
    there, since = set[int](), time.perf_counter()
    while time.perf_counter() - since < 2:
        if time.perf_counter() > deadline:
            raise SystemExit("processes come and go")
        time.sleep(0.1)
        if (now := {one for pid in pids for one in below(pid)}) != there:
            there, since = now, time.perf_counter()
    return sorted(there)


def words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def main() -> None:
    made = shop()
    bench_reload.save(made, "0")
    try:
        port = free_block(INSTANCES)
        with served(made, "uvicorn", range(port, port + INSTANCES)) as pids:
            answering(made, port)
            theirs = sum(pss_mb(pid) for pid in settled(pids))
        port = free_block(INSTANCES + 1)
        with stack(made, port):
            pass
        with stack(made, port) as up:
            (warm,) = (
                pid for pid in settled([up]) if "devstack.warm" in words(pid) and "warm" not in words(parent(pid))
            )
            ours = sum(pss_mb(pid) for pid in below(warm))
            whole = sum(pss_mb(pid) for pid in below(up))
    finally:
        shutil.rmtree(made.root)
    print(
        f"uvicorn {theirs:.0f} MB; devstack {ours:.0f} MB; with supervisor, nginx and what follows edits {whole:.0f} MB"
    )
    print(verdict("memory of four instances over uvicorn", ours / theirs, GOAL))


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


if __name__ == "__main__":
    main()
