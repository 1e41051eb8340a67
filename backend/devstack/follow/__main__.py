"""`python -m devstack.follow deploy.yaml --code backend/shop`: follows edits below the working folder, as a child of a stack.

One thing at a time, each in a process of its own at a low priority, so that a reload never waits for it. The process that makes
generated files waits for the next edit with everything loaded: that is most of what it does.
"""

import argparse
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path, PurePath
from typing import NoReturn

import psutil

from devstack.errors import DevstackError
from devstack.follow.consequences import PARTS, TEMPLATES, Consequences, Task
from devstack.follow.generator import Generator
from devstack.serve.rules import Rules
from devstack.serve.watching import Stamps, difference, stamps, told

QUIET_MS, LOOK_UP_MS = 150, 300
"""Later than a reload, which has the first word; the single files are looked at as often as LOOK_UP_MS says."""
WITHIN_S = 120.0
"""How long one of them may take."""
NICENESS = 10
AHEAD_AFTER_S = 10.0
"""A start is over by then, and who starts a stack that reloads edits soon: the generators load before the first edit."""
_heard: list[int] = []
"""Signals to leave."""


def main() -> None:
    """Until told to leave."""
    options = _options()
    consequences = Consequences(options.config, tuple(options.code), options.on_change)
    words = [options.config, *(word for part in PARTS[options.on_change] for word in ("-p", part))]
    generator = Generator(words, WITHIN_S)
    os.nice(NICENESS)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    with suppress(KeyboardInterrupt), closing(generator):  # what watchfiles makes of a signal
        ahead_at = time.monotonic() + AHEAD_AFTER_S if options.on_change != "off" else math.inf
        for tasks in _edits(consequences):
            for task in tasks:
                _leave_if_told()
                _generate(generator) if task is Task.GENERATE else _apply()
            _leave_if_told()
            if time.monotonic() >= ahead_at:
                generator.prepare()
                ahead_at = math.inf


def _leave(number: int, _frame: object) -> NoReturn:
    """At once, out of whatever is waited for. Where nothing can be raised, as in a `__del__`, the note stays."""
    _heard.append(number)
    sys.exit(0)


def _leave_if_told() -> None:
    """What was raised before and did not arrive; looked at between two things to do."""
    if _heard:
        sys.exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m devstack.follow")
    parser.add_argument("config", help="the deployment file, in the working folder")
    parser.add_argument("--code", action="append", default=[], help="a folder of the application's code; repeatable")
    parser.add_argument("--on-change", choices=sorted(PARTS), default="all")
    return parser.parse_args()


def _edits(consequences: Consequences) -> Iterator[list[Task]]:
    """What is to be done, again and again; several times a second that is nothing."""
    root = Path.cwd()
    before = _of_before(_stamps(consequences))
    folders = [str(root / folder) for folder in consequences.code]
    code = Rules(tuple(map(PurePath, folders)))
    earlier: Stamps | None = _of_before(stamps(code))
    for edited in told(folders, QUIET_MS, LOOK_UP_MS):
        after = _stamps(consequences)
        if earlier is not None:  # what was edited before the system was told to watch
            edited, earlier = edited | difference(earlier, stamps(code)), None
        paths = {os.path.relpath(path, root) for path in edited}
        paths |= {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        before = after
        yield sorted({task for path in paths if (task := consequences(path)[0])})


def _of_before(seen: Stamps) -> Stamps:
    """Without what was written since this process began: it takes a while to look, longer on a machine that is busy starting."""
    began_ns = psutil.Process().create_time() * 1e9
    return {path: stamp for path, stamp in seen.items() if stamp[0] < began_ns}


def _stamps(consequences: Consequences) -> dict[str, tuple[int, int]]:
    """Of the single files, and of the templates: watching the whole folder would watch its virtual environment too."""
    found = {}
    for path in (*map(Path, consequences.single), *Path(TEMPLATES).glob("*.j2")):
        try:
            seen = path.stat()
        except OSError:  # there is none, or no longer
            continue
        found[str(path)] = (seen.st_mtime_ns, seen.st_size)
    return found


def _apply() -> None:
    """Plan the running stack anew."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "devstack.stack.applying"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=WITHIN_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _say("ERROR", f"{Task.APPLY} took longer than {WITHIN_S:g} s and was given up")
        return
    _tell(done.returncode, (done.stdout + done.stderr).splitlines())


def _generate(generator: Generator) -> None:
    began = time.monotonic()
    try:
        answer = generator.ask()
    except DevstackError as error:
        _say("ERROR", str(error))
        return
    _tell(answer.code, answer.lines)
    if answer.code == 0:
        _say("INFO", f"generated files are current after {time.monotonic() - began:.1f} s")


def _tell(code: int, lines: Sequence[str]) -> None:
    for line in lines:
        _say("ERROR" if code else "INFO", line)


def _say(level: str, text: str) -> None:
    print(f"{level:8} devstack.follow: {text}", flush=True)  # noqa: T201 - a log line


if __name__ == "__main__":
    main()
