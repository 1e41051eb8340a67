"""Each entry once, in order, soon, whoever wrote it."""

import asyncio
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from trading_api.shared.bus.local import LocalBus
from trading_api.shared.bus.memory import MemoryBus
from trading_api.shared.store import following
from trading_api.shared.store.database import StoreUnavailable
from trading_api.shared.store.following import Follower
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Event, Stream

MINE, OTHER = Stream("A", "orders"), Stream("B.é *", "orders")

WRITER = """
import asyncio, sys, time
from pathlib import Path
from trading_api.shared.bus.local import LocalBus
from trading_api.shared.store.database import Store
from trading_api.shared.store.following import Follower
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Event, Stream

async def main(url, folder, count):
    store, bus = Store(url), LocalBus(Path(folder), "writer")
    await store.open()
    await bus.open()
    follower = Follower(store, bus)
    stream = Stream("A", "orders")
    for _ in range(int(count)):
        seq = await store.transact(lambda c: events.append(c, stream, 0, "{}"))
        now = time.time_ns() // 1000
        await store.transact(lambda c: None)  # the next commit: the clock is read after the first one
        print(now, flush=True)
        await follower.committed(stream, [Event(seq, 0, "{}")])
        await asyncio.sleep(0.02)
    await bus.close()
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


class Deaf(MemoryBus):
    """A bus that loses everything."""

    def publish(self, topic, data):
        self.dropped += 1


@asynccontextmanager
async def following_at(store, bus=None):
    follower = Follower(store, bus or MemoryBus())
    await follower.open()
    try:
        yield follower
    finally:
        await follower.close()


async def until(met, what="it"):
    async with asyncio.timeout(10):
        while not met():
            await asyncio.sleep(0.002)


async def write(store, *streams):
    """Entries as another process writes them: nobody here is told."""
    for stream in streams:
        await store.transact(lambda c, stream=stream: events.append(c, stream, 7, "{}"))


def test_entries_come_once_and_in_order_from_the_end_on(store_run):
    """What was there before is somebody's snapshot already."""

    async def run(store):
        await write(store, MINE, OTHER)
        seen = []
        async with following_at(store) as follower:
            await follower.follow(MINE, lambda event: seen.append(event.seq))
            await write(store, MINE, OTHER, MINE)
            await follower.catch_up(MINE)
            await follower.catch_up(MINE)
        return seen

    assert store_run(run) == [2, 3]


def test_a_follower_that_says_where_it_was_gets_what_it_missed(store_run):
    """A client that comes back to another instance."""

    async def run(store):
        await write(store, MINE, MINE, MINE)
        seen = []
        async with following_at(store) as follower:
            await follower.follow(MINE, lambda event: seen.append(event.seq), seq=1)
        return seen

    assert store_run(run) == [2, 3]


def test_without_a_single_message_everything_comes_by_the_poll(store_run, monkeypatch):
    """The bus is allowed to lose."""
    monkeypatch.setattr(following, "POLL_S", 0.05)

    async def run(store):
        seen = []
        async with following_at(store, Deaf()) as follower:
            await follower.follow(MINE, lambda event: seen.append(event.seq))
            await follower.follow(OTHER, lambda event: seen.append(-event.seq))
            await write(store, *[MINE] * 3, OTHER)
            await until(lambda: len(seen) == 4)
        return sorted(seen)

    assert store_run(run) == [-1, 1, 2, 3]


def test_a_writer_here_is_heard_before_it_goes_on_and_without_a_question_to_the_store(store_run):
    """The update is published before the reply, and costs no read."""

    async def run(store):
        seen = []
        async with following_at(store) as follower:
            await follower.follow(MINE, lambda event: seen.append(event.payload))
            seq = await store.transact(lambda c: events.append(c, MINE, 7, '"log"'))
            await follower.committed(MINE, [Event(seq, 7, '"given"')])
            return list(seen)

    assert store_run(run) == ['"given"']


def test_a_writer_that_is_ahead_of_what_is_known_here_leaves_no_gap(store_run):
    """Another process wrote in between, and its message is still on its way."""

    async def run(store):
        seen = []
        async with following_at(store, Deaf()) as follower:
            await follower.follow(MINE, lambda event: seen.append(event.seq))
            await write(store, MINE, MINE)
            seq = await store.transact(lambda c: events.append(c, MINE, 7, "{}"))
            await follower.committed(MINE, [Event(seq, 7, "{}")])
            return list(seen)

    assert store_run(run) == [1, 2, 3]


def test_many_writers_at_once_are_told_in_order(store_run):
    """Their own calls, the bus and the poll bring entries at the same time."""

    async def run(store):
        seen = []
        async with following_at(store) as follower:
            await follower.follow(MINE, lambda event: seen.append(event.seq))

            async def one():
                seq = await store.transact(lambda c: events.append(c, MINE, 7, "{}"))
                await follower.committed(MINE, [Event(seq, 7, "{}")])

            await asyncio.gather(*(one() for _ in range(200)))
            await until(lambda: len(seen) >= 200)
        return seen

    assert store_run(run) == list(range(1, 201))


def test_who_has_left_is_told_nothing(store_run):
    """Nor is anything kept for it."""

    async def run(store):
        seen = []
        async with following_at(store) as follower:
            tail = await follower.follow(MINE, lambda event: seen.append(event.seq))
            follower.leave(tail)
            await write(store, MINE)
            await follower.committed(MINE, [Event(1, 7, "{}")])
            return seen, follower._tails

    assert store_run(run) == ([], {})


def test_a_store_in_trouble_is_said_and_what_was_missed_comes_later(store_run, monkeypatch, caplog):
    """A follower that died of it would leave its readers waiting without a word."""
    monkeypatch.setattr(following, "POLL_S", 0.02)
    caplog.set_level(logging.WARNING)

    async def run(store):
        seen, query = [], store.query
        async with following_at(store, Deaf()) as follower:
            await follower.follow(MINE, lambda event: seen.append(event.seq))

            async def broken(work):
                raise StoreUnavailable("the disk is on holiday")

            store.query = broken
            await write(store, MINE)
            await until(lambda: "on holiday" in caplog.text)
            store.query = query
            await until(lambda: seen == [1])
        return seen

    assert store_run(run) == [1]


def test_another_process_is_heard_within_100_ms_of_its_commit(store_url, store_at):
    """Measured from the moment the writer knew of its commit to the callback here, through the local bus."""
    count = 40

    async def run(store):
        with tempfile.TemporaryDirectory(prefix="bus-") as folder:
            bus = LocalBus(Path(folder), "reader")
            await bus.open()
            heard = []
            async with following_at(store, bus) as follower:
                await follower.follow(MINE, lambda event: heard.append(time.time_ns() // 1000))
                words = [sys.executable, "-c", WRITER, store_url, folder, str(count)]
                writer = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
                said, _ = await asyncio.to_thread(writer.communicate, timeout=60)
                await until(lambda: len(heard) == count)
            await bus.close()
        return [there - int(then) for there, then in zip(heard, said.split(), strict=True)]

    late_ms = [micros / 1000 for micros in store_at(store_url, run)]

    print(f"median {statistics.median(late_ms):.1f} ms, worst {max(late_ms):.1f} ms")
    assert statistics.quantiles(late_ms, n=10)[-1] < 100


@pytest.mark.parametrize("data", [b"", b"nonsense", b"{}", b"[1]", b'["A"]', b"\xff"])
def test_a_message_of_somebody_else_harms_nothing(store_run, data):
    """Anybody may publish on a shared bus."""

    async def run(store):
        bus, seen = MemoryBus(), []
        async with following_at(store, bus) as follower:
            await follower.follow(MINE, lambda event: seen.append(event.seq))
            bus.publish(f"log.{store.epoch}.orders.A", data)
            seq = await store.transact(lambda c: events.append(c, MINE, 7, "{}"))
            bus.publish(f"log.{store.epoch}.orders.A", b'["A", "orders"]')
            await until(lambda: seen == [seq])
            return seen

    assert isinstance(store_run(run), list)
