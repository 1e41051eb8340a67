"""The end of a day: a report that adds up, twice the same, and honest about what does not fit."""

import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support import paper

from trading_api.engines.config import Config
from trading_api.engines.day import day_of
from trading_api.session.eod import Outcome, end_of_day


def ended(folder: Path) -> Outcome:
    config = Config.load(folder / "paper.yaml")
    return end_of_day(config, day_of(config, paper.DAY, paper.UNTIL), paper.places(folder))


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((paper.places(folder).reports / "2024-03-14.json").read_text())
    return found


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """Two engines' hour."""
    for name in ("equity", "fno"):
        paper.traded(name, paper.config_in(tmp_path))
    return tmp_path


def test_totals_are_those_of_an_independent_sum_over_the_orders(day: Path) -> None:
    assert ended(day).ok

    told = report(day)["profit"]
    counted = paper.recomputed(paper.places(day).artifacts / "orders.csv")
    assert {name: Decimal(told[name]) for name in counted} == counted
    assert counted["fills"] > 5


def test_profit_and_equity_agree(day: Path) -> None:
    ended(day)

    told = report(day)["profit"]
    assert Decimal(told["equity_at_close"]) - 200_000 == Decimal(told["net"]) + Decimal(told["unrealized"])


def test_sums_by_anything_add_up_to_the_total(day: Path) -> None:
    ended(day)

    told = report(day)
    for by in ("engine", "strategy", "symbol", "hour"):
        assert sum(Decimal(one["net"]) for one in told[f"by_{by}"].values()) == Decimal(told["profit"]["net"]), by


def test_run_twice_it_writes_the_same_bytes(day: Path) -> None:
    """Pictures too: no date, no random ids."""
    pytest.importorskip("matplotlib")

    texts = [[path.read_bytes() for path in ended(day).paths] for _ in range(2)]

    assert texts[0] == texts[1]


def test_the_page_has_pictures_and_needs_nothing_from_elsewhere(day: Path) -> None:
    pytest.importorskip("matplotlib")
    ended(day)

    page = (paper.places(day).reports / "2024-03-14.html").read_text()
    assert page.count("<svg") == 2 + len(report(day)["by_symbol"])
    assert "Drawdown" in page
    assert not re.findall(r'(?:src|href)="(?!#)', page.replace("xlink:href", "href"))


def test_without_matplotlib_the_page_says_so(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "trading_api.session.pictures", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delattr("trading_api.session.pictures", raising=False)

    assert ended(day).ok

    page = (paper.places(day).reports / "2024-03-14.html").read_text()
    assert "matplotlib is not installed" in page
    assert "<svg" not in page


def test_a_corrupted_segment_fails_the_reconciliation_by_name(day: Path) -> None:
    path = paper.places(day).segments("fno") / "executions.csv"
    path.write_text(re.sub(r",buy,(\d+),", lambda found: f",buy,{int(found[1]) + 1},", path.read_text(), count=1))

    outcome = ended(day)

    assert not outcome.ok
    assert outcome.verdict.startswith("FAILED: fno/executions.csv line ")
    for suffix in ("md", "html"):
        assert outcome.verdict in (paper.places(day).reports / f"2024-03-14.{suffix}").read_text()


def test_the_report_has_no_clock_in_it(day: Path) -> None:
    """Every moment in it is one of the traded day."""
    ended(day)

    text = (paper.places(day).reports / "2024-03-14.json").read_text()
    assert set(re.findall(r"20\d\d-\d\d-\d\d", text)) == {"2024-03-14"}


def test_a_day_without_engines_has_a_report_too(tmp_path: Path) -> None:
    paper.config_in(tmp_path)

    assert ended(tmp_path).ok
    assert report(tmp_path)["profit"]["net"] == "0.00"
