"""When a server may be a fork of what is loaded already."""

import sys
import types
from pathlib import Path

import pytest

from devstack.warm.reasons import Libraries, left_out, startup


@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONOPTIMIZE", "LD_PRELOAD", "LC_ALL", "LANG", "OMP_NUM_THREADS"])
def test_what_is_read_once_at_the_start_has_to_be_the_same(name: str) -> None:
    """The interpreter has started already, and libraries with it."""
    assert startup({name: "1"}) != startup({})


@pytest.mark.parametrize("name", ["PYTHON", "PYTHONUNBUFFERED", "HOME", "STORE_URL"])
def test_what_is_read_at_any_time_may_differ(name: str) -> None:
    """A fork has its own."""
    assert startup({name: "1"}) == startup({})


def test_a_package_that_is_left_out_matters_only_where_it_is_loaded() -> None:
    """A server that leaves it to its workers can share everything else."""
    assert left_out({"DEVSTACK_NO_PRELOAD": "json, torch"}) == ["json"]
    assert left_out({}) == []


def test_a_library_that_was_written_again_or_removed_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By any of the files that were loaded."""
    file = tmp_path / "dear.py"
    file.write_text("VALUE = 1\n")
    module = types.ModuleType("dear")
    module.__file__ = str(file)
    monkeypatch.setitem(sys.modules, "dear", module)
    before = Libraries.now()

    assert not before.changed()
    file.write_text("VALUE = 2\n")
    assert before.changed()
    file.unlink()
    assert before.changed()
