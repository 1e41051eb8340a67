"""The process that engines are forked from: begun early, heard of every end, gone with whoever began it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest
from support import paper

from trading_api.session.nursery import LOST, Child, Nursery

WITHIN_S = 60.0


def live(path: Path) -> list[str]:
    """The command line of an engine that trades until it is stopped."""
    words = paper.command("engines", path, "fno", "--tethered", replay="1", until="16:00")
    return words[3:]


def during(act: Callable[[Nursery], Awaitable[object]]) -> None:
    """Begin one, do something with it, and let it go."""
    nursery = Nursery()

    async def whole() -> None:
        async with asyncio.timeout(WITHIN_S):
            await act(nursery)

    try:
        asyncio.run(whole())
    finally:
        nursery.close()


def test_an_engine_that_ends_tells_its_own_code(capfd: pytest.CaptureFixture[str]) -> None:
    async def act(nursery: Nursery) -> None:
        engines = [await nursery.start(["nobody"]) for _ in range(2)]
        assert [await engine.ended for engine in engines] == [2, 2]
        assert engines[0].pid != engines[1].pid

    during(act)

    assert "invalid choice: 'nobody'" in capfd.readouterr().err


def test_signals_reach_one_engine_and_an_end_by_one_is_told_as_that(tmp_path: Path) -> None:
    for name in ("killed", "spared"):
        (tmp_path / name).mkdir()

    async def act(nursery: Nursery) -> None:
        killed, spared = [await nursery.start(live(paper.config_in(tmp_path / n))) for n in ("killed", "spared")]
        await beating(tmp_path / "spared")
        killed.signal(signal.SIGKILL)
        assert await killed.ended == -signal.SIGKILL
        killed.signal(signal.SIGKILL)  # its pid may be somebody else's by now
        assert not spared.ended.done()
        spared.signal(signal.SIGTERM)
        assert await spared.ended == 0

    during(act)


async def beating(folder: Path) -> None:
    """Until the engine there has said something."""
    async with asyncio.timeout(WITHIN_S):
        while not paper.places(folder).heartbeat("fno").exists():
            await asyncio.sleep(0.02)


def test_engines_are_lost_with_their_nursery_and_end_by_themselves(tmp_path: Path) -> None:
    """Nobody would stop them; they hang on its pipes."""

    async def act(nursery: Nursery) -> None:
        engine: Child = await nursery.start(live(paper.config_in(tmp_path)))
        await beating(tmp_path)
        parent = psutil.Process(engine.pid).ppid()
        os.kill(parent, signal.SIGKILL)
        assert await engine.ended == LOST
        await asyncio.to_thread(gone, engine.pid)
        with pytest.raises(ChildProcessError):
            await nursery.start(["nobody"])

    during(act)


def gone(pid: int) -> None:
    """Wait for the end of a process that is nobody's child here."""
    try:
        psutil.Process(pid).wait(WITHIN_S)
    except psutil.NoSuchProcess:
        return


def test_it_goes_when_whoever_began_it_is_killed() -> None:
    """Nothing has to notice: its standard input ends."""
    text = "from trading_api.session.nursery import Nursery; print(Nursery()._process.pid, flush=True); input()"
    beginner = subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert beginner.stdout is not None
    pid = int(beginner.stdout.readline())

    beginner.kill()
    beginner.wait(WITHIN_S)
    for pipe in (beginner.stdin, beginner.stdout):
        assert pipe is not None
        pipe.close()

    gone(pid)
    assert not psutil.pid_exists(pid)
