"""Processes that each hold some WebSockets open with a topic of its own per connection, for tests that stop or kill them.

`python -m support.holders URL FIRST COUNT` is such a process; it says `ready` when all its topics are open.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations, islice
from pathlib import Path

from websockets.asyncio.client import connect

from support.project import clean_env

SYMBOLS = ("AAPL", "MSFT", "NVDA", "XOM", "SIMX")
SUPPORT = Path(__file__).parents[1]


def watchlists(first: int, count: int) -> list[dict[str, list[str]]]:
    """Requests for `quotes` that are all different topics: pairs of symbol sets."""
    subsets = [list(some) for size in range(len(SYMBOLS) + 1) for some in combinations(SYMBOLS, size)]
    pairs = ({"symbols": slow, "fast_symbols": fast} for slow in subsets[1:] for fast in subsets)
    return list(islice(pairs, first, first + count))


@contextmanager
def holders(address: str, processes: int, each: int) -> Iterator[list[subprocess.Popen[str]]]:
    """So many processes with so many connections each, all of them subscribed; killed at the end."""
    url = f"ws://{address}/api/v1/datafeed/ws"
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "support.holders", url, str(number * each), str(each)],
            cwd=SUPPORT,
            env=clean_env(PYTHONPATH=os.pathsep.join(map(str, (SUPPORT, SUPPORT.parent / "backend")))),
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    try:
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield started
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.communicate()


async def hold(url: str, first: int, count: int) -> None:
    """Subscribe, then read for ever."""
    open_ = [await connect(url) for _ in range(count)]
    for socket, wanted in zip(open_, watchlists(first, count), strict=True):
        await socket.send(json.dumps({"type": "quotes.subscribe", "id": "1", "payload": wanted}))
        assert json.loads(await socket.recv())["type"] == "quotes.subscribe.response"
    print("ready", flush=True)
    await asyncio.gather(*[_read(socket) for socket in open_])


async def _read(socket: object) -> None:
    async for _ in socket:  # type: ignore[attr-defined] - a connection, whose name changed between releases
        pass


if __name__ == "__main__":
    asyncio.run(hold(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
