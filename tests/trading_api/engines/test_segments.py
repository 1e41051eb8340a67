"""Files of one engine: header once, and back to where a checkpoint was."""

from pathlib import Path

import pytest

from trading_api.engines.segments import Segments, path_of, whole


def test_what_came_after_the_marks_is_cut_off_and_numbers_go_on(tmp_path: Path) -> None:
    """A killed writer left rows, and half of one, that the checkpoint knows nothing of."""
    first = Segments(tmp_path, {})
    first.row("signals", symbol="A")
    marks = first.marks()
    first.row("signals", symbol="B")
    first.close()
    with path_of(tmp_path, "signals").open("a") as file:
        file.write("2024-01-01,half")

    again = Segments(tmp_path, marks)
    again.row("signals", symbol="C")
    again.close()

    lines = path_of(tmp_path, "signals").read_text().splitlines()
    assert [line.split(",")[4] for line in lines] == ["symbol", "A", "C"]
    assert [line.split(",")[-1] for line in lines] == ["seq", "1", "2"]


def test_rows_can_be_read_as_soon_as_they_are_written(tmp_path: Path) -> None:
    segments = Segments(tmp_path, {})
    segments.row("signals", symbol="A", reason='a "quote", and a comma')

    assert '"a ""quote"", and a comma"' in path_of(tmp_path, "signals").read_text()
    segments.close()


def test_a_file_that_lost_rows_is_not_whole(tmp_path: Path) -> None:
    segments = Segments(tmp_path, {})
    segments.row("orders", symbol="A")
    marks = segments.marks()
    segments.close()
    assert whole(tmp_path, marks)

    path_of(tmp_path, "orders").write_text("")

    assert not whole(tmp_path, marks)


def test_a_column_that_does_not_exist_is_a_fault_of_ours(tmp_path: Path) -> None:
    segments = Segments(tmp_path, {})
    with pytest.raises(KeyError, match="colour"):
        segments.row("orders", colour="red")
    segments.close()
