"""A probe believes an answer only when it is one, in time, and from the right process."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from support.ports import free_block

from devstack.health import Answer, ask
from devstack.plan.model import Probe


@contextmanager
def answering(reply: bytes | None) -> Iterator[int]:
    """A port that sends these bytes to one caller, or nothing at all, and then hangs up when the test is over."""
    with socket.create_server(("127.0.0.1", free_block())) as listener:
        done = threading.Event()

        def talk() -> None:
            link, _ = listener.accept()
            with link:
                link.recv(4096)
                link.sendall(reply or b"")
                if reply is None:
                    done.wait(5)

        thread = threading.Thread(target=talk)
        thread.start()
        yield listener.getsockname()[1]
        done.set()
        thread.join(5)


def probe(reply: bytes | None, *, lenient: bool = False, instance: str | None = None) -> Answer:
    with answering(reply) as port:
        return asyncio.run(ask(Probe(port, "/health", lenient), instance=instance, within=0.5))


def http(status: int, *headers: str) -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status} Whatever", *headers, "", "")).encode()


@pytest.mark.parametrize(
    ("status", "lenient", "ok"),
    [
        (200, False, True),
        (204, False, False),
        (404, False, False),
        (503, False, False),
        (404, True, True),
        (500, True, False),
    ],
)
def test_what_a_status_means(status: int, lenient: bool, ok: bool) -> None:
    """200, or anything below 500 from an app without a health page."""
    answer = probe(http(status), lenient=lenient)

    assert answer.ok is ok
    assert str(status) in answer.words


def test_only_the_instance_itself_counts() -> None:
    """Somebody else on that port may answer 200 as well."""
    own = http(200, "x-Devstack-Instance: broker-0")

    assert probe(own, instance="broker-0").ok
    assert probe(own, instance="broker-1").words.endswith("is answered by broker-0, not by broker-1")
    assert "someone else" in probe(http(200), instance="broker-0").words


@pytest.mark.parametrize(
    "reply", [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 fine\r\n\r\n", b"HTTP/1.1\r\n\r\n", b"", b"x" * 200_000]
)
def test_what_is_not_http_is_no_answer(reply: bytes) -> None:
    """Nor does it raise."""
    answer = probe(reply)

    assert not answer.ok
    assert "does not speak HTTP" in answer.words


def test_silence_ends_at_the_deadline() -> None:
    """A process that accepts and never answers hangs; the probe must not."""
    answer = probe(None)

    assert not answer.ok
    assert "within 0.5 s" in answer.words


def test_nobody_there_is_said_so() -> None:
    """The usual answer while a server starts."""
    port = free_block()

    assert asyncio.run(ask(Probe(port, "/"))) == Answer(False, f"nothing listens on port {port}")
