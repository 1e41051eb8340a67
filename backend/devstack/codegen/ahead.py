"""Generators of clients that load while the application does, a thread for each; what they made ready is taken by name.

A generator takes longer to load than to write a client, and while a child process loads the application there is nothing else
to do. Between two runs of one process that child itself can be made ready. Whoever took nothing only lost time: making a client
loads what is missing.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devstack.codegen.loading import Loading
from devstack.plan import Plan

EXPORT = "export"
"""Not a part: the process that will load the application."""


def _export(plan: Plan, root: Path) -> Loading | None:
    from devstack.serve.remembering import remembered  # as below

    if not plan.app:
        return None
    memories = remembered().values()
    return Loading(
        plan,
        root,
        modules=dict.fromkeys(one for memory in memories for one in memory.modules),
        files=dict.fromkeys(one for memory in memories for one in memory.files),
        texts=dict.fromkeys(one for memory in memories for one in memory.texts),
    )


def _python(_plan: Plan, _root: Path) -> None:
    from devstack.codegen.python import ready  # in a thread of its own: that takes time

    ready()


def _typescript(_plan: Plan, root: Path) -> Any:
    from devstack.codegen.typescript import ready  # as above

    return ready(root)


READY: Mapping[str, Callable[[Plan, Path], Any]] = {EXPORT: _export, "python": _python, "typescript": _typescript}


class Ahead:
    """A context manager: what was begun and not taken is closed at its end."""

    def __init__(self, plan: Plan, root: Path) -> None:
        self.plan = plan
        """Of the newest run: the next one is expected to have the same."""
        self._root = root
        self._threads = ThreadPoolExecutor(max_workers=len(READY), thread_name_prefix="ahead")
        self._begun: dict[str, Future[Any]] = {}

    def begin(self, parts: Iterable[str]) -> None:
        """Begin with those of these parts that can."""
        for part in parts:
            if part in READY and part not in self._begun:
                self._begun[part] = self._threads.submit(READY[part], self.plan, self._root)

    def begin_all(self) -> None:
        """Begin with all there is: for a process in which another run will follow."""
        self.begin(READY)

    def take(self, part: str) -> Any:
        """What it made ready, once it has; None when it was not begun."""
        begun = self._begun.pop(part, None)
        return begun.result() if begun else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in tuple(self._begun):
            if (ready := self.take(part)) is not None:
                ready.close()
        self._threads.shutdown()
