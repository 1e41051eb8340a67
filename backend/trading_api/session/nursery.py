"""The process that a session's engines are forked from, seen from the session: asked to start them, heard when they end."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

LOST = 1
"""What an engine is taken to have ended with when its nursery went without a word of it."""
LEAVES_S = 5.0


class Child:
    """One engine process. `ended` is done when it has ended for good, with its exit code, or a signal's number below 0."""

    def __init__(self, nursery: "Nursery", number: int) -> None:
        loop = asyncio.get_running_loop()
        self.number = number
        self.begun: asyncio.Future[int] = loop.create_future()
        self.ended: asyncio.Future[int] = loop.create_future()
        self._nursery = nursery

    @property
    def pid(self) -> int:
        """Of the process."""
        return self.begun.result()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it lives."""
        if not self.ended.done():
            self._nursery.ask({"signal": self.pid, "number": int(number)})


class Nursery:
    """Begin it early: it loads beside whoever began it. Everything forked from it ends when it is closed."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._reports, theirs = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "trading_api.engines.nursery", str(theirs)],
            stdin=subprocess.PIPE,
            bufsize=0,
            pass_fds=(theirs,),
            start_new_session=True,
            env=environment,
        )
        os.close(theirs)
        self._rest = b""
        self._children: list[Child] = []
        self._gone = False
        self._heard_by: asyncio.AbstractEventLoop | None = None

    async def start(self, words: list[str]) -> Child:
        """An engine with this command line, once it has a pid; ChildProcessError where there is nothing to fork from."""
        if self._heard_by is None and not self._gone:
            self._heard_by = asyncio.get_running_loop()
            self._heard_by.add_reader(self._reports, self._readable)
        child = Child(self, len(self._children))
        self._children.append(child)
        self.ask({"start": child.number, "words": words})
        if self._gone:
            self._lost(child)
        await child.begun
        return child

    def ask(self, request: Mapping[str, Any]) -> None:
        """Write one line; nobody to read it shows as the end of the reports."""
        assert self._process.stdin is not None, "a pipe was asked for"  # noqa: S101 - narrows the type for mypy
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(request).encode() + b"\n")

    def close(self) -> None:
        """Let it go, and what is left of its engines with it."""
        if self._heard_by is not None:
            self._heard_by.remove_reader(self._reports)
            self._heard_by = None
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
            os.close(self._reports)
        if all(child.ended.done() for child in self._children):
            self._process.terminate()  # it may still be loading
        try:
            self._process.wait(LEAVES_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(LEAVES_S)

    def _readable(self) -> None:
        data = os.read(self._reports, 65536)
        if not data:
            self._end()
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._hear(json.loads(line))

    def _hear(self, report: Mapping[str, Any]) -> None:
        if "started" in report:
            self._children[report["started"]].begun.set_result(report["pid"])
            return
        for child in self._children:
            if child.begun.done() and not child.ended.done() and child.pid == report["ended"]:
                child.ended.set_result(report["code"])

    def _end(self) -> None:
        """It is gone, whyever: its engines lose their tether."""
        self._gone = True
        if self._heard_by is not None:
            self._heard_by.remove_reader(self._reports)
            self._heard_by = None
        for child in self._children:
            self._lost(child)

    def _lost(self, child: Child) -> None:
        if not child.begun.done():
            child.begun.set_exception(ChildProcessError("the process that engines are forked from has left"))
            child.begun.exception()  # whoever waits gets it; if nobody does, that is no fault
        if not child.ended.done():
            child.ended.set_result(LOST)
