"""One thing that was looked at, and how a list of them is shown."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text


class Severity(StrEnum):
    """`error`: it will not run. `warn`: it runs, but worse than it could."""

    OK = "ok"
    WARN = "warn"
    ERROR = "error"


_STYLES = {Severity.OK: "green", Severity.WARN: "yellow", Severity.ERROR: "bold red"}
_ENDLESS = 4000


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found; whatever is not ok comes with what to do about it."""

    severity: Severity
    subject: str
    detail: str
    remedy: str = ""


def ok(subject: str, detail: str) -> Finding:
    return Finding(Severity.OK, subject, detail)


def warn(subject: str, detail: str, remedy: str) -> Finding:
    return Finding(Severity.WARN, subject, detail, remedy)


def error(subject: str, detail: str, remedy: str) -> Finding:
    return Finding(Severity.ERROR, subject, detail, remedy)


def worst(findings: Sequence[Finding]) -> Severity:
    """The gravest of them; ok for none."""
    return max((finding.severity for finding in findings), key=list(Severity).index, default=Severity.OK)


def as_json(findings: Sequence[Finding]) -> str:
    """`{"severity": worst, "findings": [{severity, subject, detail, remedy}]}`; a remedy is empty where all is well."""
    return json.dumps({"severity": worst(findings), "findings": [asdict(finding) for finding in findings]}, indent=2)


def show(findings: Sequence[Finding], file: IO[str] | None = None) -> None:
    """A table, in colour on a terminal; what is not ok is followed by its remedy."""
    console = Console(file=file, highlight=False)
    if not console.is_terminal:
        console.width = _ENDLESS  # a line per finding, for grep
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        told = Text(finding.detail)
        if finding.remedy:
            told.append(f"\n→ {finding.remedy}", style="bold")
        table.add_row(Text(finding.severity, style=_STYLES[finding.severity]), Text(finding.subject), told)
    console.print(table)
