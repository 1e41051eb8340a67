"""What a layout says on an open WebSocket: the answer to each frame, and the code with which it closes."""

import json
import socket
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from support.contract import HANDSHAKE, struck

WITHIN_S = 5.0
VOLATILE = ("epoch", "seq", "ts")
"""An epoch is a process's own; a sequence goes on while it runs."""
DATAFEED: tuple[tuple[str | bytes, str], ...] = (
    ('{"type":"ping"}', "pong"),
    ('{"type":', "error bad_request"),
    ("[]", "error bad_request"),
    ('{"type":"ping","ts":NaN}', "error bad_request"),
    ('{"type":1,"id":"1"}', "error bad_request"),
    (b"{}", "error bad_request"),
    ('{"type":"nope.subscribe","id":"2","payload":{}}', "error unknown_type"),
    ('{"type":"bars.subscribe","id":"3","payload":{"symbol":"NOPE","resolution":"1"}}', "error symbol_unknown"),
    ('{"type":"bars.subscribe","id":"4","payload":{"symbol":"AAPL"}}', "error bad_request"),
    ('{"type":"bars.subscribe","payload":{"symbol":"AAPL","resolution":"1"}}', "error bad_request"),
    ('{"type":"depth.subscribe","id":"6","payload":{"symbol":"NOPE"}}', "error symbol_unknown"),
    ('{"type":"depth.subscribe","id":"7","payload":{"symbol":""}}', "error bad_request"),
    ('{"type":"bars.unsubscribe","id":"5","payload":{"topic":"bars:{}"}}', "bars.unsubscribe.response"),
)
BROKER: tuple[tuple[str | bytes, str], ...] = (
    ('{"type":"orders.subscribe","id":"1","payload":{}}', "orders.subscribe.response"),
    ('{"type":"orders.subscribe","id":"2","payload":{}}', "orders.subscribe.response"),
    ('{"type":"orders.subscribe","id":"3","payload":{"x":1}}', "error bad_request"),
    ('{"type":"orders.unsubscribe","id":"4","payload":{"topic":"orders:{}"}}', "orders.unsubscribe.response"),
)
BREACHES = {
    1009: b"\x81\xff" + (65_537).to_bytes(8, "big") + bytes(4),
    1007: b"\x81\x82" + bytes(4) + b"\xff\xfe",
    1002: b"\x81\x01a",
}
"""Bytes that break RFC 6455, by the code that answers them: a length beyond 64 KiB, text that is none, a missing mask.

Of the frame that is too large only the head is sent. A client that goes on sending may be reset before it has read the code:
that is TCP, which throws away what is on its way when a peer closes with bytes unread, and no server can help it.
"""


def opened(port: int, path: str) -> AbstractContextManager[ClientConnection]:
    """A connection without compression, as a plain client opens it."""
    return connect(f"ws://127.0.0.1:{port}{path}", compression=None, close_timeout=1)


def conversation(port: int, path: str, said: tuple[tuple[str | bytes, str], ...]) -> list[Any]:
    """Each answer with its volatile values struck out. Frames are sent one by one: every one of them has one answer."""
    answers = []
    with opened(port, path) as client:
        for frame, _ in said:
            client.send(frame)
            answers.append(struck(json.loads(client.recv(timeout=WITHIN_S)), VOLATILE))
    return answers


def kind(answer: dict[str, Any]) -> str:
    """Its type, and the code if it is an error."""
    return f"{answer['type']} {answer['payload']['code']}" if answer["type"] == "error" else str(answer["type"])


def close_code(client: ClientConnection, within: float = WITHIN_S) -> int | None:
    """The code the server closes with; None when the connection just ends."""
    try:
        while True:
            client.recv(timeout=within)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def answer_to(port: int, path: str, frame: bytes) -> int:
    """The close code that answers these very bytes, sent after a handshake."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{name}: {value}" for name, value in HANDSHAKE)]
    with ExitStack() as stack:
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=WITHIN_S))
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        stream = stack.enter_context(connection.makefile("rb"))
        while stream.readline().strip():
            pass
        connection.sendall(frame)
        first, length = stream.read(2)
        assert first == 0x88, f"no close frame but {first:#x}"
        return int.from_bytes(stream.read(length)[:2], "big")
