"""What every test may ask for."""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("support")  # its asserts say what they compared, as those of tests do

from support.project import Projects  # noqa: E402 - after the line above, or that would be too late
from support.tries import TALLY, Tries, tallies  # noqa: E402 - as above

# A runner in the background of a script, or under nohup, starts with these ignored, and so would all that it starts: a
# terminal's jobs do not.
for _number, _usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGQUIT, signal.SIG_DFL),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Projects]:
    """Make a throwaway project from a few strings; whatever it starts is stopped, and nothing may be left behind."""
    projects = Projects(tmp_path)
    yield projects
    projects.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Projects]:
    """The same for stacks that a whole test file looks at and no test changes."""
    projects = Projects(tmp_path_factory.mktemp("shared"))
    yield projects
    projects.close()


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository as git would clone it now, uncommitted edits included."""
    root = tmp_path_factory.mktemp("checkout") / "devstack"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (REPOSITORY / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, root / name)
    return root


@pytest.fixture
def tries(tmp_path: Path, record_property: Callable[[str, object], None]) -> Tries:
    """Do something many times and tell how often it went wrong, also at the end of the run."""

    def tell(line: str) -> None:
        print(line)
        record_property(TALLY, line)

    return Tries(tmp_path, tell)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was tried many times, and how often it was lost."""
    reports = (
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if report.when == "call"
    )
    if lines := tallies(reports):
        terminalreporter.section("tried and lost")
        terminalreporter.write("\n".join(lines) + "\n")
