"""Pre-market checks as values."""

import stat
from pathlib import Path

import pytest
from support import paper

from trading_api.engines.config import Config
from trading_api.engines.day import day_of
from trading_api.engines.exits import EngineError, NothingToDo
from trading_api.session.check import Check, Severity, performed, table
from trading_api.session.checks import all_checks, secrets_of


@pytest.mark.parametrize(
    ("error", "severity", "detail"),
    [
        (EngineError("no such symbol"), "error", "no such symbol"),
        (NothingToDo("a holiday"), "closed", "a holiday"),
        (RuntimeError("the line is dead"), "error", "RuntimeError: the line is dead"),
        (OSError("no space"), "error", "no space"),
    ],
)
def test_a_check_that_breaks_is_a_check_that_failed(error: Exception, severity: str, detail: str) -> None:
    def look() -> tuple[Severity, str]:
        raise error

    found = performed("x", look)

    assert (found.severity, found.detail) == (severity, detail)


def test_the_table_has_severity_name_time_and_detail() -> None:
    checks = [
        Check(name="disk", severity=Severity.OK, ms=1.25, detail="much"),
        Check(name="x y", severity=Severity.WARN, ms=0, detail=""),
    ]

    assert table(checks).splitlines()[0].split() == ["ok", "disk", "1.2", "ms", "much"]


def test_secrets_that_others_can_read_are_worth_a_word(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("BROKER_API_KEY=x")
    file.chmod(0o644)
    assert secrets_of({}, file)[0] is Severity.WARN

    file.chmod(stat.S_IRUSR | stat.S_IWUSR)

    assert secrets_of({}, file)[0] is Severity.OK
    assert "BROKER_API_KEY set" in secrets_of({"BROKER_API_KEY": "x"}, file)[1]


def found(folder: Path, text: str = paper.CONFIG) -> dict[str, Check]:
    config = Config.load(paper.config_in(folder, text))
    day = day_of(config, paper.DAY)
    return {check.name: check for check in all_checks(config, day, paper.places(folder), replay=True)}


def test_an_unreadable_checkpoint_is_told_before_the_open(tmp_path: Path) -> None:
    paper.traded("fno", paper.config_in(tmp_path))
    newest = max(paper.places(tmp_path).state("fno").glob("0*.json"))
    newest.write_text("{")

    check = found(tmp_path)["checkpoints"]

    assert check.severity == "warn"
    assert newest.name in check.detail


def test_a_full_disk_keeps_the_session_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is moved, the disk is the real one."""
    monkeypatch.setattr("trading_api.session.checks.LEAST_FREE", 2**60)

    assert found(tmp_path)["disk"].severity == "error"


def test_a_folder_that_cannot_be_written_to_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "state").write_text("a file where a folder should be")

    assert found(tmp_path)["folders"].severity == "error"


def test_a_feed_without_prices_of_the_day_is_an_error(tmp_path: Path) -> None:
    config = Config.load(paper.config_in(tmp_path))
    early = day_of(config, paper.DAY.replace(year=2017))

    checks = {check.name: check for check in all_checks(config, early, paper.places(tmp_path), replay=True)}

    assert checks["datafeed"].severity == "error"
