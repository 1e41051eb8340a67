"""Several days added up, by hand."""

import json
from datetime import date
from pathlib import Path

import pytest
from support import paper

from trading_api.engines.exits import EngineError
from trading_api.session.__main__ import main
from trading_api.session.period import days_of, summed


def report(folder: Path, day: str, opened: str, closed: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    profit = {"equity_at_open": opened, "equity_at_close": closed}
    (folder / f"{day}.json").write_text(json.dumps({"date": day, "profit": profit}))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """1000, 1100, 990, 1045: up a tenth, down a tenth, up a twentieth and a bit."""
    folder = tmp_path / "data" / "reports"
    for day, closed in (("2024-03-13", "1100.00"), ("2024-03-14", "890.00"), ("2024-03-15", "1055.00")):
        report(folder, day, "1000.00", closed)
    return folder


def test_results_are_added_to_the_capital_of_the_first_day(reports: Path) -> None:
    found = summed(days_of(reports, None, None))

    assert (found["days"], found["net"], found["return"]) == (3, "45.00", "0.0450")
    assert (found["best_day"], found["worst_day"]) == ("100.00", "-110.00")
    assert (found["max_drawdown"], found["drawdown_from"], found["drawdown_to"]) == (
        "-0.1000",
        "2024-03-13",
        "2024-03-14",
    )


def test_a_part_of_the_days(reports: Path) -> None:
    found = summed(days_of(reports, date(2024, 3, 14), date(2024, 3, 14)))

    assert (found["days"], found["net"], found["sharpe"]) == (1, "-110.00", None)


def test_days_without_reports_are_a_sentence(reports: Path) -> None:
    with pytest.raises(EngineError, match="no report of these days"):
        days_of(reports, date(2025, 1, 1), None)


def test_a_broken_report_is_named(reports: Path) -> None:
    (reports / "2024-03-14.json").write_text("{}")

    with pytest.raises(EngineError, match=r"2024-03-14\.json: this is no report"):
        days_of(reports, None, None)


def test_the_command_tells_it_as_a_table_and_as_json(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ["--config", str(paper.config_in(tmp_path))]

    assert main(["period", *config]) == 0
    assert "max drawdown   -0.1000" in capsys.readouterr().out
    assert main(["period", *config, "--json", "--from", "2024-03-15"]) == 0
    assert json.loads(capsys.readouterr().out)["net"] == "55.00"
    assert main(["period", *config, "--from", "2025-03-15"]) == 2
