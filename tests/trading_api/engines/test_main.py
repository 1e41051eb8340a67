"""The command line of the engines: codes and sentences."""

import logging
from pathlib import Path

import pytest
from support import paper

from trading_api.engines.__main__ import main


def words(path: Path, *more: str, day: str = "2024-03-14") -> list[str]:
    return ["--config", str(path), "--replay", "max", "--date", day, *more]


@pytest.mark.parametrize("mode", ["live", "real", "PAPER", ""])
def test_any_mode_but_paper_is_refused(tmp_path: Path, mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["equity", "--mode", mode, *words(paper.config_in(tmp_path))])

    assert caught.value.code == 2
    assert "trade on paper only" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_holiday_is_no_failure_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    assert main(["equity", *words(paper.config_in(tmp_path), day="2024-12-25")]) == 0

    assert "XNYS does not trade on 2024-12-25; the next session is 2024-12-26" in caplog.text


@pytest.mark.parametrize(
    ("section", "code", "sentence"),
    [
        ("equity: {symbols: []}", 0, "there is nothing to trade"),
        ("equity: {symbols: [NOPE]}", 2, "the feed has no NOPE"),
        ("equity: {symbols: [SIMX]}", 2, "an index is traded by futures"),
        ("fno: {contract: 2024-02}", 2, "2024-02 expired on 2024-02-16"),
        ("fno: {underlying: NIFTY}", 2, "the feed has no NIFTY"),
    ],
)
def test_a_universe_that_cannot_be_traded_is_a_sentence(
    tmp_path: Path, section: str, code: int, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    path = paper.config_in(tmp_path, f"engines: {{{section}}}")

    assert main([section.partition(":")[0], *words(path)]) == code

    assert sentence in caplog.text
    assert "Traceback" not in caplog.text


def test_without_quantlib_the_options_engine_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """None in sys.modules is what Python itself takes for a module that cannot be found."""
    monkeypatch.delitem(__import__("sys").modules, "trading_api.engines.pricing", raising=False)
    monkeypatch.setitem(__import__("sys").modules, "QuantLib", None)

    assert main(["options", *words(paper.config_in(tmp_path))]) == 2

    assert "pip install 'devstack[engines]'" in caplog.text


def test_a_day_that_cannot_be_read_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["equity", "--date", "yesterday"])

    assert caught.value.code == 2
    assert "--date" in capsys.readouterr().err
