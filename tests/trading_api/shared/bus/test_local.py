"""Sockets in a folder: who comes, who leaves without a word, who does not read."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import AsyncExitStack

import pytest

from trading_api.shared.bus.interface import BusUrlError
from trading_api.shared.bus.local import MOST_UNSENT, LocalBus

LISTENER = """
import asyncio, sys
from pathlib import Path
from trading_api.shared.bus.local import LocalBus

async def main(folder):
    bus = LocalBus(Path(folder), "listener")
    await bus.open()
    async with bus.subscribe("t") as messages:
        print("ready", flush=True)
        async for message in messages:
            print(len(message.data), flush=True)

asyncio.run(main(sys.argv[1]))
"""


def listener(folder):
    process = subprocess.Popen([sys.executable, "-c", LISTENER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def end(process):
    process.kill()
    process.communicate()


def with_bus(folder, work):
    async def whole():
        bus = LocalBus(folder, "here")
        await bus.open()
        try:
            return await asyncio.wait_for(work(bus), 30)
        finally:
            await bus.close()

    return asyncio.run(whole())


async def until(met, what):
    async with asyncio.timeout(10):
        while not met():
            await asyncio.sleep(0.005)
    assert met(), what


def test_those_who_come_at_the_same_time_all_hear_each_other(folder):
    """A stack starts its instances together: whoever misses one would be deaf to it."""

    async def run():
        buses = [LocalBus(folder, "app") for _ in range(6)]
        async with AsyncExitStack() as stack:
            for bus in buses:
                stack.push_async_callback(bus.close)
            await asyncio.gather(*(bus.open() for bus in buses))
            subscriptions = [await stack.enter_async_context(bus.subscribe("t")) for bus in buses]
            await until(lambda: all(len(bus._peers) == 5 for bus in buses), "everybody knows everybody")
            for number, bus in enumerate(buses):
                bus.publish("t", str(number).encode())
            async with asyncio.timeout(10):
                return [sorted([(await anext(one)).data for _ in buses]) for one in subscriptions]

    assert asyncio.run(run()) == [[b"0", b"1", b"2", b"3", b"4", b"5"]] * 6


def test_a_peer_that_was_killed_is_forgotten_and_its_socket_removed(folder):
    """kill -9 leaves the name in the folder; the next one that comes clears it away."""
    dead = listener(folder)
    end(dead)
    assert len(list(folder.glob("*.sock"))) == 1

    async def look(bus):
        bus.publish("t", b"")
        return len(bus._peers), [path.name for path in folder.glob("*.sock")] == [bus._socket.name]

    assert with_bus(folder, look) == (0, True)


def test_leaving_leaves_nothing_in_the_folder(folder):
    """Neither the name nor a hidden one."""

    async def nothing(bus):
        pass

    with_bus(folder, nothing)

    assert list(folder.iterdir()) == []


def test_a_stopped_peer_holds_up_nobody_and_loses_what_does_not_fit(folder):
    """SIGSTOP is the slowest reader there is: the publisher's memory stays bounded, and the others hear at once."""
    stopped = listener(folder)
    try:

        async def work(bus):
            await until(lambda: len(bus._peers) == 1, "greeted")
            os.kill(stopped.pid, signal.SIGSTOP)
            began = time.monotonic()
            async with bus.subscribe("t") as messages:
                for _ in range(400):
                    bus.publish("t", b"x" * 10_000)
                took = time.monotonic() - began
                await anext(messages)
            (peer,) = bus._peers.values()
            return took, bus.dropped, peer.get_write_buffer_size()

        took, dropped, waiting = with_bus(folder, work)
    finally:
        end(stopped)

    assert took < 2
    assert 100 < dropped < 400
    assert waiting < MOST_UNSENT + 20_000


def test_whoever_speaks_another_language_is_hung_up_on_and_harms_nobody(folder):
    """Any process of this user can connect."""

    async def work(bus):
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.setblocking(False)
            stranger.connect(str(bus._socket))
            loop = asyncio.get_running_loop()
            await loop.sock_sendall(stranger, b"GET / HTTP/1.1\r\n\r\n")
            assert await loop.sock_recv(stranger, 10) == b""
        async with bus.subscribe("t") as messages:
            bus.publish("t", b"1")
            return (await anext(messages)).data

    assert with_bus(folder, work) == b"1"


def test_a_folder_with_a_long_path_works_too(folder):
    """A socket's path may have about a hundred characters, and checkouts lie deeper than that."""
    deep = folder.joinpath(*["a-folder-with-a-long-name"] * 8)
    process = listener(deep)

    async def work(bus):
        await until(lambda: len(bus._peers) == 1, "greeted")
        bus.publish("t", b"four")
        return await asyncio.to_thread(process.stdout.readline)

    try:
        assert with_bus(deep, work) == "4\n"
    finally:
        end(process)


def test_the_folder_is_for_this_user_alone(folder):
    """Whoever can connect can wake and be woken."""

    async def mode(bus):
        return (folder / "bus").stat().st_mode & 0o777

    assert with_bus(folder / "bus", mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named(folder):
    """A file stands in its place."""
    (folder / "bus").write_text("")

    async def nothing(bus):
        raise AssertionError("it must not open")

    with pytest.raises(BusUrlError, match=r"BUS_URL: .*bus"):
        with_bus(folder / "bus", nothing)
