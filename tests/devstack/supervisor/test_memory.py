"""How much memory processes take."""

import os
import subprocess
import sys

import pytest

from devstack.supervisor.memory import resident

SHARED = """\
import os, sys
held = os.urandom(100_000_000)
for _ in range({forks}):
    if os.fork() == 0:
        break
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/smaps_rollup"), reason="the system does not tell what is shared")  # noqa: PTH110 - a path that is none of ours
@pytest.mark.parametrize("forks", [0, 2])
def test_what_several_share_is_counted_once(forks: int) -> None:
    """A server, its reloader and its workers share what was loaded before they were forked."""
    with subprocess.Popen(
        [sys.executable, "-c", SHARED.format(forks=forks)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        for _ in range(forks + 1):
            process.stdout.readline()
        found = resident([process.pid])[process.pid]
        process.communicate(b"", timeout=10)

    assert 100 < found < 130
