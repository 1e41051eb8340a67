"""Who may do what only one may do."""

import json
import selectors
import signal
import subprocess
import sys

import pytest

from trading_api.shared.store import leases
from trading_api.shared.store.database import Store
from trading_api.shared.store.leases import LeaseLost

CONTENDER = """
import asyncio, os, sys, time
from sqlalchemy import text
from trading_api.shared.store.database import Store
from trading_api.shared.store.sync import leases

NAME, TTL_MS = "matching", 60

async def main(url, seconds):
    store = Store(url)
    await store.open()
    owner = f"contender {os.getpid()}"
    await store.transact(lambda c: c.execute(text("CREATE TABLE IF NOT EXISTS held (fence BIGINT, owner TEXT)")))
    print("ready", flush=True)
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        now = time.time_ns() // 1_000_000
        fence = await store.transact(lambda c: leases.take(c, NAME, owner, now, TTL_MS))
        if fence is None:
            await asyncio.sleep(0.005)
            continue
        print("holds", fence, flush=True)
        if fence % 3 == 0:
            await asyncio.sleep(8 * TTL_MS / 1000)  # paused for longer than the lease: somebody else has it

        def act(connection):
            leases.check(connection, NAME, fence)
            connection.execute(text("INSERT INTO held VALUES (:fence, :owner)"), {"fence": fence, "owner": owner})

        try:
            await store.transact(act)
        except leases.LeaseLost:
            print("lost", fence, flush=True)
        if fence % 4:
            await store.transact(lambda c: leases.release(c, NAME, owner))
            await asyncio.sleep(0.01)
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


def steps(store_run, *acts):
    """What each act gives, in a transaction of its own; the type of what it raises."""

    async def run(store):
        said = []
        for act, *words in acts:
            try:
                async with store.write() as connection:
                    said.append(await act(connection, "matching", *words))
            except LeaseLost:
                said.append(LeaseLost)
        return said

    return store_run(run)


def test_one_holder_until_it_runs_out_and_a_new_fence_for_the_next(store_run):
    """Renewing keeps the fence; the moment of its end belongs to the next one."""
    said = steps(
        store_run,
        (leases.take, "a", 1000, 500),
        (leases.take, "b", 1400, 500),
        (leases.take, "a", 1400, 500),
        (leases.take, "b", 1899, 500),
        (leases.take, "b", 1900, 500),
        (leases.take, "a", 2000, 500),
    )

    assert said == [1, None, 1, None, 2, None]


def test_a_stale_fence_is_refused(store_run):
    """A holder that was paused and replaced must write nothing, however sure it is."""
    said = steps(
        store_run,
        (leases.take, "a", 1000, 500),
        (leases.check, 1),
        (leases.take, "b", 1500, 500),
        (leases.check, 1),
        (leases.check, 2),
        (leases.check, 3),
    )

    assert said == [1, None, 2, LeaseLost, None, LeaseLost]


def test_nobody_has_a_lease_that_was_never_taken(store_run):
    """A wrong name is not a free pass."""
    assert steps(store_run, (leases.check, 1)) == [LeaseLost]


def test_giving_back_lets_the_next_one_in_at_once_and_never_repeats_a_fence(store_run):
    """Also when the same owner comes back: what it did under the old number is over."""
    said = steps(
        store_run,
        (leases.take, "a", 1000, 500),
        (leases.release, "b"),
        (leases.check, 1),
        (leases.release, "a"),
        (leases.check, 1),
        (leases.take, "b", 1001, 500),
        (leases.release, "b"),
        (leases.take, "a", 1002, 500),
    )

    assert said == [1, None, None, None, LeaseLost, 2, None, 3]


def test_an_owner_without_a_name_is_refused(store_run):
    """It is what a free lease looks like."""

    async def run(store):
        async with store.write() as connection:
            await leases.take(connection, "matching", "", 0, 1)

    with pytest.raises(ValueError, match="owner with a name"):
        store_run(run)


def contended(store_url) -> list[str]:
    """Three processes want one lease for six seconds, the first that has it is killed; what each said."""
    words = [sys.executable, "-c", CONTENDER, store_url, "6"]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.stdout.readline() for process in running] == ["ready\n"] * 3
    with selectors.DefaultSelector() as somebody:
        for process in running:
            somebody.register(process.stdout, selectors.EVENT_READ, process)
        (holder, _), *_ = somebody.select(timeout=10)
    holder.data.send_signal(signal.SIGKILL)  # in the middle of its holding and letting go
    said = [process.communicate(timeout=60)[0] for process in running]
    assert sorted(process.returncode for process in running) == [-signal.SIGKILL, 0, 0]
    return said


def test_of_processes_that_contend_pause_and_die_no_two_ever_act_under_one_fence(store_url, store_at):
    """Each write carries its fence: those of one fence have one owner, and the numbers never go back."""

    async def nothing(store: Store) -> None:
        pass

    store_at(store_url, nothing)
    ended: list[str] = []
    for _ in range(5):  # whether somebody else comes while one is paused is chance, and on a busy machine a small one
        ended += contended(store_url)
        if any("lost" in text for text in ended):
            break

    async def held(store):
        async with store.read() as connection:
            rows = await connection.exec_driver_sql("SELECT fence, owner FROM held")
            return [tuple(row) for row in rows]

    rows = store_at(store_url, held)
    owners: dict[int, set[str]] = {}
    for fence, owner in rows:
        owners.setdefault(fence, set()).add(owner)
    assert all(len(names) == 1 for names in owners.values()), json.dumps({k: sorted(v) for k, v in owners.items()})
    assert len(owners) > 1
    assert any("lost" in text for text in ended), "a paused holder was refused"
    assert [fence for fence, _ in rows] == sorted(fence for fence, _ in rows)
