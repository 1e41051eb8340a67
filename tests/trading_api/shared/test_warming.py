"""Work beside a server that answers already."""

import asyncio
import gc
import threading

from trading_api.shared.warming import Warming

NEVER_S = 60.0


class Work:
    """Counts how often it was done, and where."""

    def __init__(self, error: Exception | None = None) -> None:
        self.threads: list[int] = []
        self.error = error

    def __call__(self) -> None:
        self.threads.append(threading.get_ident())
        if self.error:
            raise self.error


def run(work, act, after_s=NEVER_S):
    async def whole():
        warming = Warming(work, after_s)
        await act(warming)

    asyncio.run(asyncio.wait_for(whole(), 10))


def test_it_comes_a_moment_after_the_start_on_a_thread_of_its_own():
    work = Work()

    async def act(warming):
        warming.begin()
        assert work.threads == []
        await asyncio.sleep(0.3)
        await warming.end()

    run(work, act, after_s=0.01)

    assert len(work.threads) == 1
    assert work.threads[0] != threading.get_ident()


def test_what_is_there_afterwards_is_not_looked_through_for_garbage():
    """A server stands still meanwhile, for longer the more it has loaded."""
    held = []

    async def act(warming):
        warming.begin()
        await warming.done()

    before = gc.get_freeze_count()
    run(lambda: held.extend([] for _ in range(1000)), act, after_s=0.01)
    found = gc.get_freeze_count()
    gc.unfreeze()

    assert found >= before + 1000


def test_whoever_needs_it_does_not_wait_for_that_moment():
    work = Work()

    async def act(warming):
        warming.begin()
        await asyncio.gather(warming.done(), warming.done())
        assert len(work.threads) == 1
        await warming.end()

    run(work, act)

    assert len(work.threads) == 1


def test_an_end_that_comes_first_leaves_it_undone():
    work = Work()

    async def act(warming):
        warming.begin()
        await warming.end()

    run(work, act)

    assert work.threads == []


def test_what_was_never_begun_is_waited_for_by_nobody():
    work = Work()

    async def act(warming):
        await warming.done()
        await warming.end()

    run(work, act)

    assert work.threads == []


def test_a_fault_is_left_to_who_meets_it_again(caplog):
    """Also asyncio does not report it as an exception that nobody has taken."""
    work = Work(ValueError("no prices"))

    async def act(warming):
        warming.begin()
        await warming.done()
        await warming.end()

    run(work, act)

    assert len(work.threads) == 1
    assert not caplog.records
