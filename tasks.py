"""The verbs of devstack, and what only this repository has: its tests."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

# invoke switches bytecode off before it reads this file, and then every verb would compile the tool anew (0.3 s).
sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)

from devstack import cli  # noqa: E402 - after the line above, on purpose

ROOT = Path(__file__).parent
MODULES = Path("backend/trading_api/modules")
SUITES = {
    "unit": ["tests", "backend", "--ignore=tests/e2e", "-n", "3"],
    "e2e": ["tests/e2e", "-n", "3", "--dist", "loadfile"],  # the tests of a file share its stacks
    "hard": ["tests", "-m", "hard"],
}
DEFAULT = ("boundaries", "unit", "e2e")


@task(
    name="test",
    iterable=["part"],
    help={
        "part": f"unit, e2e, boundaries, bench, hard, or a module such as broker; repeatable; {', '.join(DEFAULT)} without it",
        "k": "only tests whose names match this expression, as pytest's -k",
        "cov": "measure coverage",
    },
)
def run_tests(_c: Context, part: list[str] | None = None, k: str = "", cov: bool = False) -> None:
    """Run the suite, or parts of it."""
    options = [*(["-k", k] if k else []), *(["--cov=backend", "--cov-append", "--cov-report=term"] if cov else [])]
    commands = [command for name in part or DEFAULT for command in _commands(name, options)]
    for command in commands:
        print("$", shlex.join(command), flush=True)
        if code := subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise Exit(f"{shlex.join(command)} exited {code}", code=1)


def _commands(part: str, options: list[str]) -> Iterator[list[str]]:
    """The command lines of one part; every part runs with the Python that runs invoke."""
    module = MODULES / part.replace("-", "_")
    if part == "boundaries":
        yield [str(Path(sys.executable).with_name("lint-imports"))]
    elif part == "bench":
        yield from ([sys.executable, str(script)] for script in sorted(ROOT.glob("tests/bench/bench_*.py")))
    elif part in SUITES:
        yield [sys.executable, "-m", "pytest", *SUITES[part], *options]
    elif (ROOT / module / "tests").is_dir():
        yield [sys.executable, "-m", "pytest", str(module), *options]
    else:
        modules = sorted(folder.parent.name for folder in (ROOT / MODULES).glob("*/tests"))
        raise Exit(
            f"there is no part {part}; there are {', '.join([*SUITES, 'boundaries', 'bench', *modules])}", code=2
        )


namespace = Collection(*cli.VERBS, run_tests)
