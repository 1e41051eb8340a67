"""Why a server cannot be a fork of what is loaded: other libraries, another start of the interpreter, a package left out."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from devstack.serve.preloading import LEFT_OUT

_STARTUP = ("PYTHON", "LD_", "DYLD_", "MALLOC_", "LC_", "LANG", "OMP_", "OPENBLAS_", "MKL_")
"""Variables by their beginnings that an interpreter or a library reads once, when it starts."""
_NOT_THOSE = frozenset({"PYTHON", "PYTHONUNBUFFERED"})
"""PYTHON names the interpreter of a Procfile line; streams are opened anew in a fork."""


def startup(environment: Mapping[str, str]) -> dict[str, str]:
    """What an environment says to a program that starts. Two that say the same can share one that has."""
    return {key: value for key, value in environment.items() if key.startswith(_STARTUP) and key not in _NOT_THOSE}


def left_out(environment: Mapping[str, str]) -> list[str]:
    """Packages that this server wants to load by itself, and that are loaded here."""
    wanted = (name.strip() for name in environment.get(LEFT_OUT, "").split(","))
    return [name for name in wanted if name in sys.modules]


@dataclass(frozen=True, slots=True)
class Libraries:
    """The files of all loaded modules as they were: when each was written, in nanoseconds, and its size."""

    files: Mapping[str, tuple[int, int] | None]

    @classmethod
    def now(cls) -> "Libraries":
        """As they are."""
        found = {getattr(module, "__file__", None) for module in tuple(sys.modules.values())}
        return cls({file: _stamp(file) for file in found if isinstance(file, str)})

    def changed(self) -> bool:
        """Whether one of them was installed anew, edited or removed. A few milliseconds."""
        return any(_stamp(file) != stamp for file, stamp in self.files.items())


def _stamp(file: str) -> tuple[int, int] | None:
    with suppress(OSError):
        seen = Path(file).stat()
        return seen.st_mtime_ns, seen.st_size
    return None
