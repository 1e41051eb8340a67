"""kill -9 in the middle of writing: what was acknowledged is there, once, without a gap."""

import signal
import subprocess
import sys
import time

import pytest

from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Stream

WRITER = """
import asyncio, os, sys
from trading_api.shared.store import events
from trading_api.shared.store.database import Store
from trading_api.shared.store.sync import events as sync
from trading_api.shared.store.sync import idempotency
from trading_api.shared.store.sync.events import Stream
from trading_api.shared.store.sync.idempotency import Request

STREAM = Stream("A", "orders")

async def main(url, name):
    store = Store(url)
    await store.open()

    async def client(number):
        count = 0
        while True:
            count += 1
            key = f"{name}-{number}-{count}"

            def act(connection):
                def once():
                    return str(sync.append(connection, STREAM, 0, key)).encode()
                return idempotency.once(connection, Request("A", key, "place"), 0, once)

            reply = await store.transact(act)
            os.write(1, f"{key} {reply.decode()}\\n".encode())

    await asyncio.gather(*(client(number) for number in range(4)))

asyncio.run(main(*sys.argv[1:]))
"""
STREAM = Stream("A", "orders")


def killed(url, folder, names, after):
    """What writers acknowledged that were killed some seconds after the first acknowledgement of each."""
    files = [folder / name for name in names]
    running = []
    try:
        for name, file in zip(names, files, strict=True):
            with file.open("wb") as said:
                running.append(subprocess.Popen([sys.executable, "-c", WRITER, url, name], stdout=said))
        deadline = time.monotonic() + 30
        while not all(file.stat().st_size for file in files):
            assert time.monotonic() < deadline, "nobody was acknowledged within 30 s"
            time.sleep(0.01)
        time.sleep(after)
    finally:
        for process in running:
            process.send_signal(signal.SIGKILL)
            process.wait(30)
    lines = [line for file in files for line in file.read_text().splitlines(keepends=True)]
    return [line.split() for line in lines if line.endswith("\n")]


def lost_or_doubled(url, store_at, acknowledged):
    async def look(store):
        return await store.query(lambda c: events.after(c, STREAM, 0, 1_000_000))

    log = store_at(url, look)
    place = {event.payload: event.seq for event in log}
    assert [event.seq for event in log] == list(range(1, len(log) + 1)), "no gap, nothing twice"
    assert len(place) == len(log), "each key once"
    return [key for key, seq in acknowledged if place.get(key) != int(seq)]


def test_what_was_acknowledged_survives_kill_9_of_all_writers(store_url, store_at, tmp_path):
    """Three processes with four clients each, killed in the middle of their work; twice, so the second meets what was left."""
    acknowledged = []
    for number in range(2):
        acknowledged += killed(store_url, tmp_path, [f"{number}{name}" for name in "abc"], after=0.7 + 0.4 * number)

    assert len(acknowledged) > 20
    assert lost_or_doubled(store_url, store_at, acknowledged) == []


@pytest.mark.hard
@pytest.mark.timeout(1800)
def test_a_hundred_times(store_url, store_at, tmp_path):
    """The same at a hundred moments."""
    acknowledged = []
    for number in range(100):
        acknowledged += killed(store_url, tmp_path, [f"{number}{name}" for name in "abc"], after=0.01 * number)

    print(f"{len(acknowledged)} acknowledged")
    assert lost_or_doubled(store_url, store_at, acknowledged) == []
