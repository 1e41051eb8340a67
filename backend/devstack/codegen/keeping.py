"""What the last run made of what, in `.devstack/gen/`: so the next one does only what has changed. Lost, it costs time alone."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack.artifacts import Artifact
from devstack.codegen import fingerprints

FOLDER = ".devstack/gen"


@dataclass(frozen=True, slots=True)
class Keeper:
    """`root` is the project's. With `force` nothing that was kept is believed."""

    root: Path
    force: bool = False

    def artifacts(self, name: str, inputs: Mapping[str, Any], make: Callable[[], list[Artifact]]) -> list[Artifact]:
        """What `make` makes of these inputs. If they are as before and so is every file it made, the files as they stand."""
        key = fingerprints.of(inputs)
        before = self.recall(name)
        if before.get("key") == key and before.get("files"):
            files: dict[str, str] = before["files"]
            if fingerprints.of_files(self.root, files) == files:
                return [Artifact(Path(path), (self.root / path).read_bytes()) for path in files]
        made = make()
        self.remember(name, {"key": key, "files": {one.path.as_posix(): _hash(one) for one in made}})
        return made

    def recall(self, name: str) -> dict[str, Any]:
        """What was remembered under this name; nothing after a `force`, or when it cannot be read."""
        if self.force:
            return {}
        try:
            found: dict[str, Any] = json.loads(self._file(name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def remember(self, name: str, said: Mapping[str, Any]) -> None:
        """Keep it for the next run. A folder that cannot be written to is no reason to fail."""
        with suppress(Exception):
            Artifact(self._file(name).relative_to(self.root), json.dumps(said)).write(self.root)

    def _file(self, name: str) -> Path:
        return self.root / FOLDER / f"{name.replace('/', '-')}.json"


def _hash(artifact: Artifact) -> str:
    return fingerprints.of_bytes(artifact.data)
