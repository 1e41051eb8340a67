"""Trying the same thing many times, several at once, and saying how often it went wrong."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

TALLY = "tally"
"""The property of a test report that carries its line for the end of the run."""

Try = Callable[[Path, int], str]
"""Does it once in a folder of its own; says what was lost, or nothing. The number tells the tries apart."""


def often(few: int, many: int) -> pytest.MarkDecorator:
    """A test asks for `times`: few in the suite, many behind the marker `hard`."""
    long = pytest.param(many, id=f"{many} times", marks=[pytest.mark.hard, pytest.mark.timeout(3600)])
    return pytest.mark.parametrize("times", [pytest.param(few, id=f"{few} times"), long])


class Tries:
    """Runs tries side by side, each in a folder of its own below one, and counts what was lost."""

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self._folder = folder
        self._tell = tell

    def __call__(self, what: str, times: int, attempt: Try, *, at_once: int = 6) -> None:
        """All the tries; AssertionError that names each loss."""
        with ThreadPoolExecutor(at_once) as pool:
            said = list(pool.map(lambda number: self._one(attempt, number), range(times)))
        lost = [f"try {number}: {words}" for number, words in enumerate(said) if words]
        self._tell(f"{what}: {times} tried, {len(lost)} lost")
        assert not lost, "\n".join([f"{what}: {len(lost)} of {times} lost", *lost[:20]])

    def _one(self, attempt: Try, number: int) -> str:
        folder = self._folder / f"{number}"
        folder.mkdir()
        try:
            return attempt(folder, number)
        except Exception as error:  # whatever it was, this try is lost and the others are still of interest
            return f"{type(error).__name__}: {error}"


def tallies(reports: Iterator[pytest.TestReport]) -> list[str]:
    """The lines of a whole run, for its end."""
    return [str(value) for report in reports for name, value in report.user_properties if name == TALLY]
