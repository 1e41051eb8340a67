"""What an application says of itself, as a value, and its contracts as artifacts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack.artifacts import Artifact
from devstack.codegen.contract import Contract, read_contract


@dataclass(frozen=True, slots=True)
class Exported:
    """What the application said. `files` are those of the project it was made of, relative to the root."""

    documents: Mapping[str, Any]
    mounts: Mapping[str, str]
    places: Mapping[str, str]
    members: Mapping[str, Mapping[str, Any]]
    files: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As `exported` reads it."""
        return {
            "documents": self.documents,
            "mounts": self.mounts,
            "places": self.places,
            "members": self.members,
            "files": list(self.files),
        }

    def contract(self) -> Contract:
        """The same for generators of clients."""
        return read_contract(self.documents, self.mounts, self.places, self.members)


def specs(exported: Exported, folder: str) -> list[Artifact]:
    """`openapi.json`, `asyncapi.json` and each module's own below `folder`."""
    found = exported.documents
    return [Artifact(Path(folder) / name, document_text(found[name])) for name in sorted(found)]


def document_text(document: dict[str, Any]) -> str:
    """The one spelling of a document, so that the gateway's file and the application's answer are the same bytes."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def exported(said: Mapping[str, Any]) -> Exported:
    """An answer as it was kept."""
    return Exported(said["documents"], said["mounts"], said["places"], said["members"], tuple(said["files"]))
