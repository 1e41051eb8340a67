"""Checkpoints: three are kept, damage is noticed and told, the one before serves."""

from pathlib import Path

import pytest

from trading_api.engines.checkpoint import Checkpoints


def written(folder: Path, count: int) -> Checkpoints:
    checkpoints = Checkpoints(folder)
    for seq in range(1, count + 1):
        checkpoints.write(seq, {"value": seq})
    return checkpoints


def test_the_newest_three_are_kept(tmp_path: Path) -> None:
    assert [path.name for path in written(tmp_path, 5).paths()] == ["000005.json", "000004.json", "000003.json"]


@pytest.mark.parametrize("damage", ["half", "byte", "empty", "gone"])
def test_a_damaged_newest_gives_way_to_the_one_before_and_says_so(tmp_path: Path, damage: str) -> None:
    checkpoints, said = written(tmp_path, 2), list[str]()
    newest = tmp_path / "000002.json"
    text = newest.read_text()
    newest.write_text(
        {"half": text[:40], "byte": text.replace('"value": 2', '"value": 3'), "empty": "", "gone": "[]"}[damage]
    )

    found = checkpoints.newest(lambda values: True, said.append)

    assert found is not None
    assert found["value"] == 1
    assert len(said) == 1
    assert "000002.json cannot be used" in said[0]


def test_one_whose_files_were_changed_is_not_used(tmp_path: Path) -> None:
    said = list[str]()

    found = written(tmp_path, 2).newest(lambda values: values["value"] == 1, said.append)

    assert found is not None
    assert found["value"] == 1
    assert "were changed" in said[0]


def test_without_a_usable_one_the_day_begins_anew_and_that_is_told(tmp_path: Path) -> None:
    checkpoints, said = written(tmp_path, 1), list[str]()
    (tmp_path / "000001.json").write_text("{")

    assert checkpoints.newest(lambda values: True, said.append) is None
    assert "anew" in said[-1]
