"""What an application imports from outside the project, imported once, so that each reload only loads the project's own code.

Which modules these are, the first worker tells; they are kept for the next start. Workers are forks, so nothing may live in the
process that preloads: a package that starts threads or opens connections when it is imported is named and ends the forking.
"""

import gc
import importlib
import json
import os
import site
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from devstack.serve.joining import own

LEFT_OUT = "DEVSTACK_NO_PRELOAD"
"""Comma-separated packages that are not preloaded: `reload: {no_preload: [pkg]}`."""
FOLDER = ".devstack/run/serve"
REST = ""
"""No server's name: what is remembered of several, or in part."""
SHARED = "devstack.warm"
"""Loaded in the process that servers are forks of, and so in them."""
_CALM = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""numpy's libraries start their threads when they are loaded, unless they may have only one."""


class Preload:
    """The modules of other people in this process. `spoilt` names the package that made forking unsafe, and how."""

    def __init__(self, name: str | None) -> None:
        self.spoilt: str | None = None
        self._file = Path(FOLDER, f"{name}.json") if name else None
        self._left_out = {one.strip() for one in os.environ.get(LEFT_OUT, "").split(",") if one.strip()}
        self._known: dict[str, None] = {}
        """A set in the order in which they were told."""
        self._given = frozenset(sys.modules)
        self._libraries = _libraries()

    def repeat(self) -> None:
        """Load what was needed the last time."""
        if self._file and (memory := _memory(self._file)):
            self.add(memory.modules)

    def add(self, names: Iterable[str], between: Callable[[], None] = lambda: None) -> None:
        """Load those that are missing. One that cannot be loaded alone is left to the worker.

        `between` is called before each package, and only while forking is safe.
        """
        missing = [name for name in names if name not in self._known and name not in sys.modules]
        self._known.update(dict.fromkeys(names))
        if self.spoilt or not missing:
            return
        with _calm(), _uncollected():
            for package, modules in _packages(missing):
                if package not in self._left_out and not self.spoilt:
                    between()
                    self._load(package, modules)

    def remember(self, names: list[str]) -> None:
        """Keep them for the next start, and those that were there before."""
        if self._file is None or not Path(FOLDER).parents[1].is_dir():  # not below a stack
            return
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(f".{os.getpid()}")
            kept = {"python": sys.version, "libraries": self._libraries, "whole": self._whole()}
            temporary.write_text(json.dumps({**kept, "modules": self._needed(names)}))
            temporary.replace(self._file)

    def _whole(self) -> bool:
        """Whether the list says all that is needed: one that began in a fork lacks what that was born with."""
        memory = _memory(self._file) if self._file else None
        return memory.whole if memory else SHARED not in sys.modules

    def _needed(self, names: list[str]) -> list[str]:
        """Without what this process was born with, which says nothing of the application, and what is left out."""
        memory = _memory(self._file) if self._file else None
        before = memory.modules if memory else []
        known = set(before)
        there = dict.fromkeys((*self._known, *names))
        new = [name for name in there if name not in known and name not in self._given]
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


def remembered() -> dict[str, list[str]]:
    """What each server of the project in this working folder needed the last time, in an order in which it was loaded.

    Those that need least come first. What is not known to be all that its server needs comes last, under REST.
    """
    found: dict[str, list[str]] = {}
    for file in sorted(Path(FOLDER).glob("*.json")):
        if memory := _memory(file):
            found.setdefault(server(file.stem) if memory.whole else REST, []).extend(memory.modules)
    return dict(sorted(found.items(), key=lambda item: (item[0] == REST, len(item[1]))))


def server(instance: str) -> str:
    """`broker` for `broker-0`: its instances need the same."""
    return instance.rpartition("-")[0]


def reseed() -> None:
    """Forks would draw the same numbers; Python's own generator sees to that by itself, and one that is loaded later is new."""
    if random := sys.modules.get("numpy.random"):  # numpy.random itself would load it, in each fork
        random.seed()


@dataclass(frozen=True, slots=True)
class _Memory:
    """What one process needed the last time, and whether that is all it needed."""

    modules: list[str]
    whole: bool


def _memory(file: Path) -> _Memory | None:
    """None where nothing is kept, or where libraries were installed or removed since: then it is learned anew."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads(file.read_bytes())
        if said["python"] == sys.version and said["libraries"] == _libraries():
            return _Memory([str(name) for name in said["modules"]], said["whole"])
    return None


def _libraries() -> list[int]:
    """When each folder of installed packages was changed last, in nanoseconds."""
    return [Path(folder).stat().st_mtime_ns for folder in site.getsitepackages() if Path(folder).is_dir()]


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
