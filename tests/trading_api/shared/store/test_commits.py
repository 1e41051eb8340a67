"""Functions as transactions, alone and sharing a commit."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from trading_api.shared.store import database
from trading_api.shared.store.database import Store, StoreUnavailable
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Stream
from trading_api.shared.store.tables import facts

STREAM = Stream("A", "orders")


def named(name, then=None):
    """A function that writes a fact and may raise afterwards."""

    def work(connection):
        connection.execute(insert(facts), {"name": name, "value": "1"})
        if then:
            raise then
        return name

    return work


def names(connection):
    return sorted(connection.execute(select(facts.c.name).where(facts.c.name != "epoch")).scalars())


def test_what_it_returns_comes_back_after_the_commit(store_run):
    """Another connection sees it as soon as the caller goes on."""

    async def run(store):
        said = await store.transact(named("a"))
        return said, await store.query(names)

    assert store_run(run) == ("a", ["a"])


def test_what_raises_leaves_nothing_and_the_caller_gets_the_error(store_run):
    """Also when it is alone in its commit."""

    async def run(store):
        with pytest.raises(LookupError, match="no such order"):
            await store.transact(named("a", LookupError("no such order")))
        return await store.query(names)

    assert store_run(run) == []


def test_those_that_share_a_commit_are_each_all_or_nothing(store_run):
    """One refused order must not undo its neighbours', nor leave half of itself among them."""

    async def run(store):
        works = [named("a"), named("b", LookupError("refused")), named("a"), named("c")]
        said = await asyncio.gather(*(store.transact(work) for work in works), return_exceptions=True)
        return said, await store.query(names)

    said, found = store_run(run)

    assert (said[0], said[3], found) == ("a", "c", ["a", "c"])
    assert isinstance(said[1], LookupError)
    assert isinstance(said[2], IntegrityError)


def test_many_at_once_need_few_commits_and_number_without_a_gap(store_run):
    """The commit is what costs: what waits meanwhile goes into the next one together."""

    async def run(store):
        def work(connection):
            return events.append(connection, STREAM, 7, "{}")

        said = await asyncio.gather(*(store.transact(work) for _ in range(200)))
        return said, await store.query(lambda connection: events.head(connection, STREAM))

    said, head = store_run(run)

    assert said == list(range(1, 201)), "in the order of asking"
    assert head == 200


def test_a_call_that_was_given_up_while_it_waited_is_not_run(store_run):
    """Its client has gone; nobody would hear of the order."""

    async def run(store):
        async with store.write():
            waiting = asyncio.ensure_future(store.transact(named("a")))
            await asyncio.sleep(0.01)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        await store.transact(named("b"))
        return await store.query(names)

    assert store_run(run) == ["b"]


def test_it_waits_for_a_write_of_this_process_and_only_so_long(store_run, monkeypatch):
    """One line for both ways of writing."""
    monkeypatch.setattr(database, "BUSY_S", 0.1)

    async def run(store):
        async with store.write():
            with pytest.raises(StoreUnavailable, match=r"busy for 0.1 s"):
                await store.transact(named("a"))
        return await store.transact(named("b"))

    assert store_run(run) == "b"


def test_closing_waits_for_what_is_under_way(store_run):
    """A stop in mid-order: the order is answered."""

    async def run(store):
        waiting = [asyncio.ensure_future(store.transact(named(f"{number}"))) for number in range(50)]
        await asyncio.sleep(0)
        await store.close()
        return await asyncio.gather(*waiting)

    assert store_run(run) == [f"{number}" for number in range(50)]


def test_a_locked_file_fails_all_that_share_the_commit_and_the_next_ones_succeed(tmp_path, monkeypatch):
    """Some other program holds it. Each caller gets an error of its own."""
    monkeypatch.setattr(database, "BUSY_S", 0.05)

    async def run():
        store = Store(f"sqlite:///{tmp_path}/t.db")
        await store.open()
        try:
            with closing(sqlite3.connect(store.path)) as other:
                other.execute("BEGIN IMMEDIATE")
                calls = [store.transact(named(f"{number}")) for number in range(5)]
                said = await asyncio.gather(*calls, return_exceptions=True)
            return said, await store.transact(lambda connection: connection.scalar(select(func.count("*"))))
        finally:
            await store.close()

    said, after = asyncio.run(run())

    assert [type(error) for error in said] == [StoreUnavailable] * 5
    assert len({id(error) for error in said}) == 5
    assert after == 1
