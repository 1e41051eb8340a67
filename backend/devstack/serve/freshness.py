"""Loading code that was edited a moment ago.

Bytecode in `__pycache__` is told apart by whole seconds and size: two edits of the same size within one second would load the
first one. So a file this young is compiled from its text, and its bytecode is left for later.
"""

import sys
import time
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
from pathlib import Path
from types import CodeType

YOUNG_S = 2.5
"""Whole seconds, file systems that count in two of them, and some time to load."""


class Loader(SourceFileLoader):
    """Python's own, but for young files."""

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of the module as its text stands now."""
        path = self.get_filename(fullname)
        if time.time() - Path(path).stat().st_mtime > YOUNG_S:
            return super().get_code(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


def install() -> None:
    """From here on this process loads modules that way."""
    hook = FileFinder.path_hook(
        (ExtensionFileLoader, EXTENSION_SUFFIXES),
        (Loader, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    )
    sys.path_hooks.insert(0, hook)
    sys.path_importer_cache.clear()
    invalidate_caches()
