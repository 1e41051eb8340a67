"""One supervisor per checkout, told by the kernel and not by a file that outlives its writer."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.project import COMMAND, Projects

from devstack.state import AlreadyRunning, Lock, holder

HOLD = """
import os, signal, sys
from pathlib import Path
from devstack.state import Lock
lock = Lock.take(Path(sys.argv[1]))
if os.fork() == 0:
    os.close(1); signal.pause()
print("held", flush=True)
signal.pause()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that has the lock, and a child of it."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    yield process
    os.killpg(process.pid, signal.SIGKILL)  # the group outlives its leader through the forked child
    process.wait()
    process.stdout.close()


def test_the_loser_is_told_who_has_it(other: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    """Asking does not disturb the holder."""
    with pytest.raises(AlreadyRunning, match=rf"pid {other.pid}\).*invoke down") as refused:
        Lock.take(tmp_path)

    assert refused.value.exit_code == 1
    assert holder(tmp_path) == holder(tmp_path) == other.pid


def test_a_dead_holder_frees_it_though_its_children_live(other: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    """A flock would be kept by every forked relay."""
    other.send_signal(signal.SIGKILL)
    other.wait()

    assert holder(tmp_path) is None
    with Lock.take(tmp_path):
        pass


def test_it_is_given_back(tmp_path: Path) -> None:
    """Twice by one process is refused as well, since asking the kernel would say yes."""
    with Lock.take(tmp_path):
        with pytest.raises(AlreadyRunning):
            Lock.take(tmp_path)
        assert holder(tmp_path)

    assert holder(tmp_path) is None
    Lock.take(tmp_path).release()


def test_a_deleted_folder_does_not_let_a_second_in(tmp_path: Path) -> None:
    """The lock is taken again on the new file."""
    asks = "import sys; from pathlib import Path; from devstack.state import holder; print(holder(Path(sys.argv[1])))"
    with Lock.take(tmp_path) as lock:
        shutil.rmtree(tmp_path / ".devstack")
        lock.guard()
        seen = subprocess.run([sys.executable, "-c", asks, str(tmp_path)], capture_output=True, text=True, check=True)

        assert seen.stdout.strip() == str(holder(tmp_path))


def test_without_a_folder_nobody_has_it(tmp_path: Path) -> None:
    """And asking makes none."""
    assert holder(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_is_another_users_is_not_taken_for_free(project: Projects) -> None:
    """`status` would say that nothing runs, and `down` that nothing ran, while the other user's stack does."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may read everything, and nothing here takes that right away")
    without_rights = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
    files = {"shop/__init__.py": "", "shop/main.py": "app = None\n", ".devstack/lock": ""}
    deploy = "app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, routes: [/]}}\n"
    shop = project(files, deploy_yaml=deploy, command=(*without_rights, *COMMAND))
    (shop.root / ".devstack/lock").chmod(0)

    runs = [shop.run(verb, within=20) for verb in ("status", "down", "up")]

    (shop.root / ".devstack/lock").chmod(0o600)
    assert [run.returncode for run in runs] == [1, 1, 1]
    assert all(f"cannot use {shop.root}/.devstack/lock: Permission denied" in run.stderr for run in runs)
