"""`gen`: the export against importing the application, a run with nothing changed, one field changed, everything anew.

    python tests/bench/bench_gen.py [ROUNDS]

Goals: the export of all documents ≤ 1.3 × importing the application; nothing changed ≤ 3 × `invoke --version`; one field changed
≤ 0.5 × `gen --force`; `gen --force` ≤ 6 s. In turn, in a copy of this repository.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import median_ratio, spread, verdict

REPOSITORY = Path(__file__).parents[2]
INVOKE = [sys.executable, "-m", "invoke"]
MODEL = "backend/trading_api/models/broker.py"
FIELD = "class PlaceOrderResult(Model):"
EXPORT = [sys.executable, "-m", "devstack.export", "trading_api.main:app", "--app-dir", "backend", "--to"]
IMPORT = [sys.executable, "-c", "import sys; sys.path.insert(0, 'backend'); import trading_api.main"]


def main(rounds: int) -> int:
    """Print the figures; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="devstack-bench-") as folder:
        root = Path(folder) / "copy"
        shutil.copytree(REPOSITORY, root, ignore=shutil.ignore_patterns(".venv", ".git", ".devstack", "*_cache"))
        _timed([*INVOKE, "gen"], root)
        found: dict[str, list[float]] = {}
        for number in range(rounds):
            for name, seconds in _round(root, number).items():
                found.setdefault(name, []).append(seconds)
    for name, values in found.items():
        print(spread(name, values, "s"))
    lines = [
        verdict("export / import", median_ratio(found["export"], found["import"]), 1.3),
        verdict("nothing changed / --version", median_ratio(found["nothing"], found["version"]), 3),
        verdict("one field / --force", median_ratio(found["field"], found["force"]), 0.5),
        verdict("--force in s", sorted(found["force"])[len(found["force"]) // 2], 6),
    ]
    print("\n".join(lines))
    return int(any("NOT met" in line for line in lines))


def _round(root: Path, number: int) -> dict[str, float]:
    model = root / MODEL
    times = {
        "import": _timed(IMPORT, root),
        "export": _timed([*EXPORT, str(root / "documents.json")], root),
        "version": _timed([*INVOKE, "--version"], root),
        "nothing": _timed([*INVOKE, "gen"], root),
        "force": _timed([*INVOKE, "gen", "--force"], root),
    }
    model.write_text(model.read_text().replace(FIELD, f"{FIELD}\n    extra{number}: int = 0\n", 1))
    times["field"] = _timed([*INVOKE, "gen"], root)
    return times


def _timed(words: list[str], root: Path) -> float:
    began = time.monotonic()
    subprocess.run(words, cwd=root, check=True, capture_output=True)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
