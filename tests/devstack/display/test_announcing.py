"""What a detached `up` tells the shell that waits for it."""

import os

import pytest

from devstack.display import announcing
from devstack.reaper import ANNOUNCE
from devstack.state import Row


def test_a_reader_that_is_suspended_does_not_stop_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-Z in the shell that waits: the pipe takes 64 KiB, and writing more would block the supervisor."""
    reading, writing = os.pipe()
    monkeypatch.setenv(ANNOUNCE, str(writing))
    announcer = announcing.announcer()
    assert announcer is not None
    os.set_blocking(writing, False)  # so that a full pipe fails here instead of hanging the test

    for turn in range(5000):
        announcer.progress([Row("web-0", "server", port=18001, state="starting" if turn < 4000 else "ready")])
    announcer.settle("ready in 1 s")

    with os.fdopen(reading) as pipe:
        said = pipe.read().splitlines()
    assert len(said) == 3
    assert said[-1] == '{"ready": "ready in 1 s"}'
