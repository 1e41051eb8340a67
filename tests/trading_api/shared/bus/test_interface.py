"""What every kind of bus promises."""

import asyncio
import statistics
import time

import pytest

from trading_api.shared.bus.interface import MOST_BYTES, MOST_WAITING, Message, word
from trading_api.shared.bus.memory import MemoryBus


async def first(subscription, count=1):
    """So many messages, within 10 s."""
    async with asyncio.timeout(10):
        return [await anext(subscription) for _ in range(count)]


def test_what_one_publishes_the_other_hears_in_order(with_buses):
    """Bytes as they are, an empty message included."""

    async def work(a, b):
        async with b.subscribe("orders.>") as messages:
            for data in (b"", b"\x00\xff\r\n", b"x" * MOST_BYTES):
                a.publish("orders.A", data)
            return await first(messages, 3)

    assert with_buses(work) == [Message("orders.A", data) for data in (b"", b"\x00\xff\r\n", b"x" * MOST_BYTES)]


def test_a_publisher_hears_itself(with_buses):
    """So nobody has to ask whether a subscriber happens to live in the same process."""

    async def work(a, b):
        async with a.subscribe("t") as messages:
            a.publish("t", b"1")
            return await first(messages)

    assert with_buses(work) == [Message("t", b"1")]


@pytest.mark.parametrize(
    ("pattern", "heard"),
    [
        (">", ["a", "a.b", "a.b.c", "b.a"]),
        ("a", ["a"]),
        ("a.*", ["a.b"]),
        ("a.>", ["a.b", "a.b.c"]),
        ("*.b.*", ["a.b.c"]),
        ("*", ["a"]),
    ],
)
def test_patterns_mean_the_same_on_every_bus(with_buses, pattern, heard):
    """NATS has defined them; the others follow."""

    async def work(a, b):
        async with b.subscribe(pattern) as messages, b.subscribe("end") as end:
            for topic in ("a", "a.b", "a.b.c", "b.a"):
                a.publish(topic, b"")
            a.publish("end", b"")
            await first(end)
            a.publish("a.b.c.d.never", b"")
            return [message.topic for message in await first(messages, len(heard))]

    assert with_buses(work) == heard


def test_who_has_left_hears_nothing_more(with_buses):
    """Nor does what it left behind grow."""

    async def work(a, b):
        async with b.subscribe("t") as left:
            pass
        async with b.subscribe("t") as messages:
            a.publish("t", b"1")
            await first(messages)
        return len(left._waiting)

    assert with_buses(work) == 0


def test_a_reader_that_is_slow_loses_the_oldest_and_they_are_counted(with_buses):
    """It must not eat the memory of the process, and the newest news is the one that counts."""

    async def work(a, b):
        async with b.subscribe("t") as slow, b.subscribe("end") as end:
            for number in range(MOST_WAITING + 10):
                a.publish("t", str(number).encode())
            a.publish("end", b"")
            await first(end)
            return slow.dropped, (await first(slow))[0].data

    assert with_buses(work) == (10, b"10")


def test_a_message_takes_milliseconds(with_buses):
    """Goal of the stack: an event of one instance is seen by the other's clients within 100 ms."""

    async def work(a, b):
        took = []
        async with b.subscribe("t") as messages:
            for _ in range(100):
                began = time.perf_counter()
                a.publish("t", b"x" * 300)
                await first(messages)
                took.append(time.perf_counter() - began)
        return took

    took = with_buses(work)

    assert statistics.median(took) < 0.02
    assert statistics.quantiles(took, n=20)[-1] < 0.1


@pytest.mark.parametrize("topic", ["", ".", "a..b", "a b", "a.*", ">", "a\r\nPUB x 0", "é", "a."])
def test_a_topic_that_is_none_is_refused(topic):
    """On a bus that speaks lines of text it could say something else."""
    with pytest.raises(ValueError, match="is no topic"):
        MemoryBus().publish(topic, b"")


@pytest.mark.parametrize("pattern", ["", "a.", "a.>.b", "a*", "a b"])
def test_a_pattern_that_is_none_is_refused(pattern):
    """Before anybody waits for what never comes."""

    async def subscribe():
        async with MemoryBus().subscribe(pattern):
            pass

    with pytest.raises(ValueError, match="is no pattern"):
        asyncio.run(subscribe())


def test_a_message_that_is_too_long_is_refused():
    """By every bus alike, and by the one who sends it."""
    with pytest.raises(ValueError, match="1000001 bytes are too many"):
        MemoryBus().publish("t", b"x" * (MOST_BYTES + 1))


def test_any_text_becomes_a_word_of_its_own():
    """Accounts and topics are free text in the log; two of them must not meet on the bus."""
    texts = ["A", "a.b", "a=2Eb", "*", "", "é", "a b", "="]

    words = [word(text) for text in texts]

    assert len(set(words)) == len(texts)
    for each in words:
        MemoryBus().publish(f"x.{each}", b"")
