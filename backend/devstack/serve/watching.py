"""A process that watches files and says which edits reload. watchfiles has a thread, and whoever forks workers has none."""

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from typing import NoReturn

from devstack.serve.rules import NEVER, Rules

GATHER_MS, QUIET_MS = 1600, 20
"""Edits that follow each other within QUIET_MS are one, gathered for GATHER_MS at most: a branch that is switched is one edit.

What empties a file and then writes it took up to 6 ms for that, with the machine busy; `program > file.py` takes the start of the
program, 18 ms in the middle: with half of this its file would be loaded empty nearly each time.
"""
LOOK_UP_MS = 500
COARSE_NS = 10_000_000
"""By so much a file may say that it was written earlier than it was: the system's clock for files ticks."""
POLL = "WATCHFILES_FORCE_POLLING"
"""watchfiles' own variable, which `reload: {poll: true}` sets."""
POLL_S = 0.3
Stamps = dict[str, tuple[int, int]]
"""Of each file that can reload: when it was written, in nanoseconds, and its size."""
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
NAME = b"devstack-watch"
"""As `ps` and `top` show it."""


class Watcher:
    """Forked while nothing else runs. `descriptor` becomes readable when there is something to read."""

    def __init__(self, rules: Rules, since_ns: int | None = None) -> None:
        """What was written after `since_ns` counts as edited: whoever watched since then may not have told of it."""
        self.descriptor, writing = os.pipe()
        self._rest = b""
        self.began, self.since_ns = time.monotonic(), since_ns or time.time_ns() - COARSE_NS
        parent = os.getpid()
        before = stamps(rules)  # now, before anybody loads these files
        if since_ns is not None:
            before = {path: stamp for path, stamp in before.items() if stamp[0] < since_ns}
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.descriptor)
            _live(rules, before, writing, parent)
        os.close(writing)
        os.set_blocking(self.descriptor, False)

    def edits(self) -> set[str] | None:
        """The paths that were edited since the last call; None when it has ended."""
        found: set[str] = set()
        with suppress(BlockingIOError):
            while data := os.read(self.descriptor, 1 << 16):
                *whole, self._rest = (self._rest + data).split(b"\n")
                found.update(path for line in whole for path in json.loads(line))
            return None
        return found

    def close(self) -> None:
        """End it: our own child, not yet reaped, with nothing to lose."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)


def _live(rules: Rules, before: Stamps, writing: int, parent: int) -> NoReturn:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            # The reloader ends it. A stop tells the whole group, and the reloader would take its end for an accident.
            signal.signal(number, signal.SIG_DFL if number == signal.SIGCHLD else signal.SIG_IGN)
        if sys.platform == "linux":
            libc = ctypes.CDLL(None)
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            libc.prctl(_PR_SET_NAME, NAME)
        for paths in _watch(rules, before, parent):
            os.write(writing, json.dumps(sorted(paths)).encode() + b"\n")
        status = 0
    except (FileNotFoundError, OSError) as error:
        print(f"ERROR    devstack.serve: cannot watch files: {error}", file=sys.stderr, flush=True)  # noqa: T201 - a log line
    finally:
        os._exit(status)


def _watch(rules: Rules, before: Stamps, parent: int) -> Iterator[set[str]]:
    polls = os.environ.get(POLL, "").lower() in {"1", "true", "enabled"}
    for paths in _polled(rules, before) if polls else _told(rules, before):
        if os.getppid() != parent:
            return
        if paths:
            yield paths


def _told(rules: Rules, before: Stamps) -> Iterator[set[str]]:
    """By the system."""
    looked = False
    for paths in told([str(folder) for folder in rules.dirs], QUIET_MS, LOOK_UP_MS):
        found = {path for path in paths if rules(path)}
        if not looked:  # what was edited after the start and before the system was told to watch
            looked, found = True, found | difference(before, stamps(rules))
        yield found


def told(folders: list[str], quiet_ms: int, look_up_ms: int) -> Iterator[set[str]]:
    """What the system says was edited below these folders; nothing every `look_up_ms`, so that one can look at something else.

    Of a new folder also what was in it before the system was told to watch it.
    """
    from watchfiles import Change, watch  # only here: it starts a thread, and whoever imports this may fork

    for changes in watch(
        *folders,
        watch_filter=None,
        debounce=GATHER_MS,
        step=quiet_ms,
        rust_timeout=look_up_ms,
        yield_on_timeout=True,
        ignore_permission_denied=True,
        force_polling=False if POLL in os.environ else None,
    ):
        paths = {path for _, path in changes}
        for folder in [path for change, path in changes if change is Change.added]:
            for above, _, names in os.walk(folder):
                paths |= {os.path.join(above, name) for name in names}  # noqa: PTH118 - strings, as they come
        yield paths


def _polled(rules: Rules, before: Stamps) -> Iterator[set[str]]:
    """By looking, where the system tells of nothing; down to the nanosecond, where watchfiles' own way knows seconds."""
    while True:
        time.sleep(POLL_S)
        after = stamps(rules)
        yield difference(before, after)
        before = after


def in_brief(paths: Iterable[str]) -> str:
    """The first three as they are called in the working folder, and how many more there are."""
    here = Path.cwd()
    shown = sorted(
        str(PurePath(path).relative_to(here)) if PurePath(path).is_relative_to(here) else path for path in paths
    )
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
    return f"{', '.join(shown[:3])}{more}"


def difference(before: Stamps, after: Stamps) -> set[str]:
    """The paths that are new, gone or written since."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def stamps(rules: Rules) -> Stamps:
    """Of every file below the rules' folders that counts, by its path."""
    found: Stamps = {}
    for folder in rules.dirs:
        for above, below, names in os.walk(folder):
            below[:] = [name for name in below if name not in NEVER and not name.startswith(".")]
            for name in names:
                path = os.path.join(above, name)  # noqa: PTH118 - a string per file of the project
                with suppress(OSError):
                    if rules(path):
                        seen = os.stat(path)  # noqa: PTH116 - as above
                        found[path] = (seen.st_mtime_ns, seen.st_size)
    return found
