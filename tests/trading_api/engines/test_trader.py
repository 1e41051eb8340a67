"""However the day is cut, the same orders."""

from pathlib import Path

import pytest
from support import paper

pytest.importorskip("QuantLib", reason="the options engine's extra is not installed")


class Steps:
    """A clock that comes as far as it is told, whatever the minute."""

    def __init__(self, *seconds: int) -> None:
        self._seconds = seconds
        self._asked = 0

    async def reached(self, at_ms: int) -> int:
        self._asked += 1
        return at_ms + 1000 * self._seconds[self._asked % len(self._seconds)]


@pytest.mark.parametrize("name", paper.NAMES)
def test_a_day_cut_into_odd_pieces_gives_the_same_files(tmp_path: Path, name: paper.EngineName) -> None:
    """A busy machine looks at the market less often than an idle one; that may change no fill."""
    for folder, clock in (("whole", Steps(3600)), ("cut", Steps(7, 61, 1, 240, 59, 60))):
        (tmp_path / folder).mkdir()
        assert paper.traded(name, paper.config_in(tmp_path / folder), clock) == 0

    whole, cut = (paper.files(tmp_path / folder, [name]) for folder in ("whole", "cut"))
    assert whole == cut
    assert whole[f"{name}/orders.csv"].count(b"filled") > 1, "a day without a fill would prove nothing"


def test_nothing_is_held_after_the_square_off(tmp_path: Path) -> None:
    paper.traded("fno", paper.config_in(tmp_path))

    rows = (paper.places(tmp_path).segments("fno") / "equity.csv").read_text().splitlines()
    assert rows[-1].split(",")[7] == "0.00"
    assert any(row.split(",")[7] != "0.00" for row in rows[1:-1]), "nothing was held at all"
