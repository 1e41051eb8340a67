"""What is done while engines run: their exits, their silence, and the files that are merged of theirs."""

import asyncio
from pathlib import Path

from support import paper

from trading_api.engines.heartbeat import Heartbeat
from trading_api.session.monitor import Ending, Monitor
from trading_api.session.processes import Command
from trading_api.session.state import Logbook, Record


class Engine:
    """One that runs until it is told to end."""

    def __init__(self) -> None:
        self.command = Command("fno", ("fno",), ())
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.restarts = 0
        self.pid = 1

    @property
    def code(self) -> int | None:
        return self.ended.result() if self.ended.done() else None

    @property
    def failed(self) -> bool:
        return bool(self.code)


def test_the_merged_files_follow_the_checkpoints_while_engines_run(tmp_path: Path) -> None:
    """Whoever looks at noon sees the morning."""
    places = paper.places(tmp_path)
    paper.traded("fno", paper.config_in(tmp_path))
    segment, merged = places.segments("fno") / "orders.csv", places.artifacts / "orders.csv"
    beat = Heartbeat(places.heartbeat("fno"), "fno")
    beat.beat(lambda: {"state": "running", "at": 0, "checkpoint": 7}, now=True)

    async def watched() -> tuple[Ending, str]:
        engine = Engine()
        monitor = Monitor([engine], None, "never", places, Logbook(places.session, Record(date="x")), asyncio.Event())
        watch = asyncio.create_task(monitor.watch())
        async with asyncio.timeout(10):
            while not merged.exists():
                await asyncio.sleep(0.02)
        during = merged.read_text()
        engine.ended.set_result(0)
        return await watch, during

    ending, during = asyncio.run(watched())

    assert ending is Ending.ALL_DONE
    assert during == segment.read_text()
