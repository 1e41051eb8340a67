"""The process that makes generated files, as the one that follows edits sees it: begun before an edit, kept for the next."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, cast

import psutil

from devstack.errors import DevstackError

AHEAD = "--ahead"
"""devstack.stack.generating's word for: make ready what the first order will need."""
_LARGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is that of `gen`; `lines` are what it has said."""

    code: int
    lines: tuple[str, ...]


class Generator:
    """`python -m devstack.stack.generating` with these words. It ends by itself when it is not asked for long."""

    def __init__(self, words: Sequence[str], within: float) -> None:
        self._words, self._within = [sys.executable, "-P", "-m", "devstack.stack.generating", *words], within
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Begin it, if there is none, so that the next edit finds it with all loaded that it needs."""
        if self._process is None:
            self._process = self._begun([AHEAD])

    def ask(self) -> Answer:
        """Make what has to be made. DevstackError when it takes too long, or ends without an answer."""
        deadline, kept = time.monotonic() + self._within, self._process is not None
        said = self._said(deadline)
        if said is None and kept:  # it was just leaving
            said = self._said(deadline)
        if said is None:
            raise DevstackError("the generators ended without an answer; the next edit starts them again")
        found: dict[str, Any] = json.loads(said)
        return Answer(found["code"], tuple(found["lines"]))

    def _said(self, deadline: float) -> bytes | None:
        """The line it answers; None when it ends instead."""
        process, said = self._told(), b""
        while not said.endswith(b"\n"):
            answer = cast("IO[bytes]", process.stdout)
            if not select.select([answer], [], [], max(0.0, deadline - time.monotonic()))[0]:
                self.close()
                raise DevstackError(f"generate took longer than {self._within:g} s and was given up")
            more = os.read(answer.fileno(), _LARGEST)
            if not more:
                self.close()
                return None
            said += more
        return said

    def _told(self) -> "subprocess.Popen[bytes]":
        """The process, which has heard that it is wanted."""
        if self._process is None:
            self._process = self._begun()
        with suppress(BrokenPipeError):  # it ended a moment ago, as its output will say
            cast("IO[bytes]", self._process.stdin).write(b"\n")
        return self._process

    def _begun(self, more: Iterable[str] = ()) -> "subprocess.Popen[bytes]":
        words = [*self._words, *more]
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def close(self) -> None:
        """End it and what it has begun, whatever they do. Again is fine."""
        process, self._process = self._process, None
        if process is None:
            return
        below: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            below = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
        for one in below:
            with suppress(psutil.NoSuchProcess):
                one.kill()
