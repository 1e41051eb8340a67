"""Code that was edited a moment ago is loaded from its text, and code that was not from memory."""

import time
from collections.abc import Callable
from pathlib import Path

from support.interpreter import said
from support.served import APP, Served

from devstack.serve.freshness import YOUNG_S

TWICE = """\
import importlib, os, sys, time
from devstack.serve import freshness
{install}
path, now = "edited.py", 1_700_000_000.0 if {old} else time.time() // 1 + 60  # young, however slow this machine is
seen = []
for number in (1, 2):
    open(path, "w").write(f"VALUE = {{number}}\\n")
    os.utime(path, (now, now))
    sys.modules.pop("edited", None)
    importlib.invalidate_caches()
    seen.append(importlib.import_module("edited").VALUE)
print(seen)
"""
KEPT = """\
import importlib, os, sys, time
from devstack.serve import freshness
freshness.YOUNG_S = {young}
freshness.install()
path = os.path.abspath("edited.py")

def save(text):
    with open(path, "w") as file:
        file.write(text)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    time.sleep(0.05)

def load():
    sys.modules.pop("edited", None)
    importlib.invalidate_caches()
    return importlib.import_module("edited").VALUE, path in freshness.read()

save("print(end='run ')\\nVALUE = 1\\n")
freshness.keep([path])
print("kept", end=" ")
print(load(), end=" ")
{then}
"""


def seen(folder: Path, *, install: bool, old: bool = False) -> str:
    """What two edits of one size within one second load as, one after the other."""
    return said(folder, TWICE.format(install="freshness.install()" if install else "", old=old))


def test_two_edits_of_one_size_within_one_second_are_told_apart(tmp_path: Path) -> None:
    """Python alone takes the first one's bytecode for the second's."""
    assert seen(tmp_path, install=False) == "[1, 1]"
    (tmp_path / "edited.py").unlink()

    assert seen(tmp_path, install=True) == "[1, 2]"


def test_the_bytecode_of_older_files_is_used(tmp_path: Path) -> None:
    """Else each reload would compile the whole project."""
    assert seen(tmp_path, install=True, old=True) == "[1, 1]"


def test_the_code_of_a_file_at_rest_is_kept_and_not_run(tmp_path: Path) -> None:
    """It is the process that forks the workers: nothing of the project's may happen there."""
    assert said(tmp_path, KEPT.format(young=0.01, then="")) == "kept run (1, False)"


def test_a_file_that_may_still_be_written_is_not_kept(tmp_path: Path) -> None:
    """Two edits within one tick of a file system's clock would look the same."""
    assert said(tmp_path, KEPT.format(young=60, then="")) == "kept run (1, True)"


def test_an_edit_is_seen_behind_one_size_and_one_time(tmp_path: Path) -> None:
    """As tools write that restore the times of files."""
    edited = "import shutil; shutil.rmtree('__pycache__'); save('print(end=\"run \")\\nVALUE = 2\\n'); print(load())"

    assert said(tmp_path, KEPT.format(young=0.01, then=edited)) == "kept run (1, False) run (2, True)"


def test_what_cannot_be_read_is_left_to_the_worker(tmp_path: Path) -> None:
    """Which says so; a file may be gone or broken by then."""
    broken = "save('VALUE = ('); freshness.keep([path, path + 'x']); print('alive')"

    assert said(tmp_path, KEPT.format(young=0.01, then=broken)).endswith("alive")


def test_a_file_whose_code_was_kept_is_loaded_anew_when_it_is_edited(serve: Callable[..., Served]) -> None:
    """Each in its turn, after a rest, and back to what it was."""
    served = serve()
    served.until(1)
    time.sleep(YOUNG_S)  # only then is the code of a file kept: there is nothing else to wait for

    for version in (2, 3):  # by the second load that of main.py is
        served.version(version)
        served.until(version)
    served.write("main", APP.replace("{VERSION}", "m{VERSION}"))
    served.until("m3")
    served.write("main", APP)
    served.version(1)
    served.until(1)
