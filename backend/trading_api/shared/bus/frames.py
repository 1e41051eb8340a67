"""How a message crosses a stream: length, topic's length, topic, data. A frame without topic says which socket its sender has."""

import struct
from collections.abc import Iterator

from trading_api.shared.bus.interface import MOST_BYTES, TOPIC, Message

_HEAD = struct.Struct("!IH")
MOST_TOPIC = 1024


class Garbage(ValueError):
    """Whoever sent this does not speak our language."""


def encoded(topic: str, data: bytes) -> bytes:
    """One frame."""
    name = topic.encode()
    return _HEAD.pack(len(name) + len(data), len(name)) + name + data


class Decoder:
    """Puts frames together again from pieces of any size."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, piece: bytes) -> Iterator[Message]:
        """The frames that are complete now; Garbage."""
        self._buffer += piece
        start = 0
        while len(self._buffer) - start >= _HEAD.size:
            length, named = _HEAD.unpack_from(self._buffer, start)
            if named > min(length, MOST_TOPIC) or length - named > MOST_BYTES:
                raise Garbage(f"a frame of {length} bytes with a topic of {named}")
            end = start + _HEAD.size + length
            if len(self._buffer) < end:
                break
            frame = bytes(self._buffer[start + _HEAD.size : end])
            yield _message(frame[:named], frame[named:])
            start = end
        del self._buffer[:start]


def _message(topic: bytes, data: bytes) -> Message:
    name = topic.decode("ascii", "replace")
    if name and not TOPIC.fullmatch(name):
        raise Garbage(f"a topic {name[:40]!r}")
    return Message(name, data)
