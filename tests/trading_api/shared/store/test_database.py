"""The database under several processes, and when it cannot be used."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from trading_api.shared.store import database
from trading_api.shared.store.database import Store, StoreUnavailable, StoreUrlError
from trading_api.shared.store.tables import facts

WRITER = """
import asyncio, sys
from sqlalchemy import func, insert, select
from trading_api.shared.store.database import Store
from trading_api.shared.store.tables import facts

async def main(url, name, count):
    store = Store(url)
    await store.open()
    for _ in range(count):
        async with store.write() as connection:
            known = (await connection.execute(select(func.count()).select_from(facts))).scalar_one()
            await connection.execute(insert(facts).values(name=f"row {known}", value=name))
    await store.close()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""

FILLER = """
import asyncio, resource, signal, sys
from sqlalchemy import insert, select
from trading_api.shared.store.database import Store, StoreUnavailable
from trading_api.shared.store.tables import facts

async def main(url):
    store = Store(url)
    await store.open()
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        async with store.write() as connection:
            await connection.execute(insert(facts).values(name="big", value="x" * 1_000_000))
    except StoreUnavailable as error:
        print("unavailable:", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    async with store.write() as connection:
        await connection.execute(insert(facts).values(name="small", value="x"))
    async with store.read() as connection:
        print(sorted((await connection.execute(select(facts.c.name))).scalars()))
    await store.close()

asyncio.run(main(sys.argv[1]))
"""


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def with_store(path: Path, work):
    """Run `work(store)` on an open store."""

    async def run():
        store = Store(url_of(path))
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def test_two_processes_that_read_and_then_write_lose_nothing(tmp_path):
    """Started together on no file at all. With the driver's own deferred BEGIN more than half of these writes fail."""
    path = tmp_path / "deep" / "er" / "t.db"
    command = [sys.executable, "-c", WRITER, url_of(path)]

    writers = [subprocess.Popen([*command, name, "100"]) for name in ("a", "b")]

    assert [writer.wait(30) for writer in writers] == [0, 0]
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM facts WHERE name LIKE 'row %'").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert {name for (name,) in rows} == {f"row {number}" for number in range(1, 201)}, "each saw all before it"


def test_the_settings_that_durability_rests_on_are_in_force(tmp_path):
    """A pragma that is misspelt is silently ignored, so ask for the result."""

    async def pragmas(store):
        async with store.read() as connection:
            names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            return [(await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one() for name in names]

    assert with_store(tmp_path / "t.db", pragmas) == ["wal", 2, 5000, 1]


def test_a_write_is_alone_from_its_first_statement(tmp_path):
    """Another process can tell from outside: while the block runs, not even a read-then-write may begin."""

    async def locked(store):
        async with store.write():
            refused = pytest.raises(sqlite3.OperationalError, match="locked")
            with closing(sqlite3.connect(store.path, timeout=0)) as other, refused:
                other.execute("BEGIN IMMEDIATE")

    with_store(tmp_path / "t.db", locked)


def test_readers_do_not_wait_for_a_writer_and_see_one_moment(tmp_path):
    """A list of orders must not hang behind a slow write, nor mix two states."""

    async def read_beside(store):
        count = select(func.count()).select_from(facts)
        async with store.write() as writer:
            await writer.execute(insert(facts).values(name="new", value="1"))
            async with store.read() as reader:
                return (await reader.execute(count)).scalar_one()

    assert with_store(tmp_path / "t.db", read_beside) == 1, "the epoch alone"


def test_a_block_that_raises_leaves_nothing(tmp_path):
    """State, event and reply are written together or not at all."""

    async def fail(store):
        with suppress(LookupError):
            async with store.write() as connection:
                await connection.execute(insert(facts).values(name="half", value="1"))
                raise LookupError("refused")
        async with store.read() as connection:
            return (await connection.execute(select(facts.c.name))).scalars().all()

    assert with_store(tmp_path / "t.db", fail) == ["epoch"]


def test_a_locked_database_is_unavailable_not_an_error_of_ours(tmp_path, monkeypatch):
    """Some other program holds the file: the caller can try again, and is told so."""
    monkeypatch.setattr(database, "BUSY_S", 0.05)

    async def blocked(store):
        with closing(sqlite3.connect(store.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="locked"):
                async with store.write():
                    pass

    with_store(tmp_path / "t.db", blocked)


def test_one_writer_that_does_not_end_is_waited_for_only_so_long(tmp_path, monkeypatch):
    """The line inside the process has a deadline too."""
    monkeypatch.setattr(database, "BUSY_S", 0.05)

    async def queued(store):
        async with store.write():
            with pytest.raises(StoreUnavailable, match=r"busy for 0.05 s"):
                async with store.write():
                    pass

    with_store(tmp_path / "t.db", queued)


SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400000) SELECT i FROM n WHERE i > 399000"
"""Its first row takes some 50 ms, and more rows follow."""


def test_a_write_cancelled_in_mid_statement_gives_the_lock_back(tmp_path, monkeypatch):
    """SQLite closes a connection but keeps its transaction while a cursor lives, and a traceback keeps cursors alive."""
    monkeypatch.setattr(database, "BUSY_S", 0.3)

    async def cancelled(store):
        async def half() -> None:
            async with store.write() as connection:
                await connection.execute(insert(facts).values(name="half", value="1"))
                asyncio.get_running_loop().call_later(0.02, task.cancel)
                await connection.exec_driver_sql(SLOW)

        task = asyncio.create_task(half())
        (fault,) = await asyncio.gather(task, return_exceptions=True)
        async with store.write() as connection:
            await connection.execute(insert(facts).values(name="whole", value="1"))
            names = (await connection.execute(select(facts.c.name))).scalars().all()
        return fault, names

    fault, names = with_store(tmp_path / "t.db", cancelled)

    assert isinstance(fault, asyncio.CancelledError)
    assert sorted(names) == ["epoch", "whole"]


def test_closing_waits_for_what_is_cancelled_at_that_moment(tmp_path):
    """A loop that ends while a connection is being given back would cancel that too, and then wait for ever."""
    ended: list[str] = []

    async def run() -> None:
        store = Store(url_of(tmp_path / "t.db"))
        await store.open()

        async def slow() -> None:
            try:
                async with store.read() as connection:
                    asyncio.get_running_loop().call_later(0.02, task.cancel)
                    await connection.exec_driver_sql(SLOW)
            finally:
                ended.append("given back")

        task = asyncio.create_task(slow())
        while not task.cancelling():
            await asyncio.sleep(0.001)
        await store.close()
        ended.append("closed")

    asyncio.run(run())

    assert ended == ["given back", "closed"]


def test_a_full_disk_is_unavailable_and_passes(tmp_path):
    """A bound on file sizes is the nearest thing to a full disk; the write fails whole, and later ones succeed."""
    run = subprocess.run(
        [sys.executable, "-c", FILLER, url_of(tmp_path / "t.db")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("unavailable: the store cannot be used now")
    assert run.stdout.endswith("['epoch', 'small']\n")


def test_a_fault_of_ours_keeps_its_own_error(tmp_path):
    """A missing table is a bug: answering 503 for it would hide it."""

    async def wrong(store):
        with pytest.raises(OperationalError, match="no such table"):
            async with store.read() as connection:
                await connection.exec_driver_sql("SELECT * FROM nowhere")

    with_store(tmp_path / "t.db", wrong)


def test_the_epoch_belongs_to_the_file(tmp_path):
    """It survives a restart; a new file has a new one, so nobody resumes in a sequence that is not his."""

    async def epoch(store):
        return store.epoch

    first = with_store(tmp_path / "a.db", epoch)

    assert first == with_store(tmp_path / "a.db", epoch)
    assert first != with_store(tmp_path / "b.db", epoch)


def test_a_relative_path_is_relative_to_the_working_folder_of_the_start(tmp_path, monkeypatch):
    """Not to wherever the process goes later."""
    monkeypatch.chdir(tmp_path)
    store = Store("sqlite+aiosqlite:///data/t.db")
    monkeypatch.chdir("/")

    assert store.path == tmp_path / "data" / "t.db"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://h/d",
        "postgresql+psycopg://h/d",
        "postgresql://h",
        "sqlite:///",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_an_example(url):
    """At the start, by name, instead of a traceback at the first order."""
    with pytest.raises(StoreUrlError, match=r"^STORE_URL: .*sqlite\+aiosqlite:///path"):
        Store(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "data").write_text("")

    async def start():
        store = Store(url_of(tmp_path / "data" / "t.db"))
        try:
            await store.open()
        finally:
            await store.close()

    with pytest.raises(StoreUnavailable, match=r"the folder of .*t.db cannot be made"):
        asyncio.run(start())
