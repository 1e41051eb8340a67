"""WebSockets on networks as they are: peers that vanish, that stop, that only listen; a server that is killed."""

import json
import os
import resource
import signal
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from support.frames import connected
from support.holders import holders, watchlists
from support.instances import instances

pytestmark = pytest.mark.e2e

PING_S = 1.0
DATAFEED = "/api/v1/datafeed"
ORDER = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "100.5"}
ACCOUNT = {"X-Account": "lives"}


def pinging(seconds: float) -> tuple[str, ...]:
    """uvicorn's options for liveness, as a stack gives them with 15."""
    return ("--ws-ping-interval", str(seconds), "--ws-ping-timeout", str(seconds), "--ws-per-message-deflate", "false")


@pytest.fixture(scope="module", autouse=True)
def many_files() -> Iterator[None]:
    """A thousand connections need as many open files, here and in what is started."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, before[1]), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def figures(address: str) -> dict[str, int]:
    """What the module says is open."""
    return dict(httpx.get(f"http://{address}{DATAFEED}/connections", timeout=10).json())


def until_gone(address: str, within: float) -> float:
    """Seconds until neither connection nor topic is left."""
    began = time.monotonic()
    while (found := figures(address)) != {"connections": 0, "topics": 0, "behind": 0}:
        assert time.monotonic() - began < within, f"after {within:g} s there is still {found}"
        time.sleep(0.02)
    return time.monotonic() - began


def subscribed(address: str, payload: object) -> socket.socket:
    """A raw connection with one topic open."""
    host, port = address.split(":")
    raw = socket.create_connection((host, int(port)), timeout=30)
    raw.sendall(
        f"GET {DATAFEED}/ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert b" 101 " in raw.recv(4096)
    frame = json.dumps({"type": "quotes.subscribe", "id": "1", "payload": payload}).encode()
    length = bytes([0x80 | len(frame)]) if len(frame) < 126 else b"\xfe" + len(frame).to_bytes(2, "big")
    raw.sendall(b"\x81" + length + bytes(4) + frame)
    return raw


def test_a_thousand_connections_cut_without_goodbye_leave_no_topic(tmp_path):
    """Networks do not say goodbye: half end with a reset, half with a bare end of the stream.

    None of them answers a ping, and until all thousand are there some have waited for long.
    """
    with instances(1, "datafeed", tmp_path, *pinging(60)) as (address,), ExitStack() as sockets:
        cut = [sockets.enter_context(subscribed(address, wanted)) for wanted in watchlists(0, 200) * 5]
        deadline = time.monotonic() + 30
        while (found := figures(address))["connections"] < 1000 or found["topics"] < 200:
            assert time.monotonic() < deadline, found
            time.sleep(0.05)

        for number, raw in enumerate(cut):
            if number % 2:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.close()

        until_gone(address, within=10)


@pytest.mark.parametrize(
    "ping_s", [PING_S, pytest.param(15.0, marks=[pytest.mark.hard, pytest.mark.timeout(180)])], ids=["quick", "real"]
)
def test_the_topics_of_a_hundred_stopped_clients_are_gone_in_time(tmp_path, ping_s):
    """A laptop that is closed keeps its sockets open for hours."""
    with instances(1, "datafeed", tmp_path, *pinging(ping_s)) as (address,), holders(address, 4, 25) as clients:
        assert figures(address) == {"connections": 100, "topics": 100, "behind": 0}

        for client in clients:
            client.send_signal(signal.SIGSTOP)
        took = until_gone(address, within=2 * ping_s + 1)

    assert took > 0.5 * ping_s, "they were there until they missed a ping"


@pytest.mark.parametrize(
    ("ping_s", "silent_s"),
    [(PING_S, 60.0), pytest.param(15.0, 600.0, marks=[pytest.mark.hard, pytest.mark.timeout(900)])],
    ids=["a minute", "ten minutes"],
)
def test_a_silent_listener_lives(tmp_path, ping_s, silent_s):
    """Whoever only listens answers pings and nothing else; on an account without news it hears nothing either."""
    with (
        instances(1, "broker", tmp_path, *pinging(ping_s)) as (address,),
        connected(address, "/api/v1/broker/ws", **ACCOUNT) as client,
    ):
        client.ask("orders.subscribe")
        time.sleep(silent_s)
        order_id = _place(address)

        assert client.next("orders.update")["payload"]["payload"]["id"] == order_id


def test_a_client_of_a_killed_instance_resumes_on_the_other_without_gap_or_repeat(tmp_path):
    """kill -9 in mid-stream costs a reconnect and nothing else."""
    with instances(2, "broker", tmp_path) as (one, other):
        with connected(one, "/api/v1/broker/ws", **ACCOUNT) as client:
            reply = client.ask("orders.subscribe")["payload"]
            placed = [_place(other) for _ in range(5)]
            seen = [client.next("orders.update")["payload"] for _ in range(3)]
            os.kill(httpx.get(f"http://{one}/api/v1/broker/instance").json()["pid"], signal.SIGKILL)
            assert client.close_code() is None
        placed += [_place(other) for _ in range(5)]

        with connected(other, "/api/v1/broker/ws", **ACCOUNT) as client:
            resumed = client.ask("orders.subscribe", {"resume": {"epoch": reply["epoch"], "seq": seen[-1]["seq"]}})
            seen += [client.next("orders.update")["payload"] for _ in range(7)]
            client.send("ping")
            after = client.next()

    assert resumed["payload"]["snapshot"] is False
    assert [(update["seq"], update["payload"]["id"]) for update in seen] == list(enumerate(placed, start=1))
    assert after["type"] == "pong"


def _place(address: str) -> str:
    answer = httpx.post(f"http://{address}/api/v1/broker/orders", json=ORDER, headers=ACCOUNT)
    return str(answer.json()["orderId"])
