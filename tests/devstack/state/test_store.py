"""The state file is read by whoever comes later, whatever happened to it meanwhile."""

import json
from pathlib import Path
from typing import Any

import pytest

from devstack.state import Identity, Leader, Row, Snapshot, State, SupervisorRow, forget, read, write
from devstack.state.identity import boot_id

SNAPSHOT = Snapshot(
    "shop", "abc", "ready", "multi", "http://127.0.0.1:1", SupervisorRow(7, 1.5), (Row("a-0", "server"),)
)


def state() -> State:
    own = Identity(boot_id(), 4711, 99)
    leader = Leader("a-0", Identity(boot_id(), 4712, 100, "DEVSTACK_STACK_ID=s1"), 1, 3.0)
    return State("s1", "/x/control.sock", own, SNAPSHOT, (leader,))


def file(root: Path) -> Path:
    return root / ".devstack/state.json"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """And no half-written file lies beside it."""
    write(tmp_path, state())

    assert read(tmp_path) == state()
    assert [path.name for path in (tmp_path / ".devstack").iterdir()] == ["state.json"]


def test_forgotten_is_absent(tmp_path: Path) -> None:
    """Twice is no error."""
    write(tmp_path, state())
    forget(tmp_path)
    forget(tmp_path)

    assert read(tmp_path) is None


def changed(**fields: Any) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), state())
        return json.dumps({**json.loads(file(Path(folder)).read_bytes()), **fields}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"\xff\xfe\x00",
        b'{"version": 1}',
        changed(version=0),
        changed(version=2),
        changed(stack_id=""),
        changed(leaders=None),
        changed(leaders=[{"name": "a"}]),
        changed(leaders=[{"name": "a", "identity": {"boot": "b", "pid": -1, "ticks": 1}, "stops": 1, "grace_s": 1}]),
        changed(snapshot={"stack": "x"}),
        changed()[:-20],
    ],
)
def test_a_truncated_foreign_or_older_file_is_no_state(tmp_path: Path, content: bytes) -> None:
    """It must neither stop `up` nor make `down` signal somebody."""
    file(tmp_path).parent.mkdir()
    file(tmp_path).write_bytes(content)

    assert read(tmp_path) is None


def test_a_folder_in_its_place_is_no_state(tmp_path: Path) -> None:
    """Not ours to read, whatever it is."""
    file(tmp_path).mkdir(parents=True)

    assert read(tmp_path) is None
