"""The outgoing queue of one connection."""

import asyncio

import pytest

from trading_api.shared.ws.outbox import Outbox, SlowConsumer


async def sent_by(outbox: Outbox) -> list[str]:
    """What a reader that keeps up would get now."""
    sent: list[str] = []

    async def send(text: str) -> None:
        sent.append(text)

    task = asyncio.create_task(outbox.pump(send))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    return sent


def test_frames_leave_in_order():
    """A reply that precedes its updates in the queue precedes them on the wire."""

    async def run():
        outbox = Outbox()
        for text in ("reply", "1", "2"):
            outbox.put(text)
        return await sent_by(outbox)

    assert asyncio.run(run()) == ["reply", "1", "2"]


def test_the_newest_value_of_a_key_replaces_the_one_that_waits():
    """A slow chart gets the newest bar, not a backlog; other topics keep their place."""

    async def run():
        outbox = Outbox()
        outbox.put_latest("a", "a1")
        outbox.put_latest("b", "b1")
        outbox.put_latest("a", "a2")
        return len(outbox), await sent_by(outbox)

    assert asyncio.run(run()) == (2, ["a2", "b1"])


def test_a_value_after_a_sent_one_is_queued_anew():
    """Conflation ends where the wire begins."""

    async def run():
        outbox = Outbox()
        outbox.put_latest("a", "a1")
        first = await sent_by(outbox)
        outbox.put_latest("a", "a2")
        return first + await sent_by(outbox)

    assert asyncio.run(run()) == ["a1", "a2"]


def test_a_settled_value_is_not_overtaken_by_a_later_subscription():
    """After unsubscribe and subscribe, a new value must not slip in front of the new reply."""

    async def run():
        outbox = Outbox()
        outbox.put_latest("a", "old")
        outbox.settle("a")
        outbox.put("unsubscribed")
        outbox.put("subscribed again")
        outbox.put_latest("a", "new")
        return await sent_by(outbox)

    assert asyncio.run(run()) == ["old", "unsubscribed", "subscribed again", "new"]


def test_beyond_the_limit_nothing_is_queued_and_the_owner_is_told():
    """Memory is bounded, and a lossless reader is closed rather than served with a gap."""

    async def run():
        told: list[int] = []
        outbox = Outbox(3, lambda: told.append(len(outbox)))
        for number in range(5):
            outbox.put(str(number))
        return told, await sent_by(outbox)

    assert asyncio.run(run()) == ([3, 3], ["0", "1", "2"])


def test_room_waits_for_the_reader_and_gives_up_on_a_stalled_one():
    """A long replay is fed at the reader's speed; a reader that takes nothing ends it."""

    async def run():
        outbox = Outbox(4)
        for number in range(3):
            outbox.put(str(number))
        waiting = asyncio.create_task(outbox.room(within=2))
        await asyncio.sleep(0)
        assert not waiting.done()
        await sent_by(outbox)
        await waiting
        for number in range(3):
            outbox.put(str(number))
        with pytest.raises(SlowConsumer, match=r"took nothing for 0.01 s"):
            await outbox.room(within=0.01)

    asyncio.run(run())
