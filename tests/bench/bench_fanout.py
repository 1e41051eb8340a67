"""One topic to 1000 subscribers: what a second of computing delivers, by our layer and by the loop that anyone writes first.

    python tests/bench/bench_fanout.py [rounds]

The loop writes each message anew for each client and awaits each client in turn, in an application with nothing around it;
ours is a module as the factory mounts it. The second goal holds ours against itself with one subscriber that has stopped
reading. Two servers are up at once and measured in turn, the other one stopped, so that a busy machine slows both alike;
computing and not the clock is measured for the same reason. Paced, the servers are never the bottleneck; flat out, they are.
"""

import asyncio
import base64
import os
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
import psutil
import uvloop
from bench.figures import median_ratio, spread, verdict
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel
from support.ports import free_block

from trading_api.app_factory import ModularFastAPI
from trading_api.models.bars import Bar
from trading_api.models.ws import Resume, SubscribeRequest, SubscribeResponse
from trading_api.settings import Settings
from trading_api.shared.module import Module
from trading_api.shared.ws.connection import Limits
from trading_api.shared.ws.endpoint import WsEndpoint
from trading_api.shared.ws.route import GenericWsRoute, Opening, Publish, Topic, Update

SUBSCRIBERS, WINDOW_S = 1000, 1.5
PACE_HZ = 10.0
"""Updates a second in the paced runs, each to all subscribers; 0 is flat out."""
FLOOD, FLOOD_PAD = 200, 60_000
"""Updates of a topic that only the stopped reader has, and their size: more than the kernel holds for it."""
GOAL_LOOP, GOAL_STALLED = 1.2, 0.95
MARK = b'"type":"bars.update"'
SUBSCRIBE = b'{"type":"bars.subscribe","id":"1","payload":{}}'
FLOOD_ME = b'{"type":"bars.subscribe","id":"2","payload":{"pad":%d}}' % FLOOD_PAD
DEADLINE_S = 60.0


class Told(Bar):
    """A bar, and as many bytes more as the server is asked for."""

    pad: str = ""


class BarsRequest(SubscribeRequest):
    """Without a pad the topic of all."""

    pad: int = 0


class BarsRoute(GenericWsRoute[BarsRequest, SubscribeResponse, Told]):
    """What ours serves."""

    route, request, response, data = "bars", BarsRequest, SubscribeResponse, Told


def bar(seq: int, pad: int = 0) -> Told:
    """What is published: the same for both."""
    return Told(time=seq * 1000, open=101.25, high=101.5, low=101.0, close=101.4, volume=12345, pad="x" * pad)


def awaited() -> int:
    """How many subscribers the publisher waits for."""
    return int(os.environ["FANOUT_SUBSCRIBERS"])


async def paced(began: float, seq: int) -> None:
    """Until the next update is due; flat out, until the loop has been round once."""
    rate = float(os.environ["FANOUT_HZ"])
    await asyncio.sleep(max(0.0, began + seq / rate - time.perf_counter()) if rate else 0)


class Publisher:
    """Publishes as fast as it is let, from the moment all listen."""

    def __init__(self) -> None:
        self._opened = 0
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        pad = topic.request.model_dump()["pad"]
        self._tasks[topic.key] = asyncio.create_task(self._flood(publish, pad) if pad else self._run(publish))

    async def remove_topic(self, topic: Topic) -> None:
        self._tasks.pop(topic.key).cancel()

    async def open_topic(self, topic: Topic, resume: Resume | None) -> Opening:
        self._opened += 1
        return Opening("e", 0, True)

    async def _run(self, publish: Publish) -> None:
        seq = 0
        while self._opened < awaited():
            await asyncio.sleep(0.05)
        began = time.perf_counter()
        while True:
            seq += 1
            publish(Update(seq, seq * 1000, bar(seq)))
            await paced(began, seq)

    async def _flood(self, publish: Publish, pad: int) -> None:
        for seq in range(1, FLOOD + 1):
            publish(Update(seq, seq * 1000, bar(seq, pad)))
            await asyncio.sleep(0)


class FanoutModule(Module):
    """One topic."""

    name = "fanout"  # type: ignore[assignment] - a constant serves where a property is asked for
    module_dir = Path(__file__).parent  # type: ignore[assignment] - as above
    service = None  # type: ignore[assignment] - as above

    def ws_endpoint(self) -> Callable[[WebSocket], Awaitable[None]]:
        return WsEndpoint((BarsRoute(Publisher()),), limits=Limits(stalled_s=600))  # the stopped one shall stay


def ours() -> FastAPI:
    """The module in the application that the factory makes."""
    settings = Settings()
    return ModularFastAPI([FanoutModule(settings)], settings)


class Payload(BaseModel):
    """The loop's own models."""

    topic: str
    seq: int
    ts: int
    payload: Told


class Event(BaseModel):
    type: str
    payload: Payload


def naive() -> FastAPI:
    """The loop that anyone writes first."""
    clients: set[WebSocket] = set()

    async def publish() -> None:
        seq = 0
        while len(clients) < awaited():
            await asyncio.sleep(0.05)
        began = time.perf_counter()
        while True:
            seq += 1
            payload = Payload(topic="bars:{}", seq=seq, ts=seq * 1000, payload=bar(seq))
            event = Event(type="bars.update", payload=payload)
            for client in list(clients):
                try:
                    await client.send_text(event.model_dump_json())
                except (WebSocketDisconnect, RuntimeError):
                    clients.discard(client)
            await paced(began, seq)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        publishing = asyncio.create_task(publish())
        yield
        publishing.cancel()

    app = FastAPI(lifespan=lifespan)

    @app.websocket("/api/v1/fanout/ws")
    async def ws(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            await websocket.receive_text()
            clients.add(websocket)
            while True:
                await websocket.receive_text()
        except WebSocketDisconnect:
            clients.discard(websocket)

    return app


class Subscriber(asyncio.Protocol):
    """Subscribes, then counts updates; reads nothing more when told to stall."""

    def __init__(self) -> None:
        self.count = 0
        self.transport: Any = None
        self._open = False
        self._tail = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            "GET /api/v1/fanout/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )

    def say(self, text: bytes) -> None:
        """A short frame, masked with zeros."""
        self.transport.write(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)

    def data_received(self, data: bytes) -> None:
        if not self._open:
            self._open = True  # with the 101: what came before it would be lost
            self.say(SUBSCRIBE)
        joined = self._tail + data
        self.count += joined.count(MARK)
        self._tail = joined[-len(MARK) + 1 :]


class Candidate:
    """A server of one of the two applications, with the options that a stack gives it but for the pings, and its subscribers."""

    def __init__(self, name: str, count: int, hz: float) -> None:
        self.port = free_block()
        words = [f"bench_fanout:{name}", "--factory", "--port", str(self.port), "--log-level", "warning"]
        words += ["--ws-max-size", "65536", "--ws-ping-interval", "600"]
        words += ["--ws-per-message-deflate", "false", "--no-access-log"]
        told = {"FANOUT_SUBSCRIBERS": str(count), "FANOUT_HZ": str(hz)}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *words], cwd=Path(__file__).parent, env={**os.environ, **told}
        )
        self._process = psutil.Process(self._server.pid)
        self.subscribers: list[Subscriber] = []
        self._count = count

    async def start(self) -> None:
        """Until every subscriber has had an update; then it is stopped."""
        await self._answering()
        loop = asyncio.get_running_loop()
        for _ in range(self._count):
            self.subscribers.append((await loop.create_connection(Subscriber, "127.0.0.1", self.port))[1])
        await until(lambda: all(s.count for s in self.subscribers), "an update for every subscriber")
        self.suspend()

    def resume(self) -> None:
        """Go on."""
        self._process.resume()

    def suspend(self) -> None:
        """Stand still, so that the other one has the machine."""
        self._process.suspend()

    async def _answering(self) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=5) as client:
            deadline = time.monotonic() + DEADLINE_S
            while time.monotonic() < deadline:
                with suppress(httpx.TransportError):
                    await client.get("/")
                    return
                await asyncio.sleep(0.05)
        raise SystemExit("the server did not start")

    async def window(self, seconds: float = WINDOW_S) -> tuple[float, float]:
        """Messages delivered per second of computing, and per second of the clock."""
        self.resume()
        await asyncio.sleep(0.2)
        before, cpu, began = self._delivered(), self._cpu(), time.perf_counter()
        await asyncio.sleep(seconds)
        delivered, spent, took = self._delivered() - before, self._cpu() - cpu, time.perf_counter() - began
        self.suspend()
        return delivered / max(spent, 0.01), delivered / took

    def _delivered(self) -> int:
        return sum(subscriber.count for subscriber in self.subscribers)

    def _cpu(self) -> float:
        """Finer than the ticks of 10 ms in which the kernel tells user and system apart."""
        return int(Path(f"/proc/{self._server.pid}/schedstat").read_text().split()[0]) / 1e9

    def stop(self) -> None:
        """With all its subscribers."""
        for subscriber in self.subscribers:
            subscriber.transport.abort()
        self._server.kill()
        self._server.wait(10)


async def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what}: not within {DEADLINE_S:g} s")
        await asyncio.sleep(0.05)


async def compared(
    rounds: int, one: Candidate, other: Candidate, prepare: Callable[[], Awaitable[None]] | None = None
) -> list[list[tuple[float, float]]]:
    """Windows of each, in turn."""
    try:
        for candidate in (one, other):
            await candidate.start()
        if prepare:
            await prepare()
        figures: list[list[tuple[float, float]]] = [[], []]
        for _ in range(rounds):
            for candidate, found in zip((one, other), figures, strict=True):
                found.append(await candidate.window())
        return figures
    finally:
        one.stop()
        other.stop()


async def stall(candidate: Candidate) -> None:
    """One reads nothing more, until the server has filled all that the kernel holds for it, and has it wait."""
    candidate.subscribers[0].say(FLOOD_ME)
    candidate.subscribers[0].transport.pause_reading()
    candidate.resume()
    deadline, seen = time.monotonic() + 2 * DEADLINE_S, 0
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{candidate.port}", timeout=30) as client:
        while seen < 10:
            if time.monotonic() > deadline:
                raise SystemExit("the server did not notice the stopped reader")
            behind = (await client.get("/api/v1/fanout/connections")).json()["behind"]
            seen = seen + 1 if behind else 0
            await asyncio.sleep(0.1)
    candidate.suspend()


def report(what: str, names: Sequence[str], figures: Sequence[Sequence[tuple[float, float]]], goal: float) -> None:
    for name, found in zip(names, figures, strict=True):
        print(spread(f"{what}, {name}", [computing for computing, _ in found], "messages per second of computing", 0))
        print(spread(f"{what}, {name}", [clock for _, clock in found], "messages per second", 0))
    one, other = ([computing for computing, _ in found] for found in figures)
    print(verdict(f"{what}: {names[0]} over {names[1]}", median_ratio(one, other), goal, least=True))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for what, hz in (("paced", PACE_HZ), ("flat out", 0.0)):
        ours, loop = (Candidate(name, SUBSCRIBERS, hz) for name in ("ours", "naive"))
        report(what, ("ours", "the loop"), uvloop.run(compared(rounds, ours, loop)), GOAL_LOOP)
    stalled, live = (Candidate("ours", SUBSCRIBERS, 0.0) for _ in range(2))
    figures = uvloop.run(compared(rounds, stalled, live, lambda: stall(stalled)))
    report("one stalled", ("with it", "without"), figures, GOAL_STALLED)


if __name__ == "__main__":
    main()
