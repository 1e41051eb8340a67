"""A WebSocket server that does what a test says, connection by connection: for orders of frames that must be forced."""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from support.ports import free_block

WITHIN_S = 15.0


class Peer:
    """One connection, seen from the server. Pings are answered by themselves unless it plays dead."""

    def __init__(self, socket: ServerConnection, number: int) -> None:
        self.socket = socket
        self.number = number
        self.began = time.monotonic()
        self.answers_pings = True

    def next(self, kind: str | None = None) -> dict[str, Any]:
        """The next frame that is no ping; of this type, if one is named."""
        while True:
            frame: dict[str, Any] = json.loads(self.socket.recv(timeout=WITHIN_S))
            if frame["type"] == "ping":
                if self.answers_pings:
                    self.send("pong", ts=frame["ts"])
                continue
            assert kind in (None, frame["type"]), frame
            return frame

    def send(self, kind: str, **more: object) -> None:
        """Any frame."""
        self.socket.send(json.dumps({"type": kind, **more}))

    def reply(self, frame: dict[str, Any], topic: str, seq: int = 0, **more: object) -> None:
        """Answer a subscribe."""
        payload = {"status": "ok", "message": "", "topic": topic, "epoch": "e1", "seq": seq, "snapshot": False, **more}
        self.send(f"{frame['type']}.response", id=frame["id"], payload=payload)

    def update(self, topic: str, seq: int, payload: object = None) -> None:
        """An update of a topic whose name begins with its route."""
        inner = {"topic": topic, "seq": seq, "ts": 1, "payload": payload}
        self.send(f"{topic.split(':')[0]}.update", payload=inner)

    def confirm(self, frame: dict[str, Any]) -> None:
        """Answer an unsubscribe."""
        self.send(f"{frame['type']}.response", id=frame["id"], payload={"status": "ok", **frame["payload"]})

    def rest(self) -> None:
        """Answer pings and unsubscribes until the client goes."""
        while True:
            self.confirm(self.next())

    def close(self, code: int) -> None:
        """Close in order."""
        self.socket.close(code)

    def vanish(self) -> None:
        """Cut the line without a word."""
        self.socket.socket.shutdown(2)


class Scripted:
    """The server's address, and what became of its connections."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.peers: list[Peer] = []
        self.faults: queue.Queue[BaseException] = queue.Queue()


@contextmanager
def scripted(*scripts: Callable[[Peer], None]) -> Iterator[Scripted]:
    """The first connection follows the first script, and so on; more than there are scripts follow the last one."""
    port = free_block()
    there = Scripted(port)

    def follow(socket: ServerConnection) -> None:
        peer = Peer(socket, len(there.peers))
        there.peers.append(peer)
        try:
            scripts[min(peer.number, len(scripts) - 1)](peer)
        except ConnectionClosed:
            pass
        except BaseException as error:  # a thread's assertion is the test's
            there.faults.put(error)
            raise

    with serve(follow, "127.0.0.1", port, close_timeout=1) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield there
        finally:
            server.shutdown()
            thread.join(WITHIN_S)
    if not there.faults.empty():
        raise there.faults.get()
