"""Where a project stands, told before anything is loaded that reads it."""

import subprocess
import sys
from pathlib import Path

import pytest

from devstack.errors import InputError
from devstack.project_file import project_file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a deployment file."""
    (tmp_path / "deploy.yaml").touch()
    return tmp_path


def test_a_file_is_searched_upwards(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As git looks for its folder."""
    below = root / "backend/shop"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)

    assert project_file("") == root / "deploy.yaml"


def test_the_named_file_is_the_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any folder, and in full, for the working folder will change."""
    (root / "other.yaml").touch()
    monkeypatch.chdir(root)

    assert project_file("other.yaml") == root / "other.yaml"


def test_without_a_file_the_way_to_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verb that writes one, and where it was looked for."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InputError, match="devstack init") as caught:
        project_file("")

    assert str(tmp_path) in str(caught.value)


def test_a_named_file_that_is_not_there_is_the_users_to_name(root: Path) -> None:
    """With --config, as the message says."""
    with pytest.raises(
        InputError, match=r"absent\.yaml: there is no such file; name the deployment file with --config"
    ):
        project_file(str(root / "absent.yaml"))


def test_finding_it_loads_nothing_that_reads_it() -> None:
    """What `up` begins first waits for it."""
    code = "import sys, devstack.project_file; print(*{name.partition('.')[0] for name in sys.modules})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20).stdout

    assert {"pydantic", "yaml", "jinja2"} & set(said.split()) == set()
