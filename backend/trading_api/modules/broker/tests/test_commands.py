"""Commands that share a transaction."""

import asyncio

from support.brokers import Clock, asked, brokers, everything


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
