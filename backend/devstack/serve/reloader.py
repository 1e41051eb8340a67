"""Keeps one socket and a worker that serves it; after an edit the next worker comes first and the old one retires.

One thread, no event loop, so that forking is safe: signals, the watcher's pipe and the workers' lines are read by one selector.
"""

import logging
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path, PurePath
from socket import socket
from types import FrameType

import uvicorn
from uvicorn.supervisors.basereload import BaseReload

from devstack.serve import compiled, freshness, workers
from devstack.serve.preloading import Preload
from devstack.serve.routers import renew
from devstack.serve.rules import Rules
from devstack.serve.server import GRACE_S, INSTANCE
from devstack.serve.watching import Watcher, in_brief
from devstack.serve.workers import Worker, in_words
from devstack.state import notes

MODULES = "ENABLED_MODULES"
"""Names the modules of a modular application that run in this process."""
FORKS = sys.platform == "linux"
"""Elsewhere a fork of a process that has loaded frameworks is not safe: workers are started afresh."""
HANGS_S = 10.0
"""A worker that has loaded for so long gives way to the next edit."""
OVERTIME_S = 1.0
MANY, CALM_S = 5, 0.15
"""After more edits than MANY at once, others may follow: a branch is being switched, and it is one reload when it is calm."""
PATIENCE_S = 2.0
"""It is not waited longer for calm, as beside a program that writes code all the time."""
MAX_DEATHS, WITHIN_S = 3, 60.0
"""So many workers may die by themselves before their reloader gives up, which its own supervisor sees."""
AGAIN_S = 0.5
AT_ONCE_S = 2.0
"""A watcher that ends sooner than that, as often as workers may die, would end again."""
logger = logging.getLogger("uvicorn.error")


class Reloader(BaseReload):
    """In the place of uvicorn's own; `run` returns when it was told to leave."""

    def __init__(
        self, config: uvicorn.Config, target: Callable[[list[socket] | None], None], sockets: list[socket]
    ) -> None:
        super().__init__(config, target, sockets)
        self.reloader_name = "devstack"
        self._name = os.environ.get(INSTANCE)
        self._selector = selectors.DefaultSelector()
        self._preload = Preload(self._name)
        self._watcher: Watcher | None = None
        self._blinded = 0
        self._serving: Worker | None = None
        self._coming: Worker | None = None
        self._leaving: list[Worker] = []
        self._due: float | None = None
        """When the next worker is to be started."""
        self._edited = False
        self._paths: set[str] = set()
        """What was edited since the last worker was begun."""
        self._calm_at = -CALM_S
        self._waited_since = 0.0
        self._signals: list[int] = []
        self._deaths: list[float] = []
        self._code: int | None = None

    def run(self) -> None:
        """Serve until told to leave, or until it makes no sense any more: then SystemExit with the worker's code."""
        wake = self._listen()
        self._note(None)
        self._watcher = self._watch()
        self._preload.repeat()
        self._say_if_spoilt()
        self._begin()
        while self._code is None:
            for key, _ in self._selector.select(self._patience()):
                key.data()
            self._look()
        self._stop(wake)
        for one in self.sockets:
            one.close()
        if self._code:
            sys.exit(self._code)

    def signal_handler(self, sig: int, frame: FrameType | None) -> None:
        """A note; the selector is woken by the same signal."""
        if sig != signal.SIGCHLD:
            self._signals.append(sig)

    def _listen(self) -> int:
        read, write = os.pipe()
        for end in (read, write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, self.signal_handler)
        self._selector.register(read, selectors.EVENT_READ, lambda: os.read(read, 512))
        self._own = [read, write]
        return read

    def _watch(self, since_ns: int | None = None) -> Watcher:
        rules = Rules(
            tuple(PurePath(folder) for folder in self.config.reload_dirs),
            tuple(sorted(self.config.reload_includes)),
            tuple(sorted(self.config.reload_excludes)),
            tuple(name for name in os.environ.get(MODULES, "").split(",") if name),
        )
        watcher = Watcher(rules, since_ns)
        self._selector.register(watcher.descriptor, selectors.EVENT_READ, self._changed)
        return watcher

    def _changed(self) -> None:
        assert self._watcher is not None, "it was its pipe that woke us"  # noqa: S101 - for the type checker
        edits = self._watcher.edits()
        if edits is None:
            self._watch_again(self._watcher)
            return
        if not edits:
            return
        logger.info("Edited: %s; loading the code again", in_brief(edits))
        self._edited = True
        self._paths |= edits
        self._deaths.clear()
        now = time.monotonic()
        many = len(edits) > MANY or now < self._calm_at + CALM_S  # or the rest of many
        self._calm_at = now + (CALM_S if many else 0)
        if self._coming is None:
            # Edits without end do not put it off without end.
            self._waited_since = now if self._due is None else self._waited_since
            self._due = min(self._calm_at, self._waited_since + PATIENCE_S)
        elif (loading := now - self._coming.began) > HANGS_S:
            logger.warning("The worker before it has been loading for %.0f s: killed", loading)
            self._coming.send(signal.SIGKILL)

    def _watch_again(self, lost: Watcher) -> None:
        """Somebody killed the watcher; one that cannot watch at all has said why."""
        self._selector.unregister(lost.descriptor)
        lost.close()
        self._blinded = self._blinded + 1 if time.monotonic() - lost.began < AT_ONCE_S else 1
        if self._blinded > MAX_DEATHS:
            logger.error("Nobody watches the files any more; edits are seen again after a restart")
            self._watcher = None
            return
        logger.warning("What watches the files has ended; watching again")
        self._watcher = self._watch(lost.since_ns)  # code that was told of is loaded once more

    def _begin(self) -> None:
        self._due, self._edited = None, False
        renew(self._paths)
        self._paths.clear()
        self._coming = worker = self._worker()
        self._selector.register(worker.line, selectors.EVENT_READ, lambda: self._hear(worker))

    def _worker(self) -> Worker:
        if FORKS and self._preload.spoilt is None:
            late = self._serving is None and self._preload.remembers
            return workers.fork(self.config, self.sockets, self._descriptors, late=late)
        return workers.start(self.sockets)

    def _descriptors(self) -> list[int]:
        """What a fork of this process has to close: the ends that are ours."""
        there = [worker for worker in (self._serving, self._coming, *self._leaving) if worker]
        return [
            *self._own,
            *([self._watcher.descriptor] if self._watcher else []),
            *(worker.line.fileno() for worker in there if worker.line.fileno() >= 0),
        ]

    def _hear(self, worker: Worker) -> None:
        said = worker.hear()
        if said is None:
            self._selector.unregister(worker.line)
            worker.line.close()
            return
        for message in said:
            if "failed" in message:
                worker.failed = message["failed"]
            elif message.get("ready") and worker is self._coming:
                self._succeed(worker)
            elif "modules" in message and worker is self._serving:
                self._learn(message["modules"], message["later"], message["files"], message["texts"])

    def _succeed(self, worker: Worker) -> None:
        """It answers: the one before it may go."""
        worker.ready = True
        before, self._serving, self._coming = self._serving, worker, None
        if before:
            self._retire(before)
        self._note(None)
        logger.info("Loaded %sin %.2f s", "again " if before else "", time.monotonic() - worker.began)
        if self._edited:
            self._due = max(time.monotonic(), self._calm_at)

    def _learn(self, modules: list[str], later: list[str], files: list[str], texts: list[str]) -> None:
        """Load what the next fork is to find there; not while an edit waits, for the worker after it will tell again.

        The next start does not wait for what was loaded `later` than the answer.
        """
        if FORKS and self._coming is None and self._due is None:
            self._preload.add([*modules, *later])
            self._preload.remember(modules, files, texts)
            self._say_if_spoilt()
            if self._preload.spoilt is None:
                freshness.keep(files)
                compiled.add(texts)

    def _retire(self, worker: Worker) -> None:
        worker.retire((self.config.timeout_graceful_shutdown or GRACE_S) + OVERTIME_S)
        self._leaving.append(worker)

    def _say_if_spoilt(self) -> None:
        if self._preload.spoilt and not self._edited:
            package = self._preload.spoilt.partition(" ")[0]
            logger.warning(
                "%s, so workers are started afresh, which takes longer; leave it out: `reload: {no_preload: [%s]}`",
                self._preload.spoilt,
                package,
            )

    def _patience(self) -> float | None:
        moments = [self._due, *(worker.ends_at for worker in self._leaving)]
        left = [moment - time.monotonic() for moment in moments if moment is not None]
        return max(0.0, min(left)) if left else None

    def _look(self) -> None:
        """Whatever has happened meanwhile: signals, ends, moments that have come."""
        if self._signals:
            self._code = 0
            return
        now = time.monotonic()
        for worker in [worker for worker in self._leaving if not worker.reaped()]:
            if worker.ends_at is not None and now >= worker.ends_at:
                worker.send(signal.SIGKILL)
                worker.ends_at = None
        self._leaving = [worker for worker in self._leaving if worker.code is None]
        if self._coming and self._coming.reaped():
            self._fell(self._coming)
        if self._serving and self._serving.reaped():
            self._died(self._serving)
        if self._due is not None and now >= self._due and self._coming is None and self._code is None:
            self._begin()

    def _fell(self, worker: Worker) -> None:
        """It never answered: the next edit may mend it."""
        while worker.line.fileno() >= 0 and worker.failed is None:  # its last words may still be in the line
            self._hear(worker)
        self._coming = None
        why = worker.failed or f"the new worker {in_words(worker.code or 0)} before it answered"
        if self._edited:
            self._due = max(time.monotonic(), self._calm_at)
        else:
            self._note(why)
            goes_on = "the code before it goes on" if self._serving else "nothing is served until an edit mends it"
            logger.error("The code does not load, %s: %s", goes_on, why)

    def _died(self, worker: Worker) -> None:
        """The one that served has left by itself, or somebody killed it."""
        self._serving = None
        now = time.monotonic()
        self._deaths = [*(moment for moment in self._deaths if moment > now - WITHIN_S), now]
        logger.error("Worker [%d] %s", worker.pid, in_words(worker.code or 0))
        if len(self._deaths) > MAX_DEATHS:
            self._code = worker.code if worker.code and worker.code > 0 else 1
        elif self._coming is None and self._due is None:
            self._due = now if len(self._deaths) == 1 else now + AGAIN_S * len(self._deaths)

    def _note(self, error: str | None) -> None:
        if self._name:
            notes.write(Path.cwd(), self._name, notes.Note(error, self._serving is not None) if error else None)

    def _stop(self, wake: int) -> None:
        """End all workers: those that serve may finish; a second signal, or the end of their time, kills them."""
        for worker in (self._serving, self._coming):
            if worker:
                worker.send(signal.SIGTERM if worker.ready else signal.SIGKILL)
                self._leaving.append(worker)
        for worker in self._leaving:
            worker.send(signal.SIGTERM)
        if self._watcher:
            self._watcher.close()
        until = time.monotonic() + (self.config.timeout_graceful_shutdown or 1e9) + OVERTIME_S
        known = len(self._signals)
        while left := [worker for worker in self._leaving if not worker.reaped()]:
            if time.monotonic() >= until or len(self._signals) > known:
                for worker in left:
                    worker.send(signal.SIGKILL)
                until, known = time.monotonic() + OVERTIME_S, len(self._signals)
            self._selector.select(min(0.2, max(0.0, until - time.monotonic())))
            self._drained(wake)
        self._note(None)

    def _drained(self, wake: int) -> None:
        try:
            os.read(wake, 512)
        except BlockingIOError:
            return
