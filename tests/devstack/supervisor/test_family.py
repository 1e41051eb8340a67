"""A process and all below it, asked of the machine with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.supervisor.family import Family, debugged, family

CHILD = "import signal; signal.pause()"
PARENT = (
    f"import signal, subprocess, sys; one = subprocess.Popen([sys.executable, '-S', '-c', {CHILD!r}]); signal.pause()"
)


@pytest.fixture
def parent() -> Iterator[int]:
    """A process with one child."""
    process = subprocess.Popen([sys.executable, "-S", "-c", PARENT], start_new_session=True)
    yield process.pid
    assert process.pid > 1
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


def when(pid: int, size: int, stopped: int = 0) -> Family:
    """The family as soon as it has so many members."""
    deadline = time.monotonic() + 5
    while len((found := family(pid)).members) != size or len(found.stopped) != stopped:
        assert time.monotonic() < deadline, found
        time.sleep(0.01)
    return found


def test_children_belong_to_it_until_they_are_gone(parent: int) -> None:
    """A killed worker is missing even while its parent has not noticed."""
    both = when(parent, 2)
    (child,) = (member.pid for member in both.members if member.pid != parent)

    assert child > 1
    os.kill(child, signal.SIGKILL)

    assert {member.pid for member in both.members - when(parent, 1).members} == {child}


def test_a_stopped_process_is_told(parent: int) -> None:
    """And one that goes on again is not."""
    (child,) = (member.pid for member in when(parent, 2).members if member.pid != parent)

    assert child > 1
    os.kill(child, signal.SIGSTOP)
    assert {member.pid for member in when(parent, 2, stopped=1).stopped} == {child}
    os.kill(child, signal.SIGCONT)
    when(parent, 2)


def test_nobody_has_no_family() -> None:
    """It left while it was asked."""
    assert family(2**22 + 1) == Family()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_a_debugger_is_seen(parent: int, tmp_path: Path) -> None:
    """Whoever thinks at a breakpoint must not find the process killed. Loading pydevd's library is what tells."""
    (tmp_path / "pydevd_cython.bin").write_bytes(bytes(4096))
    code = "import mmap, os, time; m = mmap.mmap(os.open('pydevd_cython.bin', 0), 0, prot=1); print(flush=True); time.sleep(9)"
    with subprocess.Popen([sys.executable, "-S", "-c", code], cwd=tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seen = debugged(family(process.pid))
        process.kill()

    assert seen
    assert not debugged(when(parent, 2))
