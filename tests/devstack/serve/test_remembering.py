"""What is kept of a start for the next one."""

import json
from pathlib import Path

import pytest
from support.interpreter import said

REMEMBER = """\
{before}
from devstack.serve.preloading import Preload
Preload("{name}").remember({modules!r}, {files!r}, {texts!r})
"""
REMEMBERED = """\
import json
from devstack.serve.remembering import remembered
print(json.dumps({name: [one.modules, one.files, one.texts] for name, one in remembered().items()}))
"""


def run(folder: Path, code: str) -> str:
    """In a process of its own, which is in a project below a stack."""
    (folder / ".devstack").mkdir(exist_ok=True)
    return said(folder, code)


def remember(
    folder: Path, name: str, *modules: str, files: tuple[str, ...] = (), texts: tuple[str, ...] = (), before: str = ""
) -> None:
    run(folder, REMEMBER.format(name=name, modules=list(modules), files=files, texts=texts, before=before))


def remembered(folder: Path) -> dict[str, list[list[str]]]:
    """Modules, files and texts of each server, as a process finds them that starts in the project."""
    return dict(json.loads(run(folder, REMEMBERED)))


def test_servers_come_with_those_that_need_least_first(tmp_path: Path) -> None:
    """A process that loads for all of them can be forked for the first before it has loaded for the last."""
    remember(tmp_path, "all-0", "calm", "busy")
    remember(tmp_path, "web-0", "calm")
    remember(tmp_path, "aside-0", before="import devstack.warm")

    assert list(remembered(tmp_path)) == ["web", "all", ""]


def test_what_one_instance_alone_has_needed_is_not_loaded_for_all(tmp_path: Path) -> None:
    """One of them made the tables of a store, once."""
    remember(tmp_path, "web-0", "calm", "once", "busy")
    remember(tmp_path, "web-1", "calm", "busy")

    assert remembered(tmp_path)["web"][0] == ["calm", "busy"]


@pytest.mark.parametrize(("before", "whole"), [("", True), ("import devstack.warm", False)], ids=["alone", "a fork"])
def test_a_list_that_began_in_a_fork_is_not_taken_for_all_that_is_needed(
    tmp_path: Path, before: str, *, whole: bool
) -> None:
    """A fork is born with what others need, and cannot tell what of that it needs itself."""
    remember(tmp_path, "web-0", "calm", before=before)
    first = remembered(tmp_path)
    remember(tmp_path, "web-0", "busy")

    assert first == {"web" if whole else "": [["calm"], [], []]}
    assert remembered(tmp_path) == {"web" if whole else "": [["calm", "busy"], [], []]}


def test_files_that_are_gone_and_the_oldest_texts_are_forgotten(tmp_path: Path) -> None:
    """Edits leave some behind with each day."""
    file, gone = str(tmp_path / "shop.py"), str(tmp_path / "gone.py")
    for path in (file, gone):
        Path(path).touch()
    remember(tmp_path, "web-0", files=(file, gone), texts=("first = 1",))
    Path(gone).unlink()
    many = tuple(f"another = {number}" for number in range(3000))

    remember(tmp_path, "web-0", files=(file,), texts=many)

    assert remembered(tmp_path)["web"] == [[], [file], list(many)]


def test_half_a_file_is_no_file(tmp_path: Path) -> None:
    """It is only a faster start."""
    remember(tmp_path, "web-0", "calm")
    kept = tmp_path / ".devstack/run/serve/web-0.json"
    kept.write_text(kept.read_text()[:-10])

    assert remembered(tmp_path) == {}
    assert list(kept.parent.iterdir()) == [kept]
