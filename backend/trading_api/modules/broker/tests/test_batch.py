"""What commands of one transaction write, held back and written in bulk: as if each had been written by itself."""

import asyncio

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from trading_api.modules.broker.batch import together
from trading_api.modules.broker.sql import Sql, Statement
from trading_api.shared.store.database import Store
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Stream
from trading_api.shared.store.tables import matching
from trading_api.shared.store.trouble import StoreUnavailable

ADD = Statement(insert(matching))
CHANGE = Statement(update(matching).where(matching.c.name == bindparam("which")).values(until=bindparam("to")), "which")
READ = Statement(select(matching.c.name, matching.c.until).order_by(matching.c.name))
ORDERS = Stream("A", "orders")


@pytest.fixture
def at_once(store_url):
    """Run these commands in one commit; their outcomes, the rows there are then, and the stream's entries."""

    def run(*acts):
        async def whole():
            store = Store(store_url)
            try:
                await store.open()
                line = store.line(together)
                said = await asyncio.gather(*(store.submit(act, line) for act in acts), return_exceptions=True)
                rows = await store.query(lambda connection: Sql(connection)(READ))
                return said, dict(rows), await store.query(lambda connection: events.after(connection, ORDERS, 0, 99))
            finally:
                await store.close()

        return asyncio.run(whole())

    return run


def adds(name, until, *then):
    """A command that writes a row, tells of it, and does what follows."""

    def act(sql):
        sql(ADD, name=name, until=until)
        sql.tell(ORDERS, until, f'"{name}"')
        for more in then:
            more(sql)
        return name

    return act


def changes(name, until):
    return lambda sql: sql(CHANGE, which=name, to=until)


def reads(sql):
    return dict(sql(READ))


def looks(sql):
    """Reads on the connection itself, which sees what is written there."""
    return sql.connection.execute(text("SELECT count(*) FROM matching")).scalar_one()


def fails(_sql):
    raise LookupError("no such order")


def test_all_is_there_after_the_commit(at_once):
    """In the order of the commands; each hears what it told itself."""
    said, rows, told = at_once(adds("a", 1), adds("b", 2), adds("c", 3))

    assert [result for result, _ in said] == ["a", "b", "c"]
    assert [[entry.seq for entry in heard[ORDERS]] for _, heard in said] == [[1], [2], [3]]
    assert rows == {"a": 1, "b": 2, "c": 3}
    assert [entry.payload for entry in told] == ['"a"', '"b"', '"c"']


def test_a_command_reads_what_those_before_it_wrote(at_once):
    """Through a statement and on the connection itself; and its own writes too."""
    said, rows, _ = at_once(adds("a", 1), reads, looks, lambda sql: (adds("b", 2)(sql), reads(sql))[1], looks)

    assert [one[0] for one in said[1:]] == [{"a": 1}, 1, {"a": 1, "b": 2}, 2]
    assert rows == {"a": 1, "b": 2}


@pytest.mark.parametrize("before", [(), (reads,), (looks,), (reads, changes("a", 7), looks)])
def test_one_that_fails_leaves_nothing_and_takes_nobody_with_it(at_once, before):
    """Whether its writes waited still or had been written for something it read."""
    said, rows, told = at_once(adds("a", 1), adds("b", 2, *before, fails), adds("c", 3), changes("c", 4))

    assert isinstance(said[1], LookupError)
    assert rows == {"a": 1, "c": 4}
    assert [(entry.seq, entry.payload) for entry in told] == [(1, '"a"'), (2, '"c"')]


def test_a_statement_that_fails_takes_nobody_with_it(at_once):
    """PostgreSQL does nothing more in a transaction in which one did, until it is undone."""

    def wrong(sql):
        sql.beside.execute(text("SELECT no_column_of_this_name FROM matching"))

    said, rows, told = at_once(adds("a", 1), adds("b", 2, wrong), adds("c", 3))

    assert isinstance(said[1], DBAPIError)
    assert rows == {"a": 1, "c": 3}
    assert [entry.seq for entry in told] == [1, 2]


def test_what_was_kept_is_forgotten_when_a_command_fails(at_once):
    """It may have been changed by the one that failed."""

    def keeps(sql):
        sql.kept["account", "A"] = 1
        fails(sql)

    said, _, _ = at_once(adds("a", 1), keeps, lambda sql: dict(sql.kept))

    assert said[2][0] == {}


def test_of_many_changes_of_a_row_the_last_one_is_written(at_once):
    """Also where another row is changed between them, and where one of those that changed it failed."""
    acts = [adds("a", 0), adds("b", 0), *(changes("a", n) for n in (1, 2)), changes("b", 5), changes("a", 3)]
    failing = lambda sql: (changes("a", 9)(sql), fails(sql))  # noqa: E731 - as short as those beside it
    said, rows, _ = at_once(*acts, failing)

    assert isinstance(said[-1], LookupError)
    assert rows == {"a": 3, "b": 5}


def test_a_database_in_trouble_ends_all_of_them(store_url):
    """None is answered as if it had been done."""

    async def whole():
        store = Store(store_url)
        try:
            await store.open()
            line = store.line(lambda works, connection, fatal: together([*works, _trouble], connection, lambda _: True))
            said = await asyncio.gather(
                store.submit(adds("a", 1), line), store.submit(adds("b", 2), line), return_exceptions=True
            )
            return said, await store.query(lambda connection: Sql(connection)(READ))
        finally:
            await store.close()

    said, rows = asyncio.run(whole())
    assert [type(one) for one in said] == [StoreUnavailable, StoreUnavailable]
    assert rows == []


def _trouble(_sql):
    raise StoreUnavailable("the disk is full")
