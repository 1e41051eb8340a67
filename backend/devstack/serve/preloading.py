"""What an application imports from outside the project, imported once, so that each reload only loads the project's own code.

Which modules these are, the first worker tells; they are kept for the next start. Workers are forks, so nothing may live in the
process that preloads: a package that starts threads or opens connections when it is imported is named and ends the forking.
"""

import gc
import importlib
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devstack.serve import remembering
from devstack.serve.joining import own

LEFT_OUT = "DEVSTACK_NO_PRELOAD"
"""Comma-separated packages that are not preloaded: `reload: {no_preload: [pkg]}`."""
SHARED = "devstack.warm"
"""Loaded in the process that servers are forks of, and so in them."""
_CALM = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""numpy's libraries start their threads when they are loaded, unless they may have only one."""


class Preload:
    """The modules of other people in this process. `spoilt` names the package that made forking unsafe, and how.

    `remembers` says whether an earlier start has left a list.
    """

    def __init__(self, name: str | None) -> None:
        self.spoilt: str | None = None
        self.remembers = False
        self._file = Path(remembering.FOLDER, f"{name}.json") if name else None
        self._left_out = {one.strip() for one in os.environ.get(LEFT_OUT, "").split(",") if one.strip()}
        self._known: set[str] = set()
        self._needed: dict[str, None] = {}
        """What a server answers with, in the order in which it was told."""
        self._given = frozenset(sys.modules)
        self._libraries = remembering.libraries()

    def repeat(self) -> None:
        """Load what was needed the last time; a fork of what loads for all servers has it."""
        if self._file and (memory := remembering.read(self._file)):
            self.remembers = True
            self._needed.update(dict.fromkeys(memory.modules))
            if SHARED not in sys.modules:
                self.add(memory.modules)

    def add(self, names: Iterable[str], between: Callable[[], None] = lambda: None) -> None:
        """Load those that are missing. One that cannot be loaded alone is left to the worker.

        `between` is called before each package, and only while forking is safe.
        """
        missing = [name for name in names if name not in self._known and name not in sys.modules]
        self._known.update(names)
        if self.spoilt or not missing:
            return
        with _calm(), _uncollected():
            for package, modules in _packages(missing):
                if package not in self._left_out and not self.spoilt:
                    between()
                    self._load(package, modules)

    def remember(self, names: Iterable[str], files: Iterable[str] = (), texts: Iterable[str] = ()) -> None:
        """Keep them for the next start, and those that were there before."""
        if self._file is None or not Path(remembering.FOLDER).parents[1].is_dir():  # not below a stack
            return
        before = remembering.read(self._file)
        # A list that began in a fork lacks what that was born with.
        whole = before.whole if before else SHARED not in sys.modules
        self._needed.update(dict.fromkeys(names))
        needed = self._list(before.modules if before else [])
        memory = remembering.Memory(needed, *remembering.grown(before, files, texts), whole)
        remembering.write(self._file, memory, self._libraries)

    def _list(self, before: list[str]) -> list[str]:
        """Without what this process was born with, which says nothing of the application, and what is left out."""
        known = set(before)
        new = [name for name in self._needed if name not in known and name not in self._given]
        return [name for name in (*before, *new) if name.partition(".")[0] not in self._left_out]

    def _load(self, package: str, modules: list[str]) -> None:
        before = _threads(), _connections(), _own_modules()
        for name in modules:
            with (
                suppress(BaseException),
                warnings.catch_warnings(),
            ):  # whatever it is, the worker will meet it and say so
                warnings.simplefilter("ignore")
                importlib.import_module(name)
        after = _threads(), _connections(), _own_modules()
        for was, there, did in zip(
            before, after, ("starts threads", "opens connections", "loads the project"), strict=True
        ):
            if there > was:
                self.spoilt = f"{package} {did} when it is imported"


def reseed() -> None:
    """Forks would draw the same numbers; Python's own generator sees to that by itself, and one that is loaded later is new."""
    if random := sys.modules.get("numpy.random"):  # numpy.random itself would load it, in each fork
        random.seed()


def _packages(names: list[str]) -> Iterator[tuple[str, list[str]]]:
    """In the order in which their first modules come."""
    grouped: dict[str, list[str]] = {}
    for name in names:
        grouped.setdefault(name.partition(".")[0], []).append(name)
    yield from grouped.items()


@contextmanager
def _uncollected() -> Iterator[None]:
    """What is loaded stays. To look for garbage among it is a fifth of the time, and the first look in a worker copies all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


@contextmanager
def _calm() -> Iterator[None]:
    ours = {key: value for key, value in _CALM.items() if key not in os.environ}
    os.environ.update(ours)
    try:
        yield
    finally:
        for key in ours:
            os.environ.pop(key, None)


def _threads() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - a number only


def _connections() -> int:
    found = 0
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names only
        with suppress(OSError):
            found += os.readlink(f"/proc/self/fd/{name}").startswith(("socket:", "anon_inode:[event"))  # noqa: PTH115 - as above
    return found


def _own_modules() -> int:
    here = f"{Path.cwd()}/"
    ours = (
        own(module, here)
        for name, module in tuple(sys.modules.items())
        if name.partition(".")[0] not in {"devstack", "__main__"}
    )
    return sum(ours)
