"""One engine's life: resumed, damaged, halted, and alone with its files."""

import asyncio
import json
from datetime import time
from pathlib import Path

import pytest
from support import paper

from trading_api.engines import heartbeat
from trading_api.engines.exits import EngineError, ExitCode


class Until:
    """A clock that stops its engine at a moment of the day."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        self.engine: paper.Engine | None = None
        self._since: int | None = None

    async def reached(self, at_ms: int) -> int:
        self._since = at_ms if self._since is None else self._since
        if at_ms - self._since >= self.minutes * 60_000 and self.engine is not None:
            self.engine.stop()
        return at_ms + 20_000


def stopped_after(path: Path, minutes: int) -> None:
    """Trade some of the day and stop in order."""
    clock = Until(minutes)
    clock.engine = paper.engine("fno", path, clock)
    assert asyncio.run(clock.engine.run()) is ExitCode.DONE


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> paper.Mapping[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    paper.traded("fno", paper.config_in(folder))
    return paper.files(folder, ["fno"])


def test_a_day_stopped_and_resumed_is_the_day(tmp_path: Path, undisturbed: paper.Mapping[str, bytes]) -> None:
    path = paper.config_in(tmp_path)

    stopped_after(path, 17)
    stopped_after(path, 11)
    paper.traded("fno", path)

    assert paper.files(tmp_path, ["fno"]) == undisturbed


def test_a_damaged_checkpoint_gives_way_to_the_one_before_and_the_day_is_the_same(
    tmp_path: Path, undisturbed: paper.Mapping[str, bytes]
) -> None:
    path = paper.config_in(tmp_path)
    stopped_after(path, 33)
    newest = max(paper.places(tmp_path).state("fno").glob("0*.json"))
    newest.write_text(newest.read_text().replace('"orders"', '"0rders"'))

    paper.traded("fno", path)

    beat = heartbeat.read(paper.places(tmp_path).heartbeat("fno"))
    assert beat is not None
    assert f"{newest.name} cannot be used (its hash is wrong)" in beat.notes[0]
    assert paper.files(tmp_path, ["fno"]) == undisturbed


def test_files_that_were_cut_short_are_written_anew(tmp_path: Path, undisturbed: paper.Mapping[str, bytes]) -> None:
    path = paper.config_in(tmp_path)
    stopped_after(path, 33)
    (paper.places(tmp_path).segments("fno") / "orders.csv").write_text("")

    paper.traded("fno", path)

    assert paper.files(tmp_path, ["fno"]) == undisturbed


def test_a_day_that_is_over_stays_as_it_is(tmp_path: Path, undisturbed: paper.Mapping[str, bytes]) -> None:
    path = paper.config_in(tmp_path)

    assert [paper.traded("fno", path) for _ in range(2)] == [ExitCode.DONE, ExitCode.DONE]

    assert paper.files(tmp_path, ["fno"]) == undisturbed


def test_another_config_does_not_go_on_with_a_day(tmp_path: Path) -> None:
    stopped_after(paper.config_in(tmp_path), 7)

    with pytest.raises(EngineError, match="--fresh") as caught:
        paper.engine("fno", paper.config_in(tmp_path, paper.CONFIG.replace("fast: 5", "fast: 6")))

    assert caught.value.code is ExitCode.CONFIG


def test_two_engines_do_not_share_a_day(tmp_path: Path) -> None:
    """One writer per file; the second may try again later."""
    path = paper.config_in(tmp_path)
    first = paper.engine("fno", path)

    with pytest.raises(EngineError, match="another fno engine") as caught:
        paper.engine("fno", path)

    assert caught.value.code is ExitCode.TEMPORARY
    asyncio.run(first.run())


def test_a_loss_beyond_the_limit_ends_the_day_flat_with_its_own_code(tmp_path: Path) -> None:
    path = paper.config_in(tmp_path, paper.CONFIG.replace("slow: 15}", "slow: 15, daily_loss: 10}"))

    code = paper.traded("fno", path)

    beat = heartbeat.read(paper.places(tmp_path).heartbeat("fno"))
    assert code is ExitCode.RISK_HALT
    assert beat is not None
    assert (beat.exit, beat.positions, beat.reason) == (3, 0, "the daily loss limit is reached")


def test_a_halted_day_stays_halted(tmp_path: Path) -> None:
    path = paper.config_in(tmp_path, paper.CONFIG.replace("slow: 15}", "slow: 15, daily_loss: 10}"))

    assert [paper.traded("fno", path) for _ in range(2)] == [ExitCode.RISK_HALT, ExitCode.RISK_HALT]


def test_the_heartbeat_tells_where_an_engine_is(tmp_path: Path) -> None:
    paper.traded("equity", paper.config_in(tmp_path), until=time(9, 50))

    told = json.loads(paper.places(tmp_path).heartbeat("equity").read_text())
    assert (told["state"], told["exit"], told["engine"]) == ("stopped", 0, "equity")
    assert told["rss"] > 10_000_000


def test_a_failure_is_told_before_the_engine_ends(tmp_path: Path) -> None:
    class Broken:
        async def reached(self, at_ms: int) -> int:
            raise RuntimeError("the clock fell from the wall")

    with pytest.raises(RuntimeError, match="clock"):
        paper.traded("equity", paper.config_in(tmp_path), Broken())

    beat = heartbeat.read(paper.places(tmp_path).heartbeat("equity"))
    assert beat is not None
    assert (beat.state, beat.exit) == ("failed", 1)


def test_an_engine_that_is_behind_hears_a_signal(tmp_path: Path) -> None:
    """Its clock is at the close already; there is no waiting in which it could be told to stop."""

    class Ahead:
        async def reached(self, at_ms: int) -> int:
            return at_ms + 86_400_000

    async def trade() -> int:
        engine = paper.engine("fno", paper.config_in(tmp_path), Ahead())
        asyncio.get_running_loop().call_soon(engine.stop)
        await engine.run()
        beat = heartbeat.read(paper.places(tmp_path).heartbeat("fno"))
        return beat.at if beat else 0

    assert asyncio.run(trade()) < 1_710_424_800_000
