"""Sessions and engines as real processes: one day gives one result, whatever the layout, the speed, and who is killed."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from support import paper
from support.tries import often

from trading_api.engines import heartbeat
from trading_api.session import state

pytestmark = pytest.mark.e2e
pytest.importorskip("QuantLib", reason="the options engine's extra is not installed")

SHORT = "09:53"
CONFIG = paper.CONFIG.replace("square_off_minutes: 10", "square_off_minutes: 4").replace(
    "fast: 5, slow: 15", "fast: 2, slow: 5"
)
BROKEN_FEED = '''
"""A feed whose XOM has no prices any more after half an hour."""
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.market.ticks import ticks

BREAKS_MS = 1_710_424_800_000  # 2024-03-14 14:00 UTC
WHOLE = Simulator(exchange_hours=True)


class Breaking(Simulator):
    def ticks(self, symbol, after_ms, until_ms):
        if symbol == "XOM" and until_ms > BREAKS_MS:
            raise RuntimeError("the line is dead")
        return ticks(self.instruments[symbol], after_ms, until_ms, WHOLE)


def make(settings):
    return Breaking(exchange_hours=True)
'''


def session(folder: Path, *words: str, replay: str = "max", until: str = SHORT, config: str = CONFIG) -> list[str]:
    """The command of a session whose data lies in a folder."""
    return paper.command("session", paper.config_in(folder, config), "run", *words, replay=replay, until=until)


def result(folder: Path) -> dict[str, bytes]:
    """What must not depend on how the day was run."""
    places = paper.places(folder)
    merged = {path.name: path.read_bytes() for path in places.artifacts.glob("*.csv")}
    return merged | {path.name: path.read_bytes() for path in places.reports.glob("*")}


def wait_for(ready: Callable[[], bool], what: str, within: float = 60) -> None:
    deadline = time.monotonic() + within
    while not ready():
        assert time.monotonic() < deadline, f"{what} did not happen within {within:g} s"
        time.sleep(0.05)


def record(folder: Path) -> state.Record:
    found = state.read(paper.places(folder).session)
    assert found is not None
    return found


def runs(folder: Path) -> bool:
    """Whether every engine of the session trades."""
    found = state.read(paper.places(folder).session)
    beats = [heartbeat.read(paper.places(folder).heartbeat(name)) for name in paper.NAMES]
    return (
        found is not None
        and found.state is state.State.RUNNING
        and all(beat and beat.state == "running" for beat in beats)
    )


class Running:
    """A session under way; whatever of it is left at the end of a test is killed, and the test fails."""

    def __init__(self, arguments: list[str], folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def ended(self, within: float = 100) -> tuple[int, str]:
        out, _ = self.process.communicate(timeout=within)
        return self.process.returncode, out

    def engines(self) -> dict[str, int]:
        return {name: one.pid for name, one in record(self.folder).engines.items() if one.pid}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start a session in the test's folder."""
    started: list[Running] = []

    def begin(*words: str, **how: str) -> Running:
        started.append(Running(session(tmp_path, *words, **how), tmp_path))
        return started[-1]

    yield begin
    left = []
    for running in started:
        family = [running.process.pid, *running.engines().values()] if paper.places(tmp_path).session.exists() else []
        left += [pid for pid in set(family) if alive(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        running.process.communicate(timeout=10)
    assert not left, "processes were left behind"


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short day in one process, as fast as it can."""
    folder = tmp_path_factory.mktemp("single")
    ended = paper.ran(session(folder), folder)
    assert ended.code == 0, ended.err
    return folder


def test_the_day_has_something_to_compare(day: Path) -> None:
    """Every engine fills orders in it."""
    rows = (paper.places(day).artifacts / "executions.csv").read_text()
    assert {name for name in paper.NAMES if f",{name}," in rows} == {"fno", "options", "equity"}


@pytest.mark.parametrize(("layout", "speed"), [("multi", "max"), ("single", "100"), ("multi", "100")])
def test_layout_and_speed_change_nothing(tmp_path: Path, day: Path, layout: str, speed: str) -> None:
    """Merged files and all three forms of the report, byte by byte."""
    ended = paper.ran(session(tmp_path, "--layout", layout, replay=speed), tmp_path)

    assert ended.code == 0, ended.err
    assert record(tmp_path).layout == layout
    assert result(tmp_path) == result(day)


@pytest.mark.hard
@pytest.mark.timeout(1800)
def test_layout_and_speed_change_nothing_in_a_whole_day(tmp_path: Path) -> None:
    """The same from open to close, at 400 times the pace of the market and as fast as possible."""
    found = []
    for number, (layout, speed) in enumerate([("single", "max"), ("multi", "max"), ("multi", "400")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = subprocess.run(
            session(folder, "--layout", layout, replay=speed, until="16:00"), cwd=folder, timeout=600, check=False
        )
        assert done.returncode == 0
        found.append(result(folder))

    assert found[0] == found[1] == found[2]


def killed_while_alive(words: list[str], beat: Path, after: float) -> bool:
    """Start an engine, and kill it so many seconds after there is a heartbeat, of it or of one before."""
    engine = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    wait_for(lambda: beat.exists() or engine.poll() is not None, "the first heartbeat")
    try:
        engine.wait(after)
    except subprocess.TimeoutExpired:
        engine.kill()
        engine.wait(10)
        return True
    return False


@pytest.mark.parametrize("name", paper.NAMES)
@often(3, 10)
def test_an_engine_killed_at_random_moments_gives_the_same_files(
    tmp_path: Path, day: Path, name: paper.EngineName, times: int
) -> None:
    """kill -9, wherever it is: starting, trading, writing, or in a checkpoint."""
    path, places = paper.config_in(tmp_path, CONFIG), paper.places(tmp_path)
    chance = random.Random(f"{name} {times}")  # noqa: S311 - chance, not secrecy
    words = paper.command("engines", path, name, replay="300", until=SHORT)

    killed = sum(killed_while_alive(words, places.heartbeat(name), chance.uniform(0.2, 3.0)) for _ in range(times))

    assert paper.ran(paper.command("engines", path, name, until=SHORT)).code == 0
    assert killed, "no try hit a living engine"
    assert paper.files(tmp_path, [name]) == paper.files(day, [name])


def test_the_end_of_the_day_can_be_run_again(day: Path) -> None:
    before = result(day)
    words = paper.command("session", day / "paper.yaml", "eod", until=SHORT)

    ended = paper.ran(words, day)

    assert ended.code == 0, ended.err
    assert "ledger = executions = positions" in ended.out
    assert result(day) == before


def test_session_json_tells_states_times_and_codes(day: Path) -> None:
    found = record(day)

    assert [moment.state for moment in found.history] == [
        *("created", "checking", "starting", "running", "stopping", "eod", "done"),
    ]
    assert [moment.at for moment in found.history] == sorted(moment.at for moment in found.history)
    assert {name: engine.exit for name, engine in found.engines.items()} == dict.fromkeys(paper.NAMES, 0)
    assert (found.exit, found.incidents) == (0, [])


def test_a_killed_engine_stops_the_others_and_the_day_is_still_reported(start: Callable[..., Running]) -> None:
    running = start("--layout", "multi", replay="1", until="16:00")
    wait_for(lambda: runs(running.folder), "the start of three engines")
    os.kill(running.engines()["fno"], signal.SIGKILL)
    since = time.monotonic()

    code, out = running.ended()

    found = record(running.folder)
    stopping = next(moment.at for moment in found.history if moment.state == state.State.STOPPING)
    assert code == 1, out
    assert {name: one.exit for name, one in found.engines.items()} == {"fno": -9, "equity": 0, "options": 0}
    assert max(one.ended or 0 for one in found.engines.values()) - stopping < 10_000
    assert time.monotonic() - since < 40
    assert "fno: was ended by signal 9" in (paper.places(running.folder).reports / "2024-03-14.md").read_text()


@pytest.mark.parametrize("layout", ["multi", "single"])
def test_an_engine_that_fails_ends_the_session_with_1(
    start: Callable[..., Running], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    """Its own code is in session.json; its neighbours end in order, and the report is written."""
    (tmp_path / "breaking_feed.py").write_text(BROKEN_FEED)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    config = "market: {feed: 'breaking_feed:make'}\n" + CONFIG.replace("[AAPL, XOM]", "[XOM]")

    code, out = start("--layout", layout, replay="600", until="16:00", config=config).ended()

    assert code == 1, out
    assert "the line is dead" in out
    assert {name: one.exit for name, one in record(tmp_path).engines.items()} == {"equity": 1, "fno": 0, "options": 0}
    assert json.loads((paper.places(tmp_path).reports / "2024-03-14.json").read_text())["reconciliation"]["ok"]


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_stopped_session_leaves_a_report_and_no_process(
    start: Callable[..., Running], number: signal.Signals, expected: int
) -> None:
    running = start("--layout", "multi", replay="1", until="16:00")
    wait_for(lambda: runs(running.folder), "the start of three engines")
    engines = running.engines()
    running.process.send_signal(number)

    code, out = running.ended()

    assert code == expected, out
    assert not [pid for pid in engines.values() if alive(pid)]
    assert {one.exit for one in record(running.folder).engines.values()} == {0}
    assert (paper.places(running.folder).reports / "2024-03-14.html").exists()


def test_a_stopped_session_is_gone_on_with(start: Callable[..., Running], day: Path) -> None:
    running = start("--layout", "multi", replay="30")
    wait_for(lambda: runs(running.folder), "the start of three engines")
    running.process.send_signal(signal.SIGINT)
    assert running.ended()[0] == 130

    code, out = start("--layout", "single").ended()

    assert code == 0, out
    assert result(running.folder) == result(day)


def test_engines_end_when_their_session_is_killed(start: Callable[..., Running]) -> None:
    running = start("--layout", "multi", replay="1", until="16:00")
    wait_for(lambda: runs(running.folder), "the start of three engines")
    engines = running.engines()

    running.process.kill()

    running.process.wait(10)
    wait_for(lambda: not any(alive(pid) for pid in engines.values()), "the end of the engines", within=15)


def test_an_engine_that_may_be_started_again_goes_on_where_it_was(start: Callable[..., Running], day: Path) -> None:
    running = start(
        "--layout", "multi", replay="60", config=CONFIG.replace("session: {", "session: {restart: on-failure, ")
    )
    wait_for(lambda: runs(running.folder), "the start of three engines")
    os.kill(running.engines()["options"], signal.SIGKILL)

    code, out = running.ended(90)

    places = paper.places(running.folder)
    assert code == 0, out
    assert record(running.folder).engines["options"].restarts == 1
    assert (places.artifacts / "orders.csv").read_bytes() == (paper.places(day).artifacts / "orders.csv").read_bytes()
    assert "options: started again after it ended with -9" in (places.reports / "2024-03-14.md").read_text()


def test_a_live_engine_catches_up_with_the_present_and_stays_there(tmp_path: Path) -> None:
    """In a market that never closes, so that the test does not depend on the hour it is run at."""
    if time.time() % 86_400 > 86_200:
        pytest.skip("the day ends within minutes")
    text = CONFIG.replace("engines:", "market: {hours: continuous}\nengines:")
    words = [sys.executable, "-m", "trading_api.engines", "fno", "--config", str(paper.config_in(tmp_path, text))]
    beats = paper.places(tmp_path, datetime.now(UTC).date()).heartbeat("fno")
    engine = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: time.time() * 1000 - (at_of(beats) or 0) < 5_000, "the present")
        before = at_of(beats) or 0
        wait_for(lambda: (at_of(beats) or 0) > before + 1_500, "the next seconds")
    finally:
        engine.terminate()
        assert engine.wait(15) == 0


def at_of(path: Path) -> int | None:
    beat = heartbeat.read(path)
    return beat.at if beat else None


def test_two_sessions_do_not_share_a_day(start: Callable[..., Running]) -> None:
    running = start(replay="1", until="16:00")
    wait_for(lambda: runs(running.folder), "the start of the engines")

    code, out = start(replay="1", until="16:00").ended()

    running.process.send_signal(signal.SIGTERM)
    assert code == 2
    assert "a session of 2024-03-14 runs already" in out
    assert running.ended()[0] == 0


def test_a_dry_run_looks_and_trades_nothing(tmp_path: Path) -> None:
    ended = paper.ran([*session(tmp_path), "--dry-run", "--json"], tmp_path)

    checks = {check["name"]: check for check in json.loads(ended.out)}
    assert ended.code == 0, ended.err
    assert {check["severity"] for check in checks.values()} == {"ok"}
    assert set(checks["disk"]) == {"name", "severity", "ms", "detail"}
    assert "universe options" in checks
    assert not paper.places(tmp_path).artifacts.exists()


def test_a_check_that_fails_keeps_the_session_from_starting(tmp_path: Path) -> None:
    config = CONFIG.replace("fno: {", "fno: {contract: 2024-02, ")

    ended = paper.ran(session(tmp_path, config=config), tmp_path)

    assert ended.code == 2
    assert "2024-02 expired on 2024-02-16" in ended.out
    assert record(tmp_path).engines == {}


def test_on_a_holiday_there_is_nothing_to_do(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "trading_api.session", "--config", str(paper.config_in(tmp_path)), "--replay", "max"]

    ended = paper.ran([*words, "--date", "2024-12-25"], tmp_path)

    assert ended.code == 0
    assert "does not trade on 2024-12-25" in ended.out


def test_the_demo_shows_both_layouts_and_that_they_agree() -> None:
    """Through the generated client, which it finds in the project that it is run in."""
    project = Path(__file__).parents[2]

    shown = paper.ran([sys.executable, "-m", "trading_api.session.demo"], project)

    assert shown.code == 0, shown.err
    assert "both layouts gave the same orders" in shown.out
    assert len(set(re.findall("sha256 (.+)", shown.out))) == 1
    assert len(set(re.findall("changes of (equity-\\S+),", shown.out))) == 2, "each session drove a replay of its own"
    pids = re.findall(r"pid (\d+)", shown.out)
    assert len(set(pids[:3])) == 1, "single: one process for all three"
    assert len(set(pids[3:])) == 3, "multi: one for each"
