"""The contract of `status --json`."""

import json

import pytest

from devstack.state import Row, Snapshot, SupervisorRow, absent

TOP = ["stack", "id", "state", "layout", "url", "supervisor", "processes"]
ROW = [
    "name",
    "kind",
    "server",
    "modules",
    "pid",
    "port",
    "state",
    "restarts",
    "uptime_s",
    "rss_mb",
    "health",
    "log",
    "last_error",
    "command",
]


def test_the_object_is_the_same_whether_something_runs_or_not() -> None:
    """Scripts read it; absent is null, never a missing key."""
    running = Snapshot(
        "s", "i", "ready", "multi", "u", SupervisorRow(1, 2.0), (Row("a-0", "server", modules=("core",)),)
    )

    assert list(running.as_json()) == list(absent("i").as_json()) == TOP
    assert list(running.as_json()["processes"][0]) == ROW
    assert absent("i").as_json()["supervisor"] is None
    assert Snapshot.from_json(json.loads(json.dumps(running.as_json()))) == running
    assert Snapshot.from_json(absent("i").as_json()) == absent("i")


@pytest.mark.parametrize(
    ("state", "code"), [("ready", 0), ("degraded", 1), ("starting", 1), ("stopping", 1), ("stopped", 3)]
)
def test_the_exit_code_tells_the_state(state: str, code: int) -> None:
    """0 all ready, 1 degraded, 3 not running."""
    assert Snapshot("s", "i", state).exit_code == code
