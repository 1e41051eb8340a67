"""A WebSocket client that speaks the frames of the modules, for tests."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

WITHIN_S = 5.0


class FrameClient:
    """One connection. Frames that a call was not waiting for are kept for later ones, in order."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._ids = count(1)
        self._kept: list[dict[str, Any]] = []

    def send(self, kind: str, payload: object = None, **more: object) -> str:
        """Send a frame with an id of its own, and return the id."""
        frame_id = f"c{next(self._ids)}"
        self.socket.send(json.dumps({"type": kind, "id": frame_id, "payload": payload or {}, **more}))
        return frame_id

    def next(self, kind: str | None = None, frame_id: str | None = None) -> dict[str, Any]:
        """The next frame, or the next of a type or with an id."""
        for frame in self._kept:
            if _matches(frame, kind, frame_id):
                self._kept.remove(frame)
                return frame
        while True:
            frame = json.loads(self.socket.recv(timeout=WITHIN_S))
            if _matches(frame, kind, frame_id):
                return frame
            self._kept.append(frame)

    def ask(self, kind: str, payload: object = None) -> dict[str, Any]:
        """Send a frame and return the one that echoes its id."""
        return self.next(frame_id=self.send(kind, payload))

    def close_code(self) -> int | None:
        """Read until the server closes; the code it gave."""
        try:
            while True:
                self.socket.recv(timeout=WITHIN_S)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


@contextmanager
def connected(address: str, path: str, *, narrow: bool = False, **headers: str) -> Iterator[FrameClient]:
    """A client of `ws://{address}{path}`; a narrow one takes little into its kernel, so the server feels how slow it reads."""
    host, port = address.split(":")
    raw = socket.socket()
    if narrow:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect((host, int(port)))
    url = f"ws://{address}{path}"
    with connect(url, sock=raw, additional_headers=headers, close_timeout=1) as opened:
        yield FrameClient(opened)


def _matches(frame: dict[str, Any], kind: str | None, frame_id: str | None) -> bool:
    return (kind is None or frame["type"] == kind) and (frame_id is None or frame.get("id") == frame_id)
