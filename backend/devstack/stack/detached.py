"""`up --detach`: the same `up` in a session of its own, which tells this shell over a pipe how far it is and then lets it go."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from devstack.display import Display
from devstack.errors import DevstackError
from devstack.reaper import ANNOUNCE
from devstack.state import Row, logs, prepare

LAST_WORDS = "supervisor.log"
"""Where the detached `up` writes what it would have said on the terminal's error stream."""
FRAME_S = 0.1


def launch(words: Sequence[str], root: Path, display: Display, within: float) -> int:
    """Start `up` with these words in a session of its own; return its exit code if it fails, 0 when it is ready."""
    prepare(root)
    last_words = logs(root) / LAST_WORDS
    reading, writing = os.pipe()
    with last_words.open("wb") as errors, os.fdopen(reading, "rb", buffering=0) as pipe:
        child = subprocess.Popen(
            [sys.executable, "-m", "devstack.cli", "up", *words],
            cwd=root,
            env={**os.environ, ANNOUNCE: str(writing)},
            pass_fds=(writing,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        os.close(writing)
        try:
            ready = _follow(pipe, display, within)
        except (KeyboardInterrupt, DevstackError):
            _leave(child, ask=True)
            raise
    if ready:
        return 0
    code = _leave(child, ask=False)  # it closed its end because it is on its way out, with an exit code of its own
    display.settle()
    raise Failed(last_words.read_text(errors="replace").strip() or f"up ended with {code} and said nothing", code or 1)


class Failed(DevstackError):
    """The detached `up` did not get ready; its own message and exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code


def _follow(pipe: IO[bytes], display: Display, within: float) -> bool:
    """Show the progress until the ready line (True) or the end of the pipe (False)."""
    rows: list[Row] = []
    for said in _messages(pipe, within):
        if "ready" in said:
            display.settle(said["ready"])
            return True
        if "rows" in said:
            rows = [Row(kind="", **row) for row in said["rows"]]
        if rows:
            display.progress(rows)
    return False


def _messages(pipe: IO[bytes], within: float) -> Iterator[dict[str, Any]]:
    """What is said, and an empty message ten times a second while nothing is, to show that time passes."""
    deadline, rest = time.monotonic() + within, b""
    while time.monotonic() < deadline:
        if not select.select([pipe], [], [], FRAME_S)[0]:
            yield {}
            continue
        data = pipe.read(65536)
        if not data:
            return
        *whole, rest = (rest + data).split(b"\n")
        yield from map(json.loads, whole)
    raise DevstackError(f"the stack was not ready after {within:g} s; its logs say why: invoke logs")


def _leave(child: "subprocess.Popen[bytes]", *, ask: bool) -> int:
    """Wait for our own child, asked to end or not: an ordered stop is bounded by the supervisor, the rest by us."""
    if ask and child.poll() is None:
        child.send_signal(signal.SIGTERM)
    try:
        return child.wait(20)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait(5)
