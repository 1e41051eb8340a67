"""What `ps` shows of a fork."""

import subprocess
import sys

import pytest

WRITE = """\
import sys
from pathlib import Path
from devstack.warm import title
title.write({words}, "a-name-that-is-long")
print(Path("/proc/self/cmdline").read_text().strip(chr(0)), "|", Path("/proc/self/comm").read_text().strip())
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there are titles written")


def shown(words: str, *, room: int) -> str:
    """By a process with so much room that is told to show these words, an expression of Python."""
    code = WRITE.format(words=words)
    return subprocess.run(
        [sys.executable, "-c", code, " " * room], capture_output=True, text=True, timeout=20, check=True
    ).stdout.strip()


def test_the_words_stand_in_the_place_of_the_old_ones() -> None:
    """As a shell would read them, and nothing behind them."""
    assert shown("['serve', 'a b', '--port', '1']", room=100) == "serve 'a b' --port 1 | a-name-that-is-"


def test_words_that_find_no_room_are_cut() -> None:
    """What lies behind them in memory is the environment, which stays as it is."""
    words, _, name = shown("['x' * 5000]", room=10).partition(" | ")

    assert set(words) == {"x"}
    assert 10 < len(words) < 1000
    assert name == "a-name-that-is-"
