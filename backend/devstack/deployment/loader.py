"""From files to a Deployment: read, lay over, check, fill in. Every mistake is collected and reported at once, with its place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from devstack.deployment import convention, words
from devstack.deployment.document import Node, Place, Problem, refuse
from devstack.deployment.document import Path as Keys
from devstack.deployment.draft import Draft
from devstack.deployment.layers import merge, setting
from devstack.deployment.model import Deployment
from devstack.deployment.reader import LARGEST, read
from devstack.deployment.rules import Violation, violations
from devstack.errors import InputError

# Whatever a part must have, so that the rest can still be checked when just this is wrong. Nothing made of these gets out.
_STAND_INS = {"servers": ("port", 1024), "processes": ("command", "true")}
MAY_BE_EMPTY = {
    "nginx",
    "websocket",
    "websocket_routes",
    "processes",
    "engines",
    "restart",
    "limits",
    "codegen",
    "logs",
    "env",
}
"""Keys that may stand without a value, like a `processes:` with only comments below it; then they say nothing."""


def load(path: Path, *, sets: Sequence[str] = (), overlays: bool = True) -> Deployment:
    """The deployment a file describes, under its local file and --set strings; its folder is the root.

    `overlays=False` reads the file alone: that is what generated/ is rendered from. Every mistake is in one InputError.
    """
    document, problems = _document(path, sets if overlays else (), overlays)
    if document is None:
        raise refuse(problems)
    plain = {"name": convention.name(path.parent), **_without_empty(document.plain())}
    spoilt = {problem.path for problem in problems}
    problems += [mistake for mistake in _mistakes(plain, document) if not _follows(mistake.path, spoilt, document)]
    draft = _draft(plain, problems)
    if draft is not None:
        found, remarks = convention.fill(draft, path.parent)
        problems += _disagreements([*violations(draft), *remarks], document, problems)
    if problems or draft is None:
        raise refuse(problems)
    return Deployment.model_validate(convention.filled(plain, found))


def _document(path: Path, sets: Sequence[str], overlays: bool) -> tuple[Node | None, list[Problem]]:
    """All layers as one document. Without a readable file at the bottom there is none."""
    document, problems = read(_bytes(path), _shown(path), 0)
    local = path.with_name(f"{path.stem}.local{path.suffix}")
    layers = [setting(text, 2 + i) for i, text in enumerate(sets)]
    if overlays and local.is_file():
        data = _bytes(local)
        # An overlay with nothing in it, or with comments only, changes nothing.
        if any(line.strip() and not line.lstrip().startswith(b"#") for line in data.splitlines()):
            layers.insert(0, read(data, _shown(local), 1))
    for above, mistakes in layers:
        problems += mistakes
        document = merge(document, above) if document and above else document
    return document, problems


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{_shown(path)}: cannot be read ({reason}); name a deployment file that can") from None


def _shown(path: Path) -> str:
    """The path as a person in the working folder would write it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):  # not below the working folder, or that folder is gone
        return str(path)


def _without_empty(plain: dict[str, Any]) -> dict[str, Any]:
    """The values without the keys that may be empty and are."""
    said = {key: value for key, value in plain.items() if value is not None or key not in MAY_BE_EMPTY}
    return {key: _without_empty(value) if isinstance(value, dict) else value for key, value in said.items()}


def _mistakes(plain: dict[str, Any], document: Node) -> list[Problem]:
    found: list[Problem] = []
    try:
        Draft.model_validate(plain)
    except ValidationError as error:
        found = words.problems(error, document)
    told = {problem.path for problem in found}
    return found + [p for p in words.empty(document) if p.path not in told and p.path[-1] not in MAY_BE_EMPTY]


def _follows(path: Keys, spoilt: set[Keys], document: Node) -> bool:
    """Whether a mistake only follows from what could not be read: that value, a map empty without it, a key it may be."""
    node = document.at(path)
    if node is None:
        return any(bad[:-1] == path[:-1] and document.at(bad) is None for bad in spoilt if bad)
    return path in spoilt or (isinstance(node.value, dict) and any(bad[: len(path)] == path for bad in spoilt))


def _draft(plain: dict[str, Any], problems: list[Problem]) -> Draft | None:
    """The draft without its faulty values, so that what is left can be checked too; None where too little is left."""
    kept = _pruned(plain, {problem.path for problem in problems}, ())
    for section, (key, value) in _STAND_INS.items():
        for entry in kept.get(section, {}).values():
            entry.setdefault(key, value)
    try:
        return Draft.model_validate(kept)
    except ValidationError:
        return None


def _pruned(value: Any, bad: set[Keys], path: Keys) -> Any:
    if isinstance(value, dict):
        return {key: _pruned(below, bad, (*path, key)) for key, below in value.items() if (*path, key) not in bad}
    if isinstance(value, tuple):
        return tuple(_pruned(below, bad, (*path, i)) for i, below in enumerate(value) if (*path, i) not in bad)
    return value


def _disagreements(remarks: list[Violation], document: Node, problems: list[Problem]) -> list[Problem]:
    """The remarks as problems, without those that rest on a value already known to be faulty."""
    faulty = [problem.path for problem in problems if problem.path]
    return [
        Problem(_place(document, remark), remark.path, remark.message)
        for remark in remarks
        if not any(_touches(bad, about) for bad in faulty for about in (remark.path, *remark.rests_on))
    ]


def _touches(bad: Keys, about: Keys) -> bool:
    """Whether a faulty value is, holds or is part of the value a remark is about."""
    shorter = min(len(bad), len(about))
    return bad[:shorter] == about[:shorter]


def _place(document: Node, remark: Violation) -> Place:
    """Where the value at fault stands; where a higher layer made it disagree, there."""
    node = document.nearest(remark.path)
    exact = document.at(remark.path) is not None
    own = node.place if exact and not isinstance(node.value, dict) else node.named
    others = [other.place for path in remark.rests_on if (other := document.at(path))]
    return max((place for place in others if place.layer > own.layer), default=own)
