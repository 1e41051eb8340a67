"""An order's transaction behind a POST route, against the empty route on the same server; rounds in turn, one machine, one run.

    python tests/bench/bench_store.py [ROUNDS] [STORE_URL]      (by default an SQLite file in a temporary folder)

Goal: `transact`, with key, order, event and reply in one commit, ≥ 0.5 × the empty route at 32 connections. `write` does the same
statement by statement.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from figures import median_ratio, spread, verdict

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.ports import free_block  # noqa: E402 - the path is set just above

GOAL = 0.5
CONNECTIONS = 32
SECONDS = 3
ROUTES = ("empty", "transact", "write")
BODY = b'{"symbol":"AAPL","type":1,"side":1,"qty":"5","limitPrice":"100.25"}'


class Client(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, request: bytes, times: list[float], failed: list[bytes]) -> None:
        self.request, self.times, self.failed = request, times, failed
        self.transport: asyncio.Transport
        self.asked = 0.0
        self.seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment] - a stream has a transport that writes
        self.ask()

    def ask(self) -> None:
        self.asked, self.seen = time.perf_counter(), b""
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.seen += data
        head, found, body = self.seen.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]):
            return
        self.times.append(time.perf_counter() - self.asked)
        if not head.startswith(b"HTTP/1.1 201"):
            self.failed.append(head)
        self.ask()


async def load(port: int, route: str, server: psutil.Process) -> tuple[float, float, float]:
    """Requests per second, the 99th percentile of their time in ms, and the server's processor time for each in ms."""
    head = f"POST /{route} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n"
    request = head.encode() + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    times: list[float] = []
    failed: list[bytes] = []
    loop = asyncio.get_running_loop()
    began, used = time.perf_counter(), sum(server.cpu_times()[:2])
    clients = [
        await loop.create_connection(lambda: Client(request, times, failed), "127.0.0.1", port)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(SECONDS)
    for transport, _ in clients:
        transport.abort()
    if failed:
        raise SystemExit(f"/{route} did not always answer 201: {failed[0]!r}")
    used = sum(server.cpu_times()[:2]) - used
    p99 = sorted(times)[int(len(times) * 0.99)]
    return len(times) / (time.perf_counter() - began), p99 * 1000, used / len(times) * 1000


def measured(port: int, rounds: int, server: psutil.Process) -> None:
    figures: dict[str, list[tuple[float, float, float]]] = {route: [] for route in ROUTES}
    for number in range(rounds + 1):  # the first round warms up and is not counted
        for route in ROUTES:
            seen = asyncio.run(load(port, route, server))
            figures[route] += [seen] if number else []
    rates = {route: [rate for rate, _, _ in seen] for route, seen in figures.items()}
    processor = {route: [used for _, _, used in seen] for route, seen in figures.items()}
    for route, seen in figures.items():
        print(spread(route, rates[route], "requests/s", digits=0))
        print(spread("  p99", [p99 for _, p99, _ in seen], "ms", digits=1))
        print(spread("  cpu", processor[route], "ms"))
    print(verdict("transact over empty", median_ratio(rates["transact"], rates["empty"]), GOAL, least=True))
    print(f"  by processor time: {median_ratio(processor['empty'], processor['transact']):.2f}")
    print(f"write over empty: {median_ratio(rates['write'], rates['empty']):.2f}")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    folder = Path(tempfile.mkdtemp(prefix="devstack-bench-"))
    url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite+aiosqlite:///{folder}/bench.db"
    port = free_block()
    words = ["uvicorn", "apps.orders:app", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    paths = os.pathsep.join(str(REPOSITORY / part) for part in ("tests", "backend"))
    server = subprocess.Popen([sys.executable, "-m", *words], env={**os.environ, "PYTHONPATH": paths, "STORE_URL": url})
    try:
        wait_for(port, server)
        measured(port, rounds, psutil.Process(server.pid))
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            asyncio.run(asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 1))
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the server did not start") from None
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main()
