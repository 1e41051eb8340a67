"""Who would reload, or what would be made anew, after an edit of a file, and by which rule. Pure: starts and reads nothing."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from devstack.follow.consequences import Consequences, Task
from devstack.plan import Kind, Plan, Process
from devstack.serve.rules import Rules

_DOES = {
    Task.APPLY: "plans anew and applies to the running stack what is different",
    Task.GENERATE: "makes generated files anew",
}


def explain(drawn: Plan, path: str) -> list[str]:
    """A line per process that has a say; `path` is relative to the root."""
    lines = [f"{process.name}: {words}" for process in drawn if (words := _process(process, path))]
    return lines or ["nobody follows edits here: no server has `reload`"]


def _process(process: Process, path: str) -> str | None:
    if process.kind is Kind.CODEGEN:
        task, rule = consequences(process)(path)
        return f"{_DOES[task]} ({rule})" if task else f"does nothing ({rule})"
    if not process.reloads:
        return None
    verdict = rules(process).verdict(PurePosixPath(path))
    return f"{'reloads' if verdict.reloads else 'does not reload'} ({verdict.rule})"


def rules(process: Process) -> Rules:
    """What its line says of what it watches, below the root."""
    said = list(_said(process))
    return Rules(
        tuple(PurePosixPath(value) for option, value in said if option == "--reload-dir"),
        tuple(value for option, value in said if option == "--reload-include"),
        tuple(value for option, value in said if option == "--reload-exclude"),
        tuple(name for name in process.env.get("ENABLED_MODULES", "").split(",") if name),
    )


def consequences(process: Process) -> Consequences:
    """The same for what follows edits."""
    said = dict(_said(process))
    code = tuple(value for option, value in _said(process) if option == "--code")
    return Consequences(process.command.arguments[3], code, said["--on-change"])


def _said(process: Process) -> Iterator[tuple[str, str]]:
    yield from pairwise(process.command.arguments)
