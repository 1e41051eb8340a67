"""How benchmarks tell their figures: a spread per candidate, and a ratio held against its goal."""

import re
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path


def spread(name: str, values: Sequence[float], unit: str, digits: int = 3) -> str:
    """`devstack  median 1.862 s  min 1.737  max 2.278  (7 rounds)`."""
    middle, least, most = (f"{value:,.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
    return f"{name:9} median {middle} {unit}  min {least}  max {most}  ({len(values)} rounds)"


def pss_mb(pid: int) -> float:
    """The memory of a process in MB (10^6 bytes), what it shares with others divided among them; OSError when it has left."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kib) for kib in re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)) * 1024 / 1e6


def median_ratio(ours: Iterable[float], theirs: Iterable[float]) -> float:
    """Of pairs measured in the same round, so that a machine that slows down slows both."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def verdict(what: str, ratio: float, goal: float, *, least: bool = False) -> str:
    """The ratio, its goal and whether it is met; `least` where more is better."""
    met = ratio >= goal if least else ratio <= goal
    return f"{what}: {ratio:.2f} (goal {'≥' if least else '≤'} {goal}): {'met' if met else 'NOT met'}"
