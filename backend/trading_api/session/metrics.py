"""Figures of a series of values over time, as the literature defines them. Pure; ratios are floats and touch no ledger."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, stdev

YEAR_DAYS = 252
"""Trading days that make a year."""


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall below an earlier peak: `depth` is 0 or below, as a part of the peak; places in the series."""

    depth: float
    peak: int
    trough: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`cagr`, `volatility`, `sharpe` and `sortino` are of a year; the riskless rate is 0. None where they are not defined."""

    total: float
    cagr: float | None
    volatility: float | None
    sharpe: float | None
    sortino: float | None
    drawdown: Drawdown


def returns(values: Sequence[float]) -> list[float]:
    """From each value to the next."""
    return [after / before - 1 for before, after in pairwise(values)]


def drawdown(values: Sequence[float]) -> Drawdown:
    """The deepest, and the first of equally deep ones."""
    peak = 0
    worst = Drawdown(0.0, 0, 0)
    for place, value in enumerate(values):
        if value > values[peak]:
            peak = place
        depth = value / values[peak] - 1 if values[peak] else 0.0
        if depth < worst.depth:
            worst = Drawdown(depth, peak, place)
    return worst


def figures(values: Sequence[float], periods: int = YEAR_DAYS) -> Figures:
    """All of them, of at least one value; `periods` make a year."""
    moves = returns(values)
    total = values[-1] / values[0] - 1
    spread = stdev(moves) if len(moves) > 1 else None
    below = math.sqrt(fmean(min(0.0, move) ** 2 for move in moves)) if moves else None
    mean = fmean(moves) if moves else 0.0
    return Figures(
        total=total,
        cagr=(1 + total) ** (periods / len(moves)) - 1 if moves and total > -1 else None,
        volatility=spread * math.sqrt(periods) if spread is not None else None,
        sharpe=mean / spread * math.sqrt(periods) if spread else None,
        sortino=mean * periods / (below * math.sqrt(periods)) if below else None,
        drawdown=drawdown(values),
    )
