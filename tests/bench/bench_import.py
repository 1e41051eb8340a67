"""What the application adds to `import fastapi`, which every FastAPI application pays: a fresh interpreter each time, in turn.

    python tests/bench/bench_import.py [ROUNDS]

Goal: importing the whole application (which also makes it: modules, routes, models) ≤ 1.5 × `import fastapi`. Below it, for
whoever looks for the difference: the application of core alone, and of each module with core. Processor time of the child is
compared, so that a busy machine disturbs less; bytecode is there already.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

from figures import median_ratio, spread, verdict

REPOSITORY = Path(__file__).parents[2]
GOAL = 1.5
DEADLINE_S = 60
MODULES = sorted(
    init.parent.name.replace("_", "-") for init in (REPOSITORY / "backend").glob("*/modules/*/__init__.py")
)
FASTAPI = "fastapi"
WHOLE = "whole"


def seconds(code: str, **environment: str) -> float:
    """The processor time of a fresh interpreter that runs this, user and system."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env = {**kept, "PYTHONPATH": str(REPOSITORY / "backend"), **environment}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, env=env, timeout=DEADLINE_S, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int) -> int:
    """Every candidate once to warm the disk, then in turn."""
    candidates = {FASTAPI: ("import fastapi", {}), WHOLE: ("import trading_api.main", {"ENABLED_MODULES": ""})}
    for name in MODULES:
        candidates[name] = ("import trading_api.main", {"ENABLED_MODULES": name})
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(rounds + 1):
        for name, (code, environment) in candidates.items():
            spent = seconds(code, **environment)
            if number:
                taken[name].append(spent)
    print("\n".join(spread(name, values, "s") for name, values in taken.items()))
    for name in (*MODULES, WHOLE):
        ratio = median_ratio(taken[name], taken[FASTAPI])
        print(verdict(f"import of {name} / import fastapi", ratio, GOAL))
    return 0 if median_ratio(taken[WHOLE], taken[FASTAPI]) <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 9))
