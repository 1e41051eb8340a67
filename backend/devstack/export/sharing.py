"""The documents of several modules, worked out at once: one share here, each of the others in a fork of this process.

A fork knows all that was loaded, and nobody hears of it again: it says its share and is gone. Where one says nothing, as when a
module refuses, the module is asked here, and what it raises is raised here.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

WITHIN_S = 45
"""How long a fork may take; the system ends it then. Less than whoever waits for all documents allows."""

Ask = Callable[[Any], dict[str, Any]]
"""What a module says of itself, as JSON has it."""


def asked(
    modules: Mapping[str, Any], weights: Mapping[str, int], ask: Ask, meanwhile: Callable[[], None]
) -> dict[str, Any]:
    """What each module says, by name. `weights` tell how long each may take beside the others; `meanwhile` is called here."""
    first, *others = _shares(weights, _forks())
    begun = [_fork({name: modules[name] for name in share}, ask) for share in others]
    found = {name: ask(modules[name]) for name in first}
    meanwhile()
    for pid, reading in begun:
        found |= _answer(pid, reading)
    return {name: found[name] if name in found else ask(module) for name, module in modules.items()}


def _forks() -> int:
    """How many processes may work at once. Forking is safe with one thread, and of use with several cores."""
    if sys.platform != "linux" or len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 - names, counted
        return 1
    return len(os.sched_getaffinity(0))


def _shares(weights: Mapping[str, int], number: int) -> list[list[str]]:
    """The names in shares of about the same weight. The first is for this process, which has a tenth of all to do besides."""
    shares: list[list[str]] = [[] for _ in range(max(1, min(number, len(weights))))]
    heavy = [sum(weights.values()) / 10, *(0.0 for _ in shares[1:])]
    for name in sorted(weights, key=lambda name: -weights[name]):
        lightest = heavy.index(min(heavy))
        shares[lightest].append(name)
        heavy[lightest] += weights[name]
    return shares


def _fork(modules: Mapping[str, Any], ask: Ask) -> tuple[int, int]:
    """A process that says its share, and the pipe it writes to."""
    reading, writing = os.pipe()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # or it would be said twice
    if (pid := os.fork()) == 0:
        with suppress(BaseException):  # who waits asks again, and tells
            signal.alarm(WITHIN_S)
            os.close(reading)
            said = json.dumps({name: ask(module) for name, module in modules.items()}).encode()
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(said)
        os._exit(0)  # nothing of the application's is to be run at the end of a fork
    os.close(writing)
    return pid, reading


def _answer(pid: int, reading: int) -> dict[str, Any]:
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    try:
        found: dict[str, Any] = json.loads(said)
    except ValueError:  # it was ended, or raised
        return {}
    return found
