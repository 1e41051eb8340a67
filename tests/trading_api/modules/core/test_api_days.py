"""core tells of days that engines really traded."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from support import paper
from support.asgi import get

from trading_api.app_factory import AppFactory
from trading_api.engines.config import Config
from trading_api.engines.day import day_of
from trading_api.models.days import SessionEngine
from trading_api.session.check import Check, Severity
from trading_api.session.eod import end_of_day
from trading_api.session.state import Logbook, Record, State
from trading_api.settings import Settings

BASE = "/api/v1/core"
DAY = paper.DAY.isoformat()


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a day that fno has traded to its end; others read it, nobody writes."""
    folder = tmp_path_factory.mktemp("traded")
    path = paper.config_in(folder)
    paper.traded("fno", path)
    check = Check(name="disk", severity=Severity.OK, ms=0.1, detail="much room")
    record = Record(date=DAY, checks=[check], engines={"fno": SessionEngine(pid=1, exit=0)})
    log = Logbook(paper.places(folder).session, record)
    log.enter(State.RUNNING)
    log.incident("fno", "was slow")
    log.enter(State.DONE)
    config = Config.load(path)
    end_of_day(config, day_of(config, paper.DAY, paper.UNTIL), paper.places(folder))
    return folder / "data"


@pytest.fixture
def app(traded: Path) -> FastAPI:
    """core over that folder."""
    return AppFactory(Settings(data_dir=str(traded))).create_app([])


@pytest.fixture
def empty(tmp_path: Path) -> FastAPI:
    """core where no engine has ever run."""
    return AppFactory(Settings(data_dir=str(tmp_path / "none"))).create_app([])


def told(app: FastAPI, path: str) -> Any:
    """The body of an answer that must be 200."""
    answer = get(app, BASE + path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def within(part: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    """Whether all that `part` says stands in `whole`."""
    return all(whole.get(key) == value for key, value in part.items())


def test_an_engine_is_as_its_heartbeat_says(app: FastAPI, traded: Path) -> None:
    beat = json.loads((traded / "state/fno" / DAY / "heartbeat.json").read_text())

    (engine,) = told(app, "/engines")

    assert within(beat, engine)
    assert (engine["state"], engine["exit"], engine["stale"]) == ("stopped", 0, False)


@pytest.mark.parametrize(("silent_s", "stale"), [(1, False), (10, True)])
def test_an_engine_that_says_nothing_for_long_is_stale(tmp_path: Path, silent_s: int, stale: bool) -> None:
    """Five seconds; a beat comes every second."""
    state = tmp_path / "state/equity" / DAY
    state.mkdir(parents=True)
    beat = {"engine": "equity", "state": "running", "pid": 1, "at": 0, "beat": int((time.time() - silent_s) * 1000)}
    (state / "heartbeat.json").write_text(json.dumps(beat))
    app = AppFactory(Settings(data_dir=str(tmp_path))).create_app([])

    (engine,) = told(app, f"/engines?date={DAY}")

    assert engine["stale"] is stale


def test_the_session_is_all_of_session_json(app: FastAPI, traded: Path) -> None:
    """A field that the session writes and core does not know would be lost to every client."""
    assert told(app, "/session") == json.loads((traded / "artifacts" / DAY / "session.json").read_text())


def test_a_report_is_all_of_its_file_but_how_it_was_made(app: FastAPI, traded: Path) -> None:
    """Every figure, to the digit."""
    written = json.loads((traded / "reports" / f"{DAY}.json").read_text())
    del written["header"]

    assert told(app, "/reports") == [{"date": DAY, "url": f"{BASE}/reports/{DAY}"}]
    assert within(written, told(app, f"/reports/{DAY}"))


def test_a_report_is_markdown_for_whoever_asks_for_it(app: FastAPI, traded: Path) -> None:
    answer = get(app, f"{BASE}/reports/{DAY}", headers={"Accept": "text/markdown"})

    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.text == (traded / "reports" / f"{DAY}.md").read_text()


def test_a_day_without_anything_is_a_sentence(empty: FastAPI) -> None:
    """Also on a machine where no session has ever been."""
    assert told(empty, "/engines") == told(empty, "/reports") == []
    for path, detail in {
        "/session": "there is no session of any day",
        f"/session?date={DAY}": f"there is no session of {DAY}",
        f"/reports/{DAY}": f"there is no report of {DAY}",
    }.items():
        answer = get(empty, BASE + path)
        assert (answer.status_code, answer.json()["detail"]) == (404, detail)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"date": 5}', '{"beat": "x"}', "\x00"])
def test_a_file_that_is_not_whole_is_as_none(tmp_path: Path, text: str) -> None:
    """Half of it may be there while a disk fills up; that is no fault of who asks."""
    for name in (f"state/fno/{DAY}/heartbeat.json", f"artifacts/{DAY}/session.json", f"reports/{DAY}.json"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    app = AppFactory(Settings(data_dir=str(tmp_path))).create_app([])

    assert told(app, "/engines") == []
    assert get(app, f"{BASE}/session").status_code == 404
    assert get(app, f"{BASE}/reports/{DAY}").status_code == 404
