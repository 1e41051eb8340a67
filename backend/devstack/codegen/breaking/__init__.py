"""What has changed between two contracts, and what of it breaks clients. By direction: what a server takes, what it sends."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from devstack.codegen.breaking.change import Change
from devstack.codegen.breaking.operations import changes
from devstack.codegen.breaking.revision import contract_at, uses
from devstack.codegen.contract import Contract

__all__ = ["Change", "changes", "compare"]


def compare(root: Path, revision: str, now: Contract, name: str) -> list[Change]:
    """The changes since a revision of the repository, breaking ones first, each with where a client here uses it."""
    found = changes(contract_at(root, revision), now)
    return sorted(_used(root, name, found), key=lambda one: (not one.breaks, one.where, one.what))


def _used(root: Path, name: str, found: Iterable[Change]) -> list[Change]:
    known = list(found)
    places = uses(root, name, {word for one in known if one.breaks for word in one.words})
    return [
        replace(one, uses=tuple(sorted({place for word in one.words for place in places.get(word, ())})))
        if one.breaks
        else one
        for one in known
    ]
