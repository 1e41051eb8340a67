"""Lossless topics while code is loaded again and servers are killed, heard by both generated clients through nginx."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from support.node import Package, Program, client
from support.project import Project
from trading_client import AsyncTradingClient, BrokerStream, Reconnect, Retry, models

from devstack import status
from devstack.state import Row

pytestmark = pytest.mark.e2e

ORDER = models.PreOrder(
    symbol="AAPL", type=models.OrderType.LIMIT, side=models.Side.BUY, qty=Decimal(3), limitPrice=Decimal("10.10")
)
"""One that rests: each is told of once."""
TRADERS = 4
LISTENER = """
const orders = await client.broker.ws.orders();
say("listening");
told().then(() => client.close());
for await (const update of orders) say([update.seq, update.payload.id]);
"""


@pytest.fixture(scope="module")
def stack(clone: Callable[..., Project]) -> Project:
    """`invoke up` in a copy of the checkout, ready. What is generated stays as it is, though code is edited."""
    project = clone()
    sets = [f"servers.{name}.start_s=60" for name in ("core", "broker", "datafeed")]
    sets += ["servers.broker.restart.max=100"]  # else it is given up after the third kill within a minute
    project.up("--no-codegen", *(word for one in sets for word in ("--set", one)), within=90)
    return project


@pytest.fixture
def compiled(request: pytest.FixtureRequest) -> Package | None:
    """The TypeScript package; None without node, where the Python client listens alone."""
    try:
        found: Package = request.getfixturevalue("package")
    except pytest.skip.Exception:
        return None
    return found


@pytest.mark.parametrize("trouble", ["reload", "kill"])
def test_no_lossless_update_is_lost_when_servers_change(stack: Project, compiled: Package | None, trouble: str) -> None:
    """During reloads and kills of an instance each order that was placed is told of once, in sequence."""
    outcome = asyncio.run(asyncio.wait_for(_through(stack, compiled, trouble, least=20, times=2, pause_s=0.3), 60))

    assert len(outcome.placed) >= 20
    for heard in outcome.heard.values():
        assert sorted(heard) == sorted(outcome.placed)


@pytest.mark.hard
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("trouble", ["reload", "kill"])
def test_none_of_ten_thousand_is_lost(stack: Project, compiled: Package | None, trouble: str) -> None:
    """The same, for long."""
    wanted = _through(stack, compiled, trouble, least=10_000, times=20, pause_s=3)
    outcome = asyncio.run(asyncio.wait_for(wanted, 1780))

    print(f"{len(outcome.placed)} orders, {outcome.times} times {trouble}, {outcome.seconds:.0f} s:")
    for name, heard in outcome.heard.items():
        print(f"{name} heard {len(heard)}, lost {len(set(outcome.placed) - set(heard))}")
    assert len(outcome.placed) >= 10_000
    for heard in outcome.heard.values():
        assert sorted(heard) == sorted(outcome.placed)


@dataclass(frozen=True)
class Outcome:
    """The orders that were placed and those each client was told of, in their sequence; how often servers were changed."""

    placed: list[str]
    heard: dict[str, list[str]]
    times: int
    seconds: float


async def _through(
    stack: Project, package: Package | None, trouble: str, *, least: int, times: int, pause_s: float
) -> Outcome:
    """Place orders while servers come and go: so many at least, through trouble so many times at least."""
    began, account = time.monotonic(), f"L{time.monotonic_ns()}"
    troubles = Troubles(stack, trouble, pause_s)
    placed: list[str] = []
    retry = Retry(attempts=30, first_s=0.05, longest_s=0.5)
    with ExitStack() as leaving:
        program = leaving.enter_context(_typescript(package, stack, account)) if package else None
        async with (
            _python(stack, account) as heard,
            AsyncTradingClient(stack.url, headers={"X-Account": account}, retry=retry, timeout=20) as trader,
        ):

            async def trade() -> None:
                while not troubles.failed and (len(placed) < least or troubles.times < times):
                    placed.append((await trader.broker.place_order(ORDER)).orderId)

            with troubles:
                await asyncio.gather(*(trade() for _ in range(TRADERS)))
            async with asyncio.timeout(60):
                while len(heard) < len(placed):
                    await asyncio.sleep(0.02)
        outcome = {"python": heard}
        if program:
            outcome["typescript"] = _told(program, len(placed))
            program.tell()
    return Outcome(placed, outcome, troubles.times, time.monotonic() - began)


@asynccontextmanager
async def _python(stack: Project, account: str) -> AsyncIterator[list[str]]:
    """What the Python client is told of; a hole in the sequence fails at the end."""
    heard: list[str] = []
    reconnect = Reconnect(first_s=0.05, longest_s=1)
    async with BrokerStream(stack.url, headers={"X-Account": account}, reconnect=reconnect) as stream:
        orders = await stream.orders()

        async def listen() -> None:
            last = 0
            async for update in orders:
                assert update.seq == last + 1
                last = update.seq
                heard.append(update.payload.id)

        listening = asyncio.create_task(listen())
        yield heard
        await orders.unsubscribe()
        await listening


@contextmanager
def _typescript(package: Package, stack: Project, account: str) -> Iterator[Program]:
    """A program of the TypeScript client that says what it is told of, until it is told a word itself."""
    options = (
        f'headers: {{ "X-Account": "{account}" }}, ws: {{ timeout: 30000, backoff: {{ first: 50, largest: 1000 }} }}'
    )
    with package.running(client(options) + LISTENER, stack.url) as program:
        assert program.next() == "listening"
        yield program


def _told(program: Program, count: int) -> list[str]:
    """The orders the program was told of."""
    heard = [program.next(within=60) for _ in range(count)]
    assert [seq for seq, _ in heard] == list(range(1, count + 1))
    return [order for _, order in heard]


class Troubles:
    """Servers of the broker are changed, again and again, until this context ends; `times` says how often it was done."""

    def __init__(self, stack: Project, kind: str, pause_s: float) -> None:
        self.times, self._pause_s = 0, pause_s
        self._make = {"reload": self._edit, "kill": self._kill}[kind]
        self._stack, self._over = stack, threading.Event()
        self._thread = ThreadPoolExecutor(1)
        self._service = stack.root / "backend/trading_api/modules/broker/service.py"
        self._log = stack.root / ".devstack/logs/broker-0.log"

    def __enter__(self) -> None:
        self._running = self._thread.submit(self._run)

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._running.result()

    @property
    def failed(self) -> bool:
        """Whether there will be no more; the end of the context raises why."""
        return self._running.done()

    def _run(self) -> None:
        while not self._over.wait(self._pause_s):
            self._make()
            self.times += 1

    def _edit(self) -> None:
        before = self._reloads()
        self._service.write_text(f"{self._service.read_text()}\n# edited\n")
        self._until(lambda: self._reloads() > before, "the reload")

    def _kill(self) -> None:
        before = self._broker()
        assert before.pid
        os.kill(before.pid, signal.SIGKILL)
        self._until(lambda: self._broker().pid != before.pid and self._broker().state == "ready", "another broker-0")

    def _reloads(self) -> int:
        return self._log.read_text().count("Loaded again")

    def _broker(self) -> Row:
        return next(row for row in status.snapshot(self._stack.root).processes if row.name == "broker-0")

    def _until(self, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + 60
        while not done() and not self._over.wait(0.05):
            assert time.monotonic() < deadline, f"{what} was not there within 60 s"
