"""What every test may ask for."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.project import Project, left_behind

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Callable[..., Project]]:
    """Make a throwaway project from a few strings; whatever it starts is stopped, and nothing may be left behind."""
    made: list[Project] = []

    def make(
        files: dict[str, str] | None = None, *, deploy_yaml: str = "", port: int = 0, folder: str = "project"
    ) -> Project:
        root = tmp_path / folder
        root.mkdir(parents=True)
        new = Project(root, port)
        new.write({**(files or {}), **({"deploy.yaml": deploy_yaml} if deploy_yaml else {})})
        made.append(new)
        return new

    yield make

    for used in made:
        used.close()
    left = [line for used in made for line in left_behind(used.root)]
    assert not left, f"left behind: {left}"


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
