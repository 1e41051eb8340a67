"""Placing orders over HTTP, beside an empty POST route of the same server: what durability, risk checks and the log cost.

    python tests/bench/bench_orders.py [--requests 2000] [--connections 16] [--rounds 5]

One server process on a file of its own; the client keeps its connections open and sends to both routes in turn, round by
round. Goal: at least half of the empty route's rate. The time to the reply (p50, p99) is stated; it includes the disk.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import spread, verdict

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.ports import free_block  # noqa: E402 - the path is set just above

GOAL = 0.5
DEADLINE_S = 60.0
BODY = b'{"symbol":"AAPL","type":1,"side":1,"qty":"1","limitPrice":"1.00"}'
SERVER = """\
from fastapi import Request
from trading_api.app_factory import AppFactory
app = AppFactory().create_app(["broker"])
@app.module_apps["broker"].post("/empty", status_code=201)
async def empty(request: Request) -> dict[str, str]:
    return {}
"""


async def request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> float:
    """One POST on an open connection; the seconds to its reply, which must be a 201."""
    started = time.perf_counter()
    head = f"POST /api/v1/broker{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY)
    answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 201"), answer + await reader.read(1000)
    length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)
    return time.perf_counter() - started


async def load(port: int, path: str, requests: int, connections: int) -> tuple[float, list[float]]:
    """Requests per second, and the seconds of each."""

    async def client(count: int) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        taken = [await request(reader, writer, path) for _ in range(count)]
        writer.close()
        return taken

    started = time.perf_counter()
    each = await asyncio.gather(*(client(requests // connections) for _ in range(connections)))
    times = [taken for client in each for taken in client]
    return len(times) / (time.perf_counter() - started), times


def ready(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            asyncio.run(load(port, "/empty", 1, 1))
        except OSError:
            assert process.poll() is None, "the server left"
            assert time.monotonic() < deadline, "the server was not ready"
            time.sleep(0.1)
        else:
            return


def measure(port: int, options: argparse.Namespace) -> None:
    """Both routes in turn, and what came out."""
    rates: dict[str, list[float]] = {"/empty": [], "/orders": []}
    times: list[float] = []
    for number in range(options.rounds + 1):
        for path, found in rates.items():
            rate, taken = asyncio.run(load(port, path, options.requests, options.connections))
            if number:  # the first round warms up
                found.append(rate)
                times += taken if path == "/orders" else []
    for path, found in rates.items():
        print(spread(path, found, "requests/s", 0))
    cuts = statistics.quantiles(times, n=100)
    print(f"/orders   p50 {cuts[49] * 1000:.1f} ms  p99 {cuts[98] * 1000:.1f} ms at {options.connections} connections")
    ratio = statistics.median(o / e for o, e in zip(rates["/orders"], rates["/empty"], strict=True))
    print(verdict("orders placed per empty POST", ratio, GOAL, least=True))


def main() -> None:
    """Start the server, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("requests", 2000), ("connections", 16), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options, port = parser.parse_args(), free_block()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "served.py").write_text(SERVER)
        command = [sys.executable, "-m", "uvicorn", "served:app", "--port", str(port), "--log-level", "warning"]
        environment = {**os.environ, "STORE_URL": "sqlite:///orders.db"}
        process = subprocess.Popen(command, cwd=folder, env=environment)
        try:
            ready(process, port)
            measure(port, options)
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    main()
