"""Whole messages come out, however the bytes come in."""

import os
from datetime import datetime

from honcho.printer import Message

from devstack.supervisor.frames import Receiver, Sender

NOW = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - honcho's messages carry the local clock


def sent(*messages: Message) -> bytes:
    """The bytes a relay writes for these."""
    read, write = os.pipe()
    sender = Sender(write)
    for message in messages:
        sender.put(message)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        return pipe.read()


MESSAGES = (
    Message("start", {"pid": 7, "ticks": 9}, NOW, "a-0", "31"),
    Message("line", b"one\ntwo\n", NOW, "a-0", "31"),
    Message("line", b"\xff\x00\n", NOW, "a-0", "31"),
    Message("stop", {"returncode": -9}, NOW, "a-0", "31"),
)


def test_messages_arrive_whole_in_any_pieces() -> None:
    """A pipe cuts where it likes."""
    data = sent(*MESSAGES)
    for size in (1, 3, 13, len(data)):
        receiver = Receiver("a-0", "31")

        got = [message for at in range(0, len(data), size) for message in receiver.feed(data[at : at + size])]

        assert tuple(got) == MESSAGES


def test_what_a_killed_relay_left_half_written_is_no_message() -> None:
    """It is forgotten with the receiver."""
    assert list(Receiver("a-0", None).feed(sent(MESSAGES[1])[:-1])) == []


def test_without_a_reader_messages_are_dropped() -> None:
    """The manager is dead; the relay has something better to do than to fail."""
    read, write = os.pipe()
    os.close(read)
    sender = Sender(write)

    sender.put(MESSAGES[1])
    sender.put(MESSAGES[1])
    os.close(write)
