"""SQLite where it differs from a server: a file that somebody has for himself for a moment."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from trading_api.shared.store import database
from trading_api.shared.store.database import Store, StoreUnavailable


def exclusive(path):
    """A connection that nobody may even read beside, as one that repairs the log after a crash."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for statement in ("PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE", "COMMIT"):
        connection.execute(statement)
    return connection


async def opened(path):
    store = Store(f"sqlite:///{path}")
    try:
        await store.open()
        return store.epoch
    finally:
        await store.close()


def test_a_start_beside_the_repair_of_a_crash_waits_for_it(tmp_path):
    """All instances start again at the same time, and one of them repairs."""

    async def run():
        epoch = await opened(tmp_path / "t.db")
        with closing(exclusive(tmp_path / "t.db")) as other:
            asyncio.get_running_loop().call_later(0.3, other.close)
            return epoch, await opened(tmp_path / "t.db")

    before, after = asyncio.run(run())

    assert before == after


def test_a_query_of_a_file_that_stays_locked_gives_up_with_words(tmp_path, monkeypatch):
    """After the time that a transaction waits."""
    monkeypatch.setattr(database, "BUSY_S", 0.2)

    async def run():
        await opened(tmp_path / "t.db")
        store = Store(f"sqlite:///{tmp_path}/t.db")
        with closing(exclusive(tmp_path / "t.db")):
            try:
                with pytest.raises(StoreUnavailable, match="locked") as refusal:
                    await store.query(lambda connection: connection.exec_driver_sql("SELECT * FROM facts"))
            finally:
                await store.close()
        return refusal.value.busy

    assert asyncio.run(run()) is True
