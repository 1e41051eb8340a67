"""From one release's tables to the next one's, with what is in them."""

import asyncio
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from sqlalchemy import text

from trading_api.shared.store import versions
from trading_api.shared.store.database import Store, StoreTooNew
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Event, Stream
from trading_api.shared.store.tables import metadata

OLD = """
CREATE TABLE facts (name VARCHAR NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY (name));
CREATE TABLE orders (id VARCHAR NOT NULL, account VARCHAR NOT NULL, symbol VARCHAR NOT NULL, type INTEGER NOT NULL,
    side INTEGER NOT NULL, qty BIGINT NOT NULL, limit_ticks BIGINT, status INTEGER NOT NULL, filled_qty BIGINT NOT NULL,
    message TEXT NOT NULL, version INTEGER NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL, PRIMARY KEY (id));
CREATE INDEX orders_of_account ON orders (account, status);
CREATE TABLE events (account VARCHAR NOT NULL, topic VARCHAR NOT NULL, seq BIGINT NOT NULL, ts BIGINT NOT NULL,
    payload TEXT NOT NULL, PRIMARY KEY (account, topic, seq));
CREATE TABLE idempotency (account VARCHAR NOT NULL, "key" VARCHAR NOT NULL, fingerprint BLOB NOT NULL, reply BLOB NOT NULL,
    created BIGINT NOT NULL, PRIMARY KEY (account, "key"));
INSERT INTO facts VALUES ('epoch', 'before');
INSERT INTO events VALUES ('B', 'orders', 1, 5, '"b1"'), ('A', 'orders', 1, 6, '"a1"'), ('B', 'orders', 2, 7, '"b2"');
INSERT INTO idempotency VALUES ('A', 'k', x'00', x'01', 5);
"""
"""A file as the store made it before it had versions."""

OPENER = """
import asyncio, sys
from trading_api.shared.store.database import Store

async def main(url):
    store = Store(url)
    await store.open()
    print(store.epoch, await store.version(), "alembic" in sys.modules)
    await store.close()

asyncio.run(main(sys.argv[1]))
"""
OF_A, OF_B = Stream("A", "orders"), Stream("B", "orders")


def opened(url, *, times=1):
    """What processes say that open the same database at once."""
    command = [sys.executable, "-c", OPENER, url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(times)]
    said = [process.communicate(timeout=60)[0].split() for process in running]
    assert [process.returncode for process in running] == [0] * times
    return said


def migrate(*options):
    return subprocess.run(
        [sys.executable, "-m", "trading_api.shared.store.migrate", *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_file_from_before_versions_is_taken_over_with_all_its_events(tmp_path, store_at):
    """Epoch, numbers and the order of writing: a reader that was connected goes on where it was."""
    with closing(sqlite3.connect(tmp_path / "t.db")) as connection:
        connection.executescript(OLD)

    async def look(store):
        def read(connection):
            return events.after(connection, OF_B, 0, 9), events.news(connection, 1), events.end(connection)

        seen = await store.query(read)
        return store.epoch, seen, await store.transact(lambda c: events.append(c, OF_A, 9, '"a2"'))

    epoch, (of_b, news, end), seq = store_at(f"sqlite:///{tmp_path}/t.db", look)

    assert epoch == "before"
    assert of_b == [Event(1, 5, '"b1"'), Event(2, 7, '"b2"')]
    assert (news, end) == ((3, {OF_A, OF_B}), 3)
    assert seq == 2
    with closing(sqlite3.connect(tmp_path / "t.db")) as connection:
        assert connection.execute("SELECT account, key FROM idempotency").fetchall() == [("A", "k")]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_several_processes_that_open_a_new_database_agree(store_url):
    """Exactly one of them takes the steps; a stack starts all its instances at the same time."""
    said = opened(store_url, times=3)

    assert len({epoch for epoch, _, _ in said}) == 1
    assert {version for _, version, _ in said} == {versions.latest()}


def test_a_database_that_is_current_opens_without_alembic(store_url):
    """It takes longer to load than everything else that a start does with the store."""
    opened(store_url)

    assert opened(store_url)[0][2] == "False"


def test_a_database_of_a_later_release_is_refused_and_left_alone(store_url, store_at):
    """Writing into tables one does not know would spoil them; the message says what to do."""

    async def age(store):
        await store.transact(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))

    async def nothing(store):
        raise AssertionError("it must not open")

    store_at(store_url, age)

    with pytest.raises(StoreTooNew, match=r"STORE_URL: the database has version 9999 .* run the release that made it"):
        store_at(store_url, nothing)


def test_a_step_that_fails_leaves_the_version_before(tmp_path, store_at):
    """All steps are one transaction: there is no half-made version, and the next start tries again."""
    with closing(sqlite3.connect(tmp_path / "t.db")) as connection:
        connection.executescript(OLD + "CREATE TABLE leases (mine INTEGER);")

    async def nothing(store):
        raise AssertionError("it must not open")

    with pytest.raises(Exception, match="leases already exists"):
        store_at(f"sqlite:///{tmp_path}/t.db", nothing)

    with closing(sqlite3.connect(tmp_path / "t.db")) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (3,)
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall()


def test_the_steps_lead_to_the_tables_that_the_code_means(store_run):
    """Whoever adds a column to tables.py and forgets the step hears of it here."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    async def differences(store):
        def compare(connection):
            return compare_metadata(MigrationContext.configure(connection), metadata)

        async with store.read() as connection:
            return await connection.run_sync(compare)

    assert store_run(differences) == []


def test_the_command_shows_and_upgrades(tmp_path):
    """For who wants the step apart from the start."""
    url = f"sqlite+aiosqlite:///{tmp_path}/t.db"

    shown, made, again = migrate("--show", "--url", url), migrate("--url", url), migrate("--show", "--url", url)

    assert (shown.returncode, made.returncode, again.returncode) == (1, 0, 0), shown.stderr + made.stderr + again.stderr
    assert "version none" in shown.stdout
    assert re.search(rf"version {versions.latest()}, before none", made.stdout)
    assert again.stdout.endswith(f"version {versions.latest()}; this release has {versions.latest()}\n")


def test_the_command_says_in_one_line_what_is_wrong():
    """Exit 2, no traceback."""
    run = migrate("--url", "mysql://h/d")

    assert run.returncode == 2
    assert run.stderr.startswith("trading_api: STORE_URL: mysql is not supported")
    assert run.stderr.count("\n") == 1


def test_asking_for_the_version_makes_no_file(tmp_path):
    """Looking changes nothing."""

    async def look():
        store = Store(f"sqlite:///{tmp_path}/none.db")
        try:
            return await store.version()
        finally:
            await store.close()

    assert asyncio.run(look()) is None
    assert not (tmp_path / "none.db").exists()
