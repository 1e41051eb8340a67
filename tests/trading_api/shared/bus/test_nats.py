"""A NATS server that is not there yet, or goes away."""

import asyncio

import pytest
from support.nats import NatsServer

from trading_api.shared.bus.nats import NatsBus


@pytest.fixture
def own_server():
    """One that a test may stop."""
    if reason := NatsServer.missing():
        pytest.skip(f"skipped: {reason}")
    server = NatsServer()
    yield server
    server.stop()


async def until_heard(bus, messages):
    """Publish until it arrives, within 15 s."""
    async with asyncio.timeout(15):
        while True:
            bus.publish("t", b"again")
            try:
                return (await asyncio.wait_for(anext(messages), 0.2)).data
            except TimeoutError:
                continue


def test_without_a_server_the_start_goes_on_and_it_is_used_when_it_comes(own_server):
    """The order of starts must not matter: what rests on the bus polls as well."""
    own_server.stop()

    async def run():
        a, b = NatsBus([own_server.url], "a"), NatsBus([own_server.url], "b")
        await a.open()
        await b.open()
        try:
            async with b.subscribe("t") as messages:
                a.publish("t", b"lost")
                before = a.trouble, a.dropped
                await asyncio.to_thread(own_server.start)
                return before, await until_heard(a, messages), a.trouble
        finally:
            await a.close()
            await b.close()

    assert asyncio.run(run()) == (("the NATS server does not answer", 1), b"again", "")


def test_a_server_that_was_killed_and_comes_back_is_found_again(own_server):
    """Subscriptions are in force again without anybody doing anything."""

    async def run():
        a, b = NatsBus([own_server.url], "a"), NatsBus([own_server.url], "b")
        await a.open()
        await b.open()
        try:
            async with b.subscribe("t") as messages:
                own_server.stop()
                for _ in range(100):
                    a.publish("t", b"while it is away")
                    await asyncio.sleep(0.001)
                await asyncio.to_thread(own_server.start)
                return await until_heard(a, messages)
        finally:
            await a.close()
            await b.close()

    assert asyncio.run(run()) in {b"again", b"while it is away"}
