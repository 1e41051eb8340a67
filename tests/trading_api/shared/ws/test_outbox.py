"""The outgoing queue of one connection."""

import asyncio

import pytest

from trading_api.shared.ws.outbox import Outbox, SlowConsumer
from trading_api.shared.ws.wire import Frame


async def sent_by(outbox: Outbox) -> list[str]:
    """What a reader that keeps up would get now."""
    sent: list[str] = []

    async def send(frame: Frame) -> None:
        sent.append(frame.text)

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
            outbox.put(Frame(text))
        return await sent_by(outbox)

    assert asyncio.run(run()) == ["reply", "1", "2"]


def test_the_newest_value_of_a_key_replaces_the_one_that_waits():
    """A slow chart gets the newest bar, not a backlog; other topics keep their place."""

    async def run():
        outbox = Outbox()
        outbox.put_latest("a", Frame("a1"))
        outbox.put_latest("b", Frame("b1"))
        outbox.put_latest("a", Frame("a2"))
        return len(outbox), await sent_by(outbox)

    assert asyncio.run(run()) == (2, ["a2", "b1"])


def test_a_value_after_a_sent_one_is_queued_anew():
    """Conflation ends where the wire begins."""

    async def run():
        outbox = Outbox()
        outbox.put_latest("a", Frame("a1"))
        first = await sent_by(outbox)
        outbox.put_latest("a", Frame("a2"))
        return first + await sent_by(outbox)

    assert asyncio.run(run()) == ["a1", "a2"]


def test_a_settled_value_is_not_overtaken_by_a_later_subscription():
    """After unsubscribe and subscribe, a new value must not slip in front of the new reply."""

    async def run():
        outbox = Outbox()
        outbox.put_latest("a", Frame("old"))
        outbox.settle("a")
        outbox.put(Frame("unsubscribed"))
        outbox.put(Frame("subscribed again"))
        outbox.put_latest("a", Frame("new"))
        return await sent_by(outbox)

    assert asyncio.run(run()) == ["old", "unsubscribed", "subscribed again", "new"]


def test_beyond_the_limit_nothing_is_queued_and_the_owner_is_told():
    """Memory is bounded, and a lossless reader is closed rather than served with a gap."""

    async def run():
        told: list[int] = []
        outbox = Outbox(3, lambda: told.append(len(outbox)))
        for number in range(5):
            outbox.put(Frame(str(number)))
        return told, await sent_by(outbox)

    assert asyncio.run(run()) == ([3, 3], ["0", "1", "2"])


def test_room_waits_until_half_of_the_queue_is_free():
    """A long replay is fed at the reader's speed."""

    async def run():
        outbox = Outbox(4)
        for number in range(3):
            outbox.put(Frame(str(number)))
        waiting = asyncio.create_task(outbox.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        await sent_by(outbox)
        await waiting

    asyncio.run(run())


def test_a_reader_that_takes_nothing_ends_the_pump():
    """A stopped process keeps its socket open for ever."""

    async def run():
        outbox = Outbox(stalled_s=0.01)
        outbox.put(Frame("1"))
        with pytest.raises(SlowConsumer, match=r"took nothing for 0.01 s"):
            await outbox.pump(lambda frame: asyncio.Event().wait())

    asyncio.run(run())


class Transport:
    """Takes so many frames at once, and any number that are waited for."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken: list[str] = []

    def write(self, frame: Frame) -> bool:
        if not self.room:
            return False
        self.room -= 1
        self.taken.append(frame.text)
        return True

    async def send(self, frame: Frame) -> None:
        await asyncio.sleep(0)
        self.taken.append(f"waited {frame.text}")


def test_what_the_transport_takes_at_once_never_waits():
    """Queue, task and timer per message cost more than the message."""
    transport = Transport(2)
    outbox = Outbox(direct=transport.write)

    outbox.put(Frame("1"))
    outbox.put_latest("a", Frame("a1"))

    assert (transport.taken, len(outbox)) == (["1", "a1"], 0)


def test_nothing_overtakes_what_waits_even_when_the_transport_has_room_again():
    """The order on the wire is the order of the calls."""

    async def run():
        transport = Transport(1)
        outbox = Outbox(direct=transport.write)
        for text in ("1", "2"):
            outbox.put(Frame(text))
        outbox.put_latest("a", Frame("a1"))
        transport.room = 9
        outbox.put(Frame("3"))
        outbox.put_latest("a", Frame("a2"))
        pumping = asyncio.create_task(outbox.pump(transport.send))
        await asyncio.sleep(0)  # now the first of them is being sent
        outbox.put(Frame("4"))
        await asyncio.sleep(0.05)
        outbox.put(Frame("5"))
        pumping.cancel()
        return transport.taken

    assert asyncio.run(run()) == ["1", "waited 2", "waited a2", "waited 3", "waited 4", "5"]
