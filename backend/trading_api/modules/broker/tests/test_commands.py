"""Commands that share a transaction."""

import asyncio

from support.brokers import Clock, asked, brokers, everything

from trading_api.shared.store.sync.events import Stream


def test_commands_that_come_together_fail_alone(store_url):
    """They share a transaction; one that is refused must not take the others with it, nor leave anything behind."""

    async def run():
        async with brokers(store_url, Clock()) as (broker,):
            good, bad = asked(type=1, limitPrice="50"), asked(type=1, limitPrice="50", qty="900000000")
            answers = await asyncio.gather(
                *(broker.place("A", order) for order in [good, bad] * 10), return_exceptions=True
            )
            return answers, await everything(broker, "A")

    answers, (stored, again) = asyncio.run(run())
    assert [isinstance(answer, bytes) for answer in answers] == [True, False] * 10
    assert {answer.code for answer in answers if not isinstance(answer, bytes)} == {"buying_power"}
    assert len(stored.orders) == 10
    assert stored == again


def test_commands_that_come_together_see_each_other(store_url):
    """What one of them wrote the next one goes on from, also where one between them was refused; each stream has no gap."""

    async def run():
        async with brokers(store_url, Clock()) as (broker,):
            good, bad = asked(type=1, limitPrice="50"), asked(type=1, limitPrice="50", qty="900000000")
            told = []
            tail = await broker.follower.follow(Stream("A", "orders"), told.append, 0)
            await asyncio.gather(
                broker.place("A", good),
                broker.place("B", good),
                broker.place("A", bad),
                broker.cancel_all("A", None, None),
                broker.place("A", good),
                broker.place("B", bad),
                broker.place("B", good),
                return_exceptions=True,
            )
            broker.follower.leave(tail)
            return told, await everything(broker, "A"), await everything(broker, "B")

    told, (first, first_again), (second, second_again) = asyncio.run(run())
    assert (first, second) == (first_again, second_again)
    assert (len(first.orders), len(second.orders)) == (1, 2)
    assert [entry.seq for entry in told] == [1, 2, 3], "placed, canceled, placed"
