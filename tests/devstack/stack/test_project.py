"""A project on disk: where its generated files go."""

from pathlib import Path

import pytest

from devstack.errors import InputError
from devstack.stack.project import Project

DEPLOY = "app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, routes: [/]}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").touch()
    (tmp_path / "shop/main.py").write_text("app = None\n")
    (tmp_path / "deploy.yaml").write_text(DEPLOY)
    return Project.at(str(tmp_path / "deploy.yaml"), ())


@pytest.mark.parametrize("out", ["../elsewhere", "/tmp/elsewhere", ".", "build/../../elsewhere"])
def test_generated_files_go_nowhere_but_below_the_project(project: Project, out: str) -> None:
    """Every path in them is relative to the root; `.` would call all files of the project generated."""
    with pytest.raises(InputError, match=r"--out .*: must be a folder below the project's own"):
        project.source(out)


def test_another_folder_is_named_in_its_plainest_form(project: Project) -> None:
    """The name stands in what is generated, and a slash at its end is no difference."""
    assert project.source("./build/made/").out == "build/made"
