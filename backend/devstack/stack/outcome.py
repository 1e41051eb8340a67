"""What a run of the generators did, as a value and in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `generate` did: paths relative to the root, parts it could not make and why, files looked at, seconds."""

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    skipped: Mapping[str, str]
    files: int
    seconds: float
    warnings: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The same for people; of nothing written, no line."""
        lines = [f"wrote {path}" for path in self.written] + [f"removed {path}" for path in self.removed]
        if len(lines) > 1:
            lines.append(f"{len(lines)} of {self.files} files in {self.seconds:.1f} s")
        return lines
