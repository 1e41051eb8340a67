"""Several real processes of the application on one store, as `instances: 2` runs them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from support.ports import free_block

READY_WITHIN_S = 30.0


@contextmanager
def instances(count: int, modules: str, folder: Path, *options: str) -> Iterator[list[str]]:
    """`count` uvicorn processes started at once in `folder`, as `127.0.0.1:port`; all are gone at the end."""
    first = free_block(count)
    ports = range(first, first + count)
    with (folder / "instances.log").open("wb") as log:
        started = [_start(port, modules, folder, log.fileno(), options) for port in ports]
        try:
            _await_ready(started, ports, modules.split(",")[0])
            yield [f"127.0.0.1:{port}" for port in ports]
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(10)


def _start(port: int, modules: str, folder: Path, log: int, more: Sequence[str]) -> subprocess.Popen[bytes]:
    options = ["--port", str(port), "--log-level", "warning", "--timeout-graceful-shutdown", "2", *more]
    return subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "trading_api.main:app", *options],
        cwd=folder,
        env={**os.environ, "ENABLED_MODULES": modules, "STORE_URL": "sqlite+aiosqlite:///data/test.db"},
        stdout=log,
        stderr=log,
    )


def _await_ready(started: Sequence[subprocess.Popen[bytes]], ports: range, module: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    with httpx.Client(timeout=2) as client:  # one for all: each that is made loads all certificates, 20 ms of computing
        for process, port in zip(started, ports, strict=True):
            while not _answers(client, f"http://127.0.0.1:{port}/api/v1/{module}/ready"):
                assert process.poll() is None, f"the instance on {port} left with {process.returncode}"
                assert time.monotonic() < deadline, f"the instance on {port} was not ready after {READY_WITHIN_S:g} s"
                time.sleep(0.05)


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == 200
    except httpx.TransportError:
        return False
