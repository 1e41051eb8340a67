"""Code that was edited a moment ago is loaded from its text."""

import subprocess
import sys
from pathlib import Path

from support.project import clean_env

TWICE = """\
import importlib, os, sys
from devstack.serve import freshness
{install}
path, stamp = "edited.py", 1_700_000_000.0 if {old} else None
seen = []
for number in (1, 2):
    open(path, "w").write(f"VALUE = {{number}}\\n")
    now = stamp or __import__("time").time() // 1 + 0.5
    os.utime(path, (now, now))
    sys.modules.pop("edited", None)
    importlib.invalidate_caches()
    seen.append(importlib.import_module("edited").VALUE)
print(seen)
"""


def seen(folder: Path, *, install: bool, old: bool = False) -> str:
    """What two edits of one size within one second load as, one after the other."""
    code = TWICE.format(install="freshness.install()" if install else "", old=old)
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=clean_env(),
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    return run.stdout.strip()


def test_two_edits_of_one_size_within_one_second_are_told_apart(tmp_path: Path) -> None:
    """Python alone takes the first one's bytecode for the second's."""
    assert seen(tmp_path, install=False) == "[1, 1]"
    (tmp_path / "edited.py").unlink()

    assert seen(tmp_path, install=True) == "[1, 2]"


def test_the_bytecode_of_older_files_is_used(tmp_path: Path) -> None:
    """Else each reload would compile the whole project."""
    assert seen(tmp_path, install=True, old=True) == "[1, 1]"
