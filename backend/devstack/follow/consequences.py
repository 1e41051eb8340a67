"""What an edit of which file leads to, and by which rule. Pure: paths in, a verdict out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from devstack.serve.rules import Rules

TEMPLATES = "nginx"
PROCFILE = "Procfile.template"


class Task(StrEnum):
    """What is to be done."""

    APPLY = "apply"
    """Plan anew, render, and change of the running stack what is different."""
    GENERATE = "generate"
    """Make the generated files that depend on the code anew."""


PARTS: Mapping[str, tuple[str, ...]] = {"all": (), "specs": ("specs",), "off": ()}
"""Of `codegen.on_change`: which parts of `gen`; all of them without any."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """`config` is the deployment file's name in the root; `code` are folders, relative to the root as every path here."""

    config: str
    code: tuple[str, ...]
    on_change: str = "all"

    def __call__(self, path: str) -> tuple[Task | None, str]:
        """What follows from an edit of this path, and why."""
        one = PurePosixPath(path)
        if path in self.single:
            return Task.APPLY, f"{path} says what runs"
        if one.parts[:1] == (TEMPLATES,) and one.suffix == ".j2":
            return Task.APPLY, f"{TEMPLATES}/*.j2 make nginx.conf"
        verdict = Rules(tuple(PurePosixPath(folder) for folder in self.code)).verdict(one)
        if not verdict.reloads:
            return None, verdict.rule
        if self.on_change == "off":
            return None, "codegen.on_change is off"
        return Task.GENERATE, f"contracts follow from {verdict.rule}"

    @property
    def single(self) -> tuple[str, ...]:
        """The single files that are looked at."""
        name = PurePosixPath(self.config)
        return self.config, f"{name.stem}.local{name.suffix}", PROCFILE
