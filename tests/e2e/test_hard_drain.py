"""`down` under load: who was let in is served to the end, who stays open is told why it ends, and the whole is bounded."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.trial import SLACK, Trial
from support.tries import Tries, often
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from devstack import status

pytestmark = pytest.mark.e2e

APP = """\
import asyncio


async def app(scope, receive, send):
    await {"lifespan": live, "http": answer, "websocket": talk}[scope["type"]](scope, receive, send)


async def live(scope, receive, send):
    for word in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{word}.complete"})


async def answer(scope, receive, send):
    await send_after(1.5 if scope["path"].endswith("/slow") else 0, send, scope["path"].endswith("/stream"))


async def send_after(seconds, send, for_ever):
    await asyncio.sleep(seconds)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-accel-buffering", b"no")]})
    while for_ever:
        await send({"type": "http.response.body", "body": b"tick\\n", "more_body": True})
        await asyncio.sleep(0.1)
    await send({"type": "http.response.body", "body": b"whole"})


async def talk(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (said := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": said["text"]})
"""
SOCKETS, REQUESTS, STREAMS = 20, 20, 5
LONGEST_S = 6.0
LEAVING = {1001, 1012}


@dataclass
class Load:
    """What was open when the stack was told to stop, and what became of it."""

    took: float
    statuses: list[str]
    codes: list[int]

    @property
    def lost(self) -> str:
        """In words; empty when nothing was."""
        requests = [status for status in self.statuses if status != "200 whole"]
        sockets = [code for code in self.codes if code not in LEAVING]
        late = [f"down took {self.took:.1f} s"] if self.took >= LONGEST_S * SLACK else []
        return ", ".join([*requests, *(f"close code {code}" for code in sockets), *late])


@often(5, 50)
def test_a_stop_loses_no_request_and_says_good_bye_to_every_socket(tries: Tries, times: int) -> None:
    """20 requests of 1.5 s, 20 WebSockets and 5 endless streams are open; clients that see 1012 come back on their own."""

    def attempt(root: Path, number: int) -> str:
        servers = _reloading if number % 2 else _plain
        with Trial(root, {}, bare=False, servers=servers, app=APP) as trial:
            running = trial.up()
            load = asyncio.run(_stopped_under_load(trial))
            running.exit_code()
            return load.lost or trial.left()

    tries("down under load", times, attempt, at_once=2)


def _plain(port: int, **more: Any) -> dict[str, Any]:
    web = {"port": port + 1, "instances": 2, "routes": ["/"], **more}
    return {"web": web, "other": {"port": port + 3, "routes": ["/other"]}}


def _reloading(port: int) -> dict[str, Any]:
    return _plain(port, reload=True)


async def _stopped_under_load(trial: Trial) -> Load:
    ws = f"ws://127.0.0.1:{trial.port}"
    limits = httpx.Limits(max_connections=REQUESTS + STREAMS)
    async with httpx.AsyncClient(base_url=trial.url, timeout=20, limits=limits) as client:
        sockets = [await connect(f"{ws}{'/other' if i % 4 == 0 else ''}/ws") for i in range(SOCKETS)]
        await asyncio.gather(*(_echoes(socket) for socket in sockets))
        begun = [asyncio.Event() for _ in range(STREAMS)]
        streams = [asyncio.create_task(_read_on(client, event)) for event in begun]
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in begun)), 5)
        requests = [
            asyncio.create_task(_ask(client, f"{'/other' if i % 4 == 0 else ''}/slow")) for i in range(REQUESTS)
        ]
        await asyncio.sleep(0.5)  # all of them are with the application now, none has been answered
        began = time.monotonic()
        await asyncio.to_thread(status.down, trial.root)
        took = time.monotonic() - began
        statuses = await asyncio.wait_for(asyncio.gather(*requests), 5)
        codes = await asyncio.wait_for(asyncio.gather(*(_close_code(socket) for socket in sockets)), 5)
        await asyncio.wait_for(asyncio.gather(*streams), 5)
    return Load(took, statuses, codes)


async def _echoes(socket: ClientConnection) -> None:
    await socket.send("hello")
    assert await asyncio.wait_for(socket.recv(), 5) == "hello"


async def _ask(client: httpx.AsyncClient, path: str) -> str:
    try:
        answer = await client.get(path)
    except httpx.HTTPError as error:
        return f"{path}: {type(error).__name__}"
    return f"{answer.status_code} {answer.text[:60]}"


async def _read_on(client: httpx.AsyncClient, started: asyncio.Event) -> None:
    """An endless stream is cut when its grace is over; how, is not of interest."""
    try:
        async with client.stream("GET", "/stream") as answer:
            async for _ in answer.aiter_bytes():
                started.set()
    except httpx.HTTPError:
        return


async def _close_code(socket: ClientConnection) -> int:
    try:
        await socket.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006
    return 0
