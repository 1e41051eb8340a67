"""Every kind of bus that can be had here."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from support.nats import NatsServer

from trading_api.shared.bus.location import bus_at


@pytest.fixture(scope="session")
def nats_server() -> Iterator[NatsServer]:
    """One for all tests, or a skip that says why there is none."""
    if reason := NatsServer.missing():
        pytest.skip(f"skipped: {reason}")
    server = NatsServer()
    yield server
    server.stop()


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a path that is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="bus-") as name:
        yield Path(name)


@pytest.fixture(params=["memory", "local", "nats"])
def bus_url(request: pytest.FixtureRequest, folder: Path) -> str:
    """The same for all who shall hear each other."""
    if request.param == "nats":
        return str(request.getfixturevalue("nats_server").url)
    return {"memory": "memory:", "local": f"local:{folder}"}[request.param]


@pytest.fixture
def with_buses(bus_url: str):
    """Run `work(a, b)` with two open buses that hear each other; in memory both are the same one."""

    def run(work):
        async def whole():
            async with AsyncExitStack() as stack:
                buses = [bus_at(bus_url, f"app-{number}") for number in range(1 if bus_url == "memory:" else 2)]
                for bus in buses:
                    await bus.open()
                    stack.push_async_callback(bus.close)
                return await asyncio.wait_for(work(buses[0], buses[-1]), 30)

        return asyncio.run(whole())

    return run
