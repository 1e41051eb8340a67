"""Loading code that was edited a moment ago, and code that was not from memory.

Bytecode in `__pycache__` is told apart by whole seconds and size: two edits of the same size within one second would load the
first one. So a file this young is compiled from its text, and its bytecode is left for later.

A worker tells its reloader which files it has read, and finds the code of those that stay as they are in the next fork. They are
told apart by inode and change time as well, which nobody can set.
"""

import os
import sys
import time
import warnings
from collections.abc import Iterable
from contextlib import suppress
from importlib import invalidate_caches
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from types import CodeType

YOUNG_S = 2.5
"""Whole seconds, file systems that count in two of them, and some time to load."""
MANY = 5000
"""The code of so many files is kept at most."""
_Stamp = tuple[int, int, int, int]
_kept: dict[str, tuple[_Stamp, CodeType]] = {}
_read: list[str] = []
_finders: dict[str, object] = {}


class Loader(SourceFileLoader):
    """Python's own, but for young files and for those whose code is here already."""

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of the module as its text stands now."""
        path = self.get_filename(fullname)
        seen = os.stat(path)  # noqa: PTH116 - for each module of each load
        stamp, code = _kept.get(path, (None, None))
        if code is not None and stamp == _stamp(seen):
            return code
        if len(_read) < MANY:
            _read.append(path)
        if time.time() - seen.st_mtime > YOUNG_S:
            return super().get_code(fullname)
        fresh: CodeType = self.source_to_code(self.get_data(path), path)
        return fresh


def install() -> None:
    """From here on this process loads modules that way."""
    hook = FileFinder.path_hook(
        (ExtensionFileLoader, EXTENSION_SUFFIXES),
        (Loader, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    )
    sys.path_hooks.insert(0, hook)
    _finders.update(sys.path_importer_cache)  # out of use, but to free a hundred of them takes longer than all the rest
    sys.path_importer_cache.clear()
    invalidate_caches()


def read() -> list[str]:
    """The files that were loaded, and not from memory, since the last call."""
    paths = _read.copy()
    _read.clear()
    return paths


def keep(paths: Iterable[str]) -> None:
    """Read the code of these files for the forks to come; nothing of it is run. What cannot be read is left to the worker."""
    if len(_kept) > MANY:
        _kept.clear()  # files that are long gone; the next worker tells what it still needs
    for path in paths:
        with suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _keep(path)


def _keep(path: str) -> None:
    """Only of a file at rest: what is written after this look has a later change time, and so is not mistaken for it."""
    before = os.stat(path)  # noqa: PTH116 - as above
    if time.time() - max(before.st_mtime, before.st_ctime) <= YOUNG_S:
        return
    code = SourceFileLoader("", path).get_code("")
    after = os.stat(path)  # noqa: PTH116 - as above
    if code is not None and _stamp(after) == _stamp(before):
        _kept[path] = _stamp(before), code


def _stamp(seen: os.stat_result) -> _Stamp:
    return seen.st_mtime_ns, seen.st_size, seen.st_ino, seen.st_ctime_ns
