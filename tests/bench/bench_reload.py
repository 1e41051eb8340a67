"""From a saved file to the first answer of the new code, against uvicorn's own reloader; in turn, one machine, one run.

    python tests/bench/bench_reload.py [EDITS]

Every instance gets 50 requests a second meanwhile, each on a new connection. Goals: one instance ≤ 0.3 × uvicorn, four, until
all serve the new code, ≤ 0.35 ×; the reference application, its broker edited, ≤ 0.4 ×. What they take of memory is printed, each
line run alone; bench_memory.py has it in a stack.
"""

import http.client
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from figures import pss_mb, spread, verdict

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.ports import free_block  # noqa: E402 - the path is set just above
from support.project import clean_env  # noqa: E402 - likewise

GOALS = {"one instance": 0.3, "four instances": 0.35, "the reference application": 0.4}
RATE = 50.0
DEADLINE_S = 30.0
SHOP = """\
from fastapi import FastAPI
from pydantic import BaseModel

from shop.version import VERSION

app = FastAPI()


class Order(BaseModel):
    symbol: str
    quantity: int


@app.get("/version")
def version() -> str:
    return VERSION


@app.post("/orders")
def place(order: Order) -> Order:
    return order
"""
SERVERS = {"uvicorn": "uvicorn", "devstack": "devstack.serve"}


@dataclass(frozen=True)
class Application:
    """What is served, and how an edit of it shows."""

    root: Path
    app: str
    directory: str
    edited: str
    path: str
    text: str
    """The edited file; {version} stands for what the answer of `path` then holds."""
    options: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)


def shop() -> Application:
    """Two files of FastAPI."""
    root = Path(tempfile.mkdtemp(prefix="devstack-bench-"))
    (root / "shop").mkdir()
    (root / "shop/__init__.py").touch()
    (root / "shop/main.py").write_text(SHOP)
    return Application(root, "shop.main:app", "shop", "shop/version.py", "/version", 'VERSION = "{version}"\n')


def reference() -> Application:
    """This repository's own, as a broker runs it; a description in the broker's API is edited and shows in its contract."""
    root = Path(tempfile.mkdtemp(prefix="devstack-bench-"))
    shutil.copytree(REPOSITORY / "backend", root / "backend")
    shutil.copytree(REPOSITORY / "generated", root / "generated")
    edited = "backend/trading_api/modules/broker/__init__.py"
    text = (root / edited).read_text() + '\nBrokerModule.__doc__ = "{version}"\n'
    main = root / "backend/trading_api/main.py"
    route = (
        '\n\n@app.get("/version-of-the-broker")\ndef _edited() -> str:\n    from trading_api.modules import broker\n\n'
    )
    main.write_text(main.read_text() + route + "    return str(broker.BrokerModule.__doc__)\n")
    env = {"ENABLED_MODULES": "core,broker", "API_BASE_URL": "/api/v1"}
    options = ("--app-dir", "backend")
    return Application(
        root, "trading_api.main:app", "backend/trading_api", edited, "/version-of-the-broker", text, options, env
    )


def save(made: Application, version: str) -> None:
    """In one step, as editors do."""
    path = made.root / made.edited
    temporary = path.with_name(".edited")
    temporary.write_text(made.text.replace("{version}", version))
    temporary.replace(path)


@contextmanager
def served(made: Application, module: str, ports: Sequence[int]) -> Iterator[list[int]]:
    """An instance per port, each with its reloader; the pids of the reloaders."""
    words = [made.app, *made.options, "--reload", "--reload-dir", made.directory, "--log-level", "warning"]
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", module, *words, "--port", str(port)],
            cwd=made.root,
            env=clean_env(**made.env),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for port in ports
    ]
    try:
        yield [run.pid for run in runs]
    finally:
        for run in runs:
            os.killpg(run.pid, signal.SIGTERM)  # a session of its own, which it leads
        for run in runs:
            run.wait(20)


def ask(port: int, path: str) -> str:
    """One request on a new connection; what went wrong is no version."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().read().decode().strip('"')
    connection.close()
    return ""


def seconds(made: Application, ports: Sequence[int], version: str) -> float:
    """From the save until every port answers with this version."""
    began = time.perf_counter()
    save(made, version)
    waiting = list(ports)
    while waiting:
        waiting = [port for port in waiting if ask(port, made.path) != version]
        if time.perf_counter() - began > DEADLINE_S:
            raise SystemExit(f"version {version} was not served within {DEADLINE_S:g} s")
        time.sleep(0.004)
    return time.perf_counter() - began


@contextmanager
def load(ports: Sequence[int], path: str) -> Iterator[list[int]]:
    """Requests as long as this lasts; [tried, lost]."""
    over, counts = threading.Event(), [0, 0]

    def client(port: int) -> None:
        while not over.wait(1 / RATE):
            counts[0] += 1
            counts[1] += not ask(port, path)

    threads = [threading.Thread(target=client, args=(port,)) for port in ports]
    for thread in threads:
        thread.start()
    try:
        yield counts
    finally:
        over.set()
        for thread in threads:
            thread.join(10)


def edited(made: Application, module: str, instances: int, edits: int) -> tuple[list[float], list[int], float]:
    """Seconds of each edit, requests tried and lost, memory of all in MB."""
    first = free_block(instances)
    ports = range(first, first + instances)
    save(made, "0")
    with served(made, module, ports) as pids:
        deadline = time.perf_counter() + DEADLINE_S
        while any(ask(port, made.path) != "0" for port in ports):
            if time.perf_counter() > deadline:
                raise SystemExit(f"{module} did not start")
            time.sleep(0.05)
        armed(made, ports)
        with load(ports, made.path) as counts:
            taken = []
            for number in range(1, edits + 2):
                taken.append(seconds(made, ports, str(number)))
                time.sleep(0.7)
        return taken[1:], counts, memory(pids)


def armed(made: Application, ports: Sequence[int]) -> None:
    """Until edits are seen everywhere: uvicorn's reloader is blind at first, so this one is saved again and again."""
    deadline = time.perf_counter() + DEADLINE_S
    while any(ask(port, made.path) != "armed" for port in ports):
        if time.perf_counter() > deadline:
            raise SystemExit("edits are not seen")
        save(made, "armed")
        time.sleep(1.0)  # longer than either needs, so that no save meets the reload of the one before


def memory(pids: Sequence[int]) -> float:
    """PSS of everything in the sessions these lead, once old workers have gone: when nobody has left for a second."""
    deadline, there, since = time.perf_counter() + DEADLINE_S, family(pids), time.perf_counter()
    while time.perf_counter() - since < 1:
        if time.perf_counter() > deadline:
            raise SystemExit("old workers do not go")
        time.sleep(0.05)
        if (now := family(pids)) != there:
            there, since = now, time.perf_counter()
    return sum(pss_mb(pid) for pid in there)


def family(pids: Sequence[int]) -> set[int]:
    """Everything in the sessions that these lead."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                if os.getsid(int(folder.name)) in pids:
                    found.add(int(folder.name))
    return found


def main() -> None:
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for what, make, instances in (
        ("one instance", shop, 1),
        ("four instances", shop, 4),
        ("the reference application", reference, 2),
    ):
        made = make()
        try:
            figures = {name: edited(made, module, instances, edits) for name, module in SERVERS.items()}
        finally:
            shutil.rmtree(made.root)
        for name, (taken, (tried, lost), used) in figures.items():
            print(spread(f"{what}, {name}", taken, "s"), f"{tried} requests tried, {lost} lost; {used:.0f} MB")
        ratio = statistics.median(figures["devstack"][0]) / statistics.median(figures["uvicorn"][0])
        print(verdict(f"{what} over uvicorn", ratio, GOALS[what]))


if __name__ == "__main__":
    main()
