"""One topic on one connection, between the reply and live updates."""

import asyncio

import pytest
from support.ticker import TapeRouter, Ticker, TickRequest, TicksRouter

from trading_api.shared.ws.outbox import Outbox
from trading_api.shared.ws.subscription import Subscription
from trading_api.shared.ws.wire import Frame


def sent(route_type, act) -> list[str]:
    """What `act(subscription)` leaves in the outbox."""

    async def run() -> list[str]:
        outbox, texts = Outbox(), []
        route = route_type(Ticker())
        act(Subscription(route, route.topic(TickRequest()), outbox))

        async def send(frame: Frame) -> None:
            texts.append(frame.text)

        pump = asyncio.create_task(outbox.pump(send))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        pump.cancel()
        return texts

    return asyncio.run(run())


def deliver(subscription: Subscription, *seqs: int) -> None:
    for seq in seqs:
        subscription.deliver(seq, Frame(str(seq)))


def test_updates_wait_for_the_reply_and_known_ones_are_dropped():
    """What comes while the position is asked for is either part of it or follows it: no gap, no repeat."""

    def act(subscription: Subscription) -> None:
        deliver(subscription, 4, 5, 6, 7)
        subscription.open_at("e", 5)
        deliver(subscription, 7, 8)

    assert sent(TapeRouter, act) == ["6", "7", "8"]


def test_of_the_latest_class_only_the_newest_waits():
    """A topic that is slow to open must not collect history."""

    def act(subscription: Subscription) -> None:
        deliver(subscription, 4, 5, 6)
        subscription.open_at("e", 3)

    assert sent(TicksRouter, act) == ["6"]


def test_what_is_held_for_a_slow_replay_is_bounded():
    """A reader that takes one frame of its replay now and then would otherwise collect all that happens meanwhile."""
    told: list[int] = []
    outbox = Outbox(3, lambda: told.append(len(outbox)))
    route = TapeRouter(Ticker())

    deliver(Subscription(route, route.topic(TickRequest()), outbox), 1, 2, 3)
    assert told == []
    deliver(Subscription(route, route.topic(TickRequest()), outbox), 1, 2, 3, 4)
    assert told == [0]


@pytest.mark.parametrize("route_type", [TapeRouter, TicksRouter])
def test_nothing_is_taken_after_the_end(route_type):
    """No update may follow the reply to unsubscribe."""

    def act(subscription: Subscription) -> None:
        subscription.open_at("e", 0)
        subscription.close()
        deliver(subscription, 1, 2)

    assert sent(route_type, act) == []
