"""Which edits load the code of a server again, and by which rule. Pure: paths in, a verdict out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

NEVER = ("__pycache__", "node_modules", "site-packages", "ws_generated", "tests")
"""Folders whose files reload nothing: made by a tool, or never loaded by a server."""
CODE = "*.py"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a path reloads, and the rule that says so."""

    reloads: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Rules:
    """`dirs` are absolute; `include` and `exclude` are globs that match at any depth, or folders with all that is below.

    A folder `modules/NAME` holds the module of that name, with _ for -.
    """

    dirs: tuple[PurePath, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    """The modules that run here, where the application is made of modules; the others' code is not loaded."""

    def __call__(self, path: str) -> bool:
        """Whether an edit of this absolute path reloads."""
        return self.verdict(PurePath(path)).reloads

    def verdict(self, path: PurePath) -> Verdict:
        """The first rule that has something to say about it."""
        above = next((folder for folder in self.dirs if path.is_relative_to(folder)), None)
        if above is None:
            return Verdict(False, f"it is not below {', '.join(folder.name for folder in self.dirs)}")
        inside = path.relative_to(above)
        if hidden := next((part for part in inside.parts if part.startswith((".", "~")) or part.endswith("~")), None):
            return Verdict(False, f"{hidden} is hidden or a backup")
        if made := next((part for part in inside.parts[:-1] if part in NEVER), None):
            return Verdict(False, f"what stands in a folder {made} reloads nothing")
        if (module := _module(inside)) and self.modules and module not in self.modules:
            return Verdict(False, f"module {module} does not run here")
        if left_out := _first(path, self.exclude):
            return Verdict(False, f"excluded by {left_out}")
        if taken := _first(path, (CODE, *self.include)):
            return Verdict(True, f"{taken} below {above.name}")
        return Verdict(False, f"it is no {' or '.join((CODE, *self.include))}")


def _module(inside: PurePath) -> str | None:
    """The module whose folder it stands in."""
    above = inside.parts[:-1]
    at = above.index("modules") + 1 if "modules" in above else len(above)
    return above[at].replace("_", "-") if at < len(above) else None


def _first(path: PurePath, globs: Iterable[str]) -> str | None:
    return next((glob for glob in globs if _expression(glob).search(f"/{path.as_posix().lstrip('/')}")), None)


@cache
def _expression(glob: str) -> "re.Pattern[str]":
    """`*` and `?` stay within a name, `**` goes over several; what matches a folder matches all below it."""
    text, at = "", 0
    while at < len(glob):
        if glob.startswith("**/", at):
            text, at = f"{text}(?:[^/]+/)*", at + 3
        elif glob.startswith("**", at):
            text, at = f"{text}.*", at + 2
        else:
            text, at = text + {"*": "[^/]*", "?": "[^/]"}.get(glob[at], re.escape(glob[at])), at + 1
    start = "^" if glob.startswith("/") else "/"
    return re.compile(f"{start}{text.rstrip('/')}(?:/|$)")
