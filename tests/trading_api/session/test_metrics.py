"""Figures of real prices against another library's, and of small series by hand."""

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

from trading_api.session.metrics import drawdown, figures


@pytest.fixture(scope="module")
def apple() -> list[tuple[str, float]]:
    """Daily closes of 2019 to 2024 out of a package of sample data."""
    spec = find_spec("hvsampledata")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("hvsampledata is not installed")
    path = Path(spec.submodule_search_locations[0]) / "_data" / "apple_stocks.csv"
    with path.open(newline="") as file:
        return [(row["date"], float(row["close"])) for row in csv.DictReader(file)]


def test_figures_of_a_real_series_are_those_of_an_independent_library(apple: list[tuple[str, float]]) -> None:
    """The expected figures are empyrical-reloaded 0.7.1's for the same closes."""
    found = figures([close for _, close in apple])

    assert len(apple) == 1509
    assert found.cagr == pytest.approx(0.3632767626181985, rel=1e-12)
    assert found.volatility == pytest.approx(0.3085326664212762, rel=1e-12)
    assert found.sharpe == pytest.approx(1.1592141922161878, rel=1e-12)
    assert found.sortino == pytest.approx(1.7187078893620857, rel=1e-12)
    assert found.drawdown.depth == pytest.approx(-0.31430317848410766, rel=1e-12)


def test_the_drawdown_of_a_real_series_has_its_dates(apple: list[tuple[str, float]]) -> None:
    """The crash of spring 2020."""
    found = drawdown([close for _, close in apple])

    assert (apple[found.peak][0], apple[found.trough][0]) == ("2020-02-12", "2020-03-23")


def test_the_deepest_fall_counts_and_not_the_last() -> None:
    """From 120 to 90 is a quarter; from 130 to 117 a tenth."""
    found = drawdown([100, 120, 90, 130, 117])

    assert (found.depth, found.peak, found.trough) == (-0.25, 1, 2)


def test_a_series_that_only_rises_has_none() -> None:
    assert drawdown([1, 2, 3]).depth == 0


def test_what_is_not_defined_is_none() -> None:
    alone = figures([100.0])
    flat = figures([100.0, 100.0, 100.0])

    assert (alone.cagr, alone.volatility, alone.sharpe, alone.sortino) == (None, None, None, None)
    assert (flat.volatility, flat.sharpe, flat.sortino) == (0.0, None, None)
