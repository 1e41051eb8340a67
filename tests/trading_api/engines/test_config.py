"""The config file of the engines: what it may say, and what is said of mistakes."""

from pathlib import Path

import pytest

from trading_api.engines.config import Config
from trading_api.engines.exits import EngineError, ExitCode

REPOSITORY = Path(__file__).parents[3]


def loaded(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "paper.yaml"
    path.write_text(text)
    return Config.load(path)


def test_the_file_that_comes_along_says_what_holds_without_it() -> None:
    assert Config.load(REPOSITORY / "configs/dev.yaml") == Config()


def test_every_mistake_is_named_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        loaded(tmp_path, "engines: {equity: {cash: -5, colour: red}, fno: {fast: 9, slow: 3}}")

    assert caught.value.code is ExitCode.CONFIG
    for words in ("engines.equity.cash", "engines.equity.colour", "fast must be below slow"):
        assert words in str(caught.value)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="name the file with --config"):
        Config.load(tmp_path / "none.yaml")


def test_an_engine_that_is_left_out_takes_no_part(tmp_path: Path) -> None:
    assert loaded(tmp_path, "engines: {fno: {}}").names == ("fno",)


def test_where_files_lie_does_not_change_what_is_traded(tmp_path: Path) -> None:
    assert loaded(tmp_path, "data: /elsewhere").hash == Config().hash
    assert loaded(tmp_path, "market: {seed: other}").hash != Config().hash
