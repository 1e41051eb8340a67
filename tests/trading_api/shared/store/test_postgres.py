"""PostgreSQL where it differs from a file: a server that goes away, refuses, or has another writer."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select, text
from support.postgres import Postgres

from trading_api.shared.store import database
from trading_api.shared.store.database import Store, StoreUnavailable
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Stream
from trading_api.shared.store.tables import facts

STREAM = Stream("A", "orders")

WRITER = """
import asyncio, sys
from trading_api.shared.store import events
from trading_api.shared.store.database import Store
from trading_api.shared.store.sync import events as sync
from trading_api.shared.store.sync.events import Stream

async def main(url, count):
    store = Store(url)
    await store.open()
    few = asyncio.Semaphore(5)
    async def one(number):
        async with few:
            await append(number)
    async def append(number):
        if number % 2:
            await store.transact(lambda c: sync.append(c, Stream("A", "orders"), number, "{}"))
        else:
            async with store.write() as connection:
                await events.append(connection, Stream("A", "orders"), number, "{}")
    await asyncio.gather(*(one(number) for number in range(count)))
    await store.close()

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """One that a test may kill."""
    if reason := Postgres.missing():
        pytest.skip(f"skipped: {reason}")
    server = Postgres()
    yield server
    server.close()


def test_a_follower_beside_writers_in_other_processes_misses_nothing(postgres, store_at):
    """Positions are given before the commit: without the writers' lock a later one may become visible first, and be all that
    `news` sees.
    """
    url = postgres.database()

    async def follow(store):
        writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, "60"]) for _ in range(3)]
        position, seen, ended = 0, [], False
        while True:
            position, streams = await store.query(lambda c, p=position: events.news(c, p, most=7))
            if streams:
                known = seen[-1].seq if seen else 0
                seen += await store.query(lambda c, known=known: events.after(c, STREAM, known, 7))
            elif ended:
                return [event.seq for event in seen], [writer.wait(30) for writer in writers]
            else:
                ended = all(writer.poll() is not None for writer in writers)
                await asyncio.sleep(0.002)

    last, codes = store_at(url, follow)

    assert codes == [0, 0, 0]
    assert last == list(range(1, 181))


def test_a_server_that_crashes_and_comes_back(own_server, store_at):
    """Meanwhile: unavailable, in words. Afterwards the same store goes on, and what was acknowledged is there."""

    async def run(store):
        await store.transact(lambda c: events.append(c, STREAM, 1, "{}"))
        own_server.kill()
        said = []
        for call in (store.transact, store.query):
            with pytest.raises(StoreUnavailable) as refusal:
                await call(lambda c: events.head(c, STREAM))
            said.append(str(refusal.value))
        with pytest.raises(StoreUnavailable):
            async with store.read():
                pass
        await asyncio.to_thread(own_server.start)
        return said, await store.transact(lambda c: events.append(c, STREAM, 2, "{}"))

    said, seq = store_at(own_server.database(), run)

    assert seq == 2
    assert any("cannot be reached" in text or "broke" in text for text in said), said


def test_a_connection_that_breaks_in_mid_change_says_that_the_outcome_is_unknown(postgres, store_at):
    """The commit may have arrived or not; only the idempotency key tells."""

    async def run(store):
        async def cut_off():
            async with store.write() as connection:
                await connection.execute(insert(facts).values(name="half", value="1"))
                pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
                async with store.read() as other:
                    await other.execute(text(f"SELECT pg_terminate_backend({pid}, 5000)"))
                await connection.execute(select(facts.c.name))

        (error,) = await asyncio.gather(cut_off(), return_exceptions=True)
        return error, await store.query(lambda c: c.execute(select(facts.c.name)).scalars().all())

    error, names = store_at(postgres.database(), run)

    assert "half" not in names
    assert isinstance(error, StoreUnavailable)
    assert error.uncertain


def test_another_program_that_holds_the_lock_is_waited_for_only_so_long(postgres, store_at, monkeypatch):
    """Like a locked file."""
    monkeypatch.setattr(database, "BUSY_S", 0.3)
    url = postgres.database()

    async def run(store):
        other = Store(url)
        await other.open()
        try:
            async with other.write():
                with pytest.raises(StoreUnavailable, match="lock timeout") as refusal:
                    await store.transact(lambda c: None)
                return refusal.value.busy
        finally:
            await other.close()

    assert store_at(url, run) is True


def test_a_reader_sees_one_moment_and_cannot_write(postgres, store_at):
    """A list must not mix two states; a query that writes is a fault that shows at once."""

    async def run(store):
        async with store.read() as reader:
            before = (await reader.execute(select(facts.c.name))).scalars().all()
            await store.transact(lambda c: c.execute(insert(facts), {"name": "new", "value": "1"}))
            after = (await reader.execute(select(facts.c.name))).scalars().all()
        with pytest.raises(StoreUnavailable, match="read-only"):
            await store.query(lambda c: c.execute(insert(facts), {"name": "x", "value": "1"}))
        return before, after

    before, after = store_at(postgres.database(), run)

    assert before == after


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda url: url + "_no_such", "refuses us: .*does not exist"),
        (lambda url: url.replace("tester@", "stranger:secret@"), r"stranger:\*\*\*@.* refuses us"),
        (lambda url: re.sub(r":\d+/", ":1/", url), "cannot be reached"),
    ],
)
def test_a_wrong_address_is_told_in_words_without_the_password(postgres, store_at, change, words):
    """The log is read by more people than may know it."""
    url = change(postgres.database())

    async def nothing(store):
        raise AssertionError("it must not open")

    with pytest.raises(StoreUnavailable, match=words) as refusal:
        store_at(url, nothing)

    assert "secret" not in str(refusal.value)
