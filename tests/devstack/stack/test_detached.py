"""What a detached `up` and the shell that waits for it tell each other."""

import io
import os
import time
from pathlib import Path

import pytest

from devstack.display import Display
from devstack.errors import DevstackError
from devstack.stack import detached
from devstack.state import Row


def test_a_silent_start_is_given_up_at_its_deadline(tmp_path: Path) -> None:
    """A child that hangs before it says anything must not keep the shell for ever; it is ended with the wait."""
    fake = tmp_path / "devstack"
    fake.mkdir()
    (fake / "__init__.py").touch()
    (fake / "cli.py").write_text("import time\n\ntime.sleep(20)\n")
    began = time.monotonic()

    with pytest.raises(DevstackError, match=r"not ready after 0\.5 s"):
        detached.launch([], tmp_path, Display(io.StringIO()), within=0.5)

    assert time.monotonic() - began < 3


def test_a_reader_that_is_suspended_does_not_stop_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-Z in the shell that waits: the pipe takes 64 KiB, and writing more would block the supervisor."""
    reading, writing = os.pipe()
    monkeypatch.setenv(detached.PIPE, str(writing))
    announcer = detached.announcer()
    assert announcer is not None
    os.set_blocking(writing, False)  # so that a full pipe fails here instead of hanging the test

    for turn in range(5000):
        announcer.progress([Row("web-0", "server", port=18001, state="starting" if turn < 4000 else "ready")])
    announcer.settle("ready in 1 s")

    with os.fdopen(reading) as pipe:
        said = pipe.read().splitlines()
    assert len(said) == 3
    assert said[-1] == '{"ready": "ready in 1 s"}'
