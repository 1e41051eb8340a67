"""What a detached `up` and the shell that waits for it tell each other."""

import io
import time
from pathlib import Path

import pytest

from devstack.display import Display
from devstack.errors import DevstackError
from devstack.stack import detached


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
