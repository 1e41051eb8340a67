"""How a relay tells the manager what happened: frames on a pipe of its own.

honcho shares one queue between all relays; a relay killed while it holds that queue's lock stops the others for ever, and
an unbounded queue grows under a flood. A pipe has no lock to leave behind, and a full one makes the writer wait.
"""

import json
import os
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from honcho.printer import Message

_HEAD = struct.Struct("!cdI")
_KINDS = {"line": b"l", "start": b"s", "stop": b"e"}
_NAMES = {code: name for name, code in _KINDS.items()}


class Sender:
    """The relay's end; stands where honcho's Process expects its event queue."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._open = True

    def put(self, message: Any) -> None:
        """Write one honcho Message, waiting while the pipe is full. Without a reader the message is dropped."""
        payload = message.data if message.type == "line" else json.dumps(message.data).encode()
        rest = memoryview(_HEAD.pack(_KINDS[message.type], message.time.timestamp(), len(payload)) + payload)
        try:
            while rest and self._open:
                rest = rest[os.write(self._descriptor, rest) :]
        except BrokenPipeError:
            self._open = False


class Receiver:
    """The manager's end: bytes in as they come, whole messages out."""

    def __init__(self, name: str, colour: str | None) -> None:
        self._name = name
        self._colour = colour
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Any]:
        """The honcho Messages that are complete now. What a killed relay left half written is never one."""
        data = self._rest + data
        at = 0
        while len(data) - at >= _HEAD.size:
            code, when, length = _HEAD.unpack_from(data, at)
            if len(data) - at - _HEAD.size < length:
                break
            start = at + _HEAD.size
            at = start + length
            yield self._message(_NAMES[code], when, data[start:at])
        self._rest = data[at:]

    def _message(self, kind: str, when: float, payload: bytes) -> Any:
        value = payload if kind == "line" else json.loads(payload)
        local = datetime.fromtimestamp(when)  # noqa: DTZ006 - the printer shows the reader's own clock, as honcho does
        return Message(type=kind, data=value, time=local, name=self._name, colour=self._colour)
