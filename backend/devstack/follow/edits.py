"""Edits of a project, one after another, for whoever does something after each."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from devstack.serve.rules import Rules
from devstack.serve.watching import told

QUIET_MS, LOOK_UP_MS = 150, 300


def edits(root: Path, folders: Sequence[Path], single: Sequence[str]) -> Iterator[set[str]]:
    """The paths of each edit, relative to `root`: code below `folders`, or one of the `single` files.

    The first says only that edits are seen from now on, and has no paths: what was edited before, nobody told of.
    """
    watching = False
    rules = Rules(tuple(PurePath(folder) for folder in folders))
    before = _stamps(root, single)
    for paths in told([str(folder) for folder in folders], QUIET_MS, LOOK_UP_MS):
        after = _stamps(root, single)
        found = {os.path.relpath(path, root) for path in paths if rules(path)}
        found |= {path for path in single if before.get(path) != after.get(path)}
        before = after
        if found or not watching:
            watching = True
            yield found


def _stamps(root: Path, single: Sequence[str]) -> dict[str, int]:
    return {path: (root / path).stat().st_mtime_ns for path in single if (root / path).exists()}
