"""The project's folder, in all its unlucky places."""

import os
import time
from pathlib import Path

import pytest

from devstack.deployment import Deployment, Logs, Server
from devstack.doctor import Severity, folder
from devstack.plan import Plan
from devstack.plan.planner import plan


def _plan(logs: Logs) -> Plan:
    server = Server(port=20000, app="shop.main:app", routes=("/",))
    return plan(Deployment(name="shop", app="shop.main:app", servers={"core": server}, logs=logs))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """Somebody ran `up` with sudo once."""
    home = tmp_path / ".devstack"
    home.mkdir(mode=0o555)

    finding = folder.writable(tmp_path)

    assert finding.severity is Severity.ERROR
    assert ".devstack is not writable" in finding.detail


def test_a_deep_checkout_says_where_its_socket_stands(tmp_path: Path) -> None:
    """Unix socket paths end at about 100 bytes."""
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)

    finding = folder.socket(deep)

    assert finding.severity is Severity.OK
    assert finding.detail.endswith("the path here being too long")
    assert str(deep) not in finding.detail


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.grpcfuse", "virtiofs"])
def test_file_systems_of_another_machine_are_known_to_report_no_changes(kind: str) -> None:
    """There an edit reloads nothing, silently."""
    assert folder.silent(kind)


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "overlay", "tmpfs", "fuseblk", "apfs"])
def test_file_systems_of_this_machine_are_trusted(kind: str) -> None:
    """A warning nobody needs teaches people to ignore warnings."""
    assert not folder.silent(kind)


def test_this_folder_stands_on_some_file_system(tmp_path: Path) -> None:
    """The type is looked up, not guessed."""
    assert folder.events(tmp_path).detail.split(",")[0].split(":")[0] not in {"", "unknown"}


def test_logs_that_may_fill_the_disk_are_told(tmp_path: Path) -> None:
    """A full disk stops the database before it stops the logs."""
    assert folder.disk(tmp_path, _plan(Logs(max_mb=1, keep=0))).severity is Severity.OK
    greedy = folder.disk(tmp_path, _plan(Logs(max_mb=10_000, keep=100)))
    assert greedy.severity is Severity.WARN
    assert "logs may grow to" in greedy.detail


def test_files_from_the_future_are_told(tmp_path: Path) -> None:
    """After a wrong clock, edits look older than their bytecode and change nothing."""
    file = tmp_path / "deploy.yaml"
    file.touch()
    assert folder.clock(tmp_path).severity is Severity.OK

    os.utime(file, (time.time() + 3600, time.time() + 3600))

    assert folder.clock(tmp_path).severity is Severity.WARN


def test_folders_that_no_watcher_enters_are_not_counted(tmp_path: Path) -> None:
    """node_modules alone may hold more folders than the limit."""
    for name in ("shop/orders", ".venv/lib/x", "node_modules/a/b", "shop/__pycache__"):
        (tmp_path / name).mkdir(parents=True)

    assert folder.subfolders(tmp_path) == 3
