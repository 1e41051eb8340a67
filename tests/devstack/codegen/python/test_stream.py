"""The stream of the generated client against a server that misbehaves on purpose."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter
from websockets.asyncio.server import ServerConnection, serve

from devstack.codegen.python.runtime._topic import Route, Subscription
from devstack.codegen.python.runtime._ws import Reconnect, Stream
from devstack.codegen.python.runtime.errors import FrameRefused, SlowConsumer, StreamClosed, UpdatesMissing

Talk = Callable[[ServerConnection, int], Awaitable[None]]


class Ask(BaseModel):
    symbol: str


LOSSLESS, LATEST = (
    Route("t", TypeAdapter(Ask), TypeAdapter(dict[str, Any]), TypeAdapter(int), lossless=lossless)
    for lossless in (True, False)
)
QUICK = Reconnect(first_s=0.01, longest_s=0.05)


class Numbers(Stream):
    path = "/ws"

    async def lossless(self, symbol: str = "a") -> Subscription[dict[str, Any], int]:
        return await self._subscribe(LOSSLESS, Ask(symbol=symbol))

    async def latest(self, symbol: str = "a") -> Subscription[dict[str, Any], int]:
        return await self._subscribe(LATEST, Ask(symbol=symbol))


async def subscribed(socket: ServerConnection, seq: int, *, snapshot: bool = False) -> dict[str, Any]:
    """Read a subscription and its ping, and answer both."""
    frame: dict[str, Any] = json.loads(await socket.recv())
    ping = json.loads(await socket.recv())
    payload = {"topic": frame["payload"]["symbol"], "epoch": "e", "seq": seq, "snapshot": snapshot}
    await socket.send(json.dumps({"type": "t.subscribe.response", "id": frame["id"], "payload": payload}))
    await socket.send(json.dumps({"type": "pong", "ts": ping["ts"]}))
    return frame


async def update(socket: ServerConnection, *numbers: int) -> None:
    for seq in numbers:
        payload = {"topic": "a", "seq": seq, "ts": 0, "payload": seq}
        await socket.send(json.dumps({"type": "t.update", "payload": payload}))


def run(talk: Talk, use: Callable[[Numbers], Awaitable[Any]], **options: Any) -> Any:
    """A server that talks like this on its first, second, ... connection, and a client that uses it."""

    async def both() -> Any:
        count = 0

        async def handler(socket: ServerConnection) -> None:
            nonlocal count
            count += 1
            await talk(socket, count)

        async with serve(handler, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with Numbers(f"http://127.0.0.1:{port}", **{"reconnect": QUICK, "timeout": 5, **options}) as stream:
                return await asyncio.wait_for(use(stream), 20)

    return asyncio.run(both())


async def first(subscription: Subscription[Any, int], count: int) -> list[int]:
    return [(await anext(subscription)).payload for _ in range(count)]


@pytest.mark.parametrize("code", [1012, 1013, 1001, 1011])
def test_a_topic_goes_on_where_it_stopped(code: int) -> None:
    """Nothing twice, nothing left out."""
    asked: list[Any] = []

    async def talk(socket: ServerConnection, count: int) -> None:
        asked.append((await subscribed(socket, 0 if count == 1 else 3))["payload"].get("resume"))
        await update(socket, *((1, 2) if count == 1 else (2, 3, 4)))
        if count == 1:
            await socket.close(code)
        await socket.wait_closed()

    async def use(stream: Numbers) -> list[int]:
        return await first(await stream.lossless(), 4)

    assert run(talk, use) == [1, 2, 3, 4]
    assert asked == [None, {"epoch": "e", "seq": 2}]


def test_a_gap_in_a_lossless_topic_is_asked_for_again() -> None:
    """The client does not hand out what comes after it."""

    async def talk(socket: ServerConnection, count: int) -> None:
        await subscribed(socket, 0)
        await update(socket, *((1, 3) if count == 1 else (2, 3)))
        await socket.wait_closed()

    async def use(stream: Numbers) -> list[int]:
        return await first(await stream.lossless(), 3)

    assert run(talk, use) == [1, 2, 3]


def test_a_gap_that_stays_is_an_error() -> None:
    """Or it would be asked for without end."""

    async def talk(socket: ServerConnection, count: int) -> None:
        await subscribed(socket, 0)
        await update(socket, 5)
        await socket.wait_closed()

    async def use(stream: Numbers) -> None:
        await first(await stream.lossless(), 1)

    with pytest.raises(UpdatesMissing, match="update 1 was expected and 5 came"):
        run(talk, use)


def test_half_a_snapshot_is_asked_for_as_a_whole() -> None:
    """Its sequence number says nothing about what of it has come."""
    asked: list[Any] = []

    async def talk(socket: ServerConnection, count: int) -> None:
        frame = json.loads(await socket.recv())
        asked.append(frame["payload"].get("resume"))
        payload = {"topic": "a", "epoch": "e", "seq": 7, "snapshot": True}
        await socket.send(json.dumps({"type": "t.subscribe.response", "id": frame["id"], "payload": payload}))
        await update(socket, 7)
        if count == 1:
            await socket.close(1012)
            return
        await update(socket, 7, 8)
        await socket.wait_closed()

    async def use(stream: Numbers) -> list[tuple[int, bool]]:
        subscription = await stream.lossless()
        return [(one.payload, one.snapshot) for one in [await anext(subscription) for _ in range(4)]]

    assert run(talk, use) == [(7, True), (7, True), (7, True), (8, False)]
    assert asked == [None, None]


def test_a_slow_consumer_of_latest_values_gets_the_newest() -> None:
    """Its queue is bounded, and the oldest are dropped."""

    async def talk(socket: ServerConnection, count: int) -> None:
        await subscribed(socket, 0)
        await update(socket, *range(1, 51))
        await socket.wait_closed()

    async def use(stream: Numbers) -> list[int]:
        subscription = await stream.latest()
        await asyncio.sleep(0.5)  # in which all of them arrive
        return await first(subscription, 3)

    assert run(talk, use, queue=3) == [48, 49, 50]


def test_a_slow_consumer_of_a_lossless_topic_is_ended_after_its_queue() -> None:
    """It hears what was queued, then why it hears no more."""

    async def talk(socket: ServerConnection, count: int) -> None:
        await subscribed(socket, 0)
        await update(socket, *range(1, 51))
        await socket.wait_closed()

    async def use(stream: Numbers) -> list[int]:
        subscription = await stream.lossless()
        await asyncio.sleep(0.6)  # longer than its patience
        got = await first(subscription, 3)
        with pytest.raises(SlowConsumer):
            await anext(subscription)
        return got

    assert run(talk, use, queue=3, patience_s=0.2) == [1, 2, 3]


@pytest.mark.parametrize("text", ["<html>", "[1]", '{"id": "1"}'])
def test_what_is_no_frame_ends_the_stream(text: str) -> None:
    """It would not be one on the next connection either, and nobody should wait for that."""

    async def talk(socket: ServerConnection, count: int) -> None:
        await subscribed(socket, 0)
        await socket.send(text)
        await socket.wait_closed()

    async def use(stream: Numbers) -> None:
        await first(await stream.lossless(), 1)

    with pytest.raises(StreamClosed, match="closed with 1007: a frame that is not a JSON object"):
        run(talk, use)


@pytest.mark.parametrize("code", [4001, 4009, 1008])
def test_a_final_close_ends_every_iterator(code: int) -> None:
    """Trying again would change nothing."""

    async def talk(socket: ServerConnection, count: int) -> None:
        await subscribed(socket, 0)
        await socket.close(code, "no")

    async def use(stream: Numbers) -> None:
        await first(await stream.lossless(), 1)

    with pytest.raises(StreamClosed, match=f"closed with {code}: no"):
        run(talk, use)


def test_without_reconnect_a_drop_ends_calls_and_iterators() -> None:
    """Whoever waits is told."""

    async def talk(socket: ServerConnection, count: int) -> None:
        await subscribed(socket, 0)
        await socket.recv()  # the second subscription, which gets no answer
        socket.transport.abort()

    async def use(stream: Numbers) -> tuple[Any, Any]:
        subscription = await stream.lossless()
        return tuple(await asyncio.gather(anext(subscription), stream.lossless("b"), return_exceptions=True))

    iterator, call = run(talk, use, reconnect=None)
    assert isinstance(iterator, StreamClosed)
    assert isinstance(call, StreamClosed)


def test_answers_out_of_order_reach_their_callers() -> None:
    """By their id; an error frame is an exception in the call it belongs to."""

    async def talk(socket: ServerConnection, count: int) -> None:
        frames = [frame for frame in [json.loads(await socket.recv()) for _ in range(6)] if frame["type"] != "ping"]
        for frame in reversed(frames):
            symbol = frame["payload"]["symbol"]
            if symbol == "bad":
                answer = {"type": "error", "id": frame["id"], "payload": {"code": "nope", "message": "not this"}}
            else:
                payload = {"topic": symbol, "epoch": "e", "seq": 0, "snapshot": False}
                answer = {"type": "t.subscribe.response", "id": frame["id"], "payload": payload}
            await socket.send(json.dumps(answer))
        await socket.wait_closed()

    async def use(stream: Numbers) -> list[Any]:
        return await asyncio.gather(*(stream.latest(one) for one in ("a", "bad", "c")), return_exceptions=True)

    a, bad, c = run(talk, use)
    assert (a.topic, c.topic) == ("a", "c")
    assert isinstance(bad, FrameRefused)
    assert bad.code == "nope"


def test_the_server_hears_of_the_last_consumer_that_leaves() -> None:
    """And not of the first; then it sends no more."""
    heard: list[str] = []

    async def talk(socket: ServerConnection, count: int) -> None:
        await subscribed(socket, 0)
        async for text in socket:
            frame = json.loads(text)
            heard.append(frame["type"])
            await socket.send(json.dumps({"type": "t.unsubscribe.response", "id": frame["id"], "payload": {}}))

    async def use(stream: Numbers) -> tuple[list[str], list[str]]:
        one, two = await stream.latest(), await stream.latest()
        await one.unsubscribe()
        before = list(heard)
        await two.unsubscribe()
        return before, list(heard)

    assert run(talk, use) == ([], ["t.unsubscribe"])
