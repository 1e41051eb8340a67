"""Files we generate: a path below the root and its whole content. Written only when different, and never seen half-written."""

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devstack.errors import DevstackError

SCRATCH = ".devstack-new-"
TOOLS = frozenset({"__pycache__", "node_modules", "dist", "build"})
"""Folders that interpreters and packagers make beside what they read."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One generated file: `path` is relative to the project root, `content` all that stands in it."""

    path: Path
    content: str | bytes

    @property
    def data(self) -> bytes:
        """The content as it stands on disk: text is UTF-8, its newlines as given."""
        return self.content.encode() if isinstance(self.content, str) else self.content

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content if isinstance(self.content, str) else self.content.decode()

    def differs(self, root: Path) -> bool:
        """Whether the file below `root` is missing or says something else."""
        try:
            return (root / self.path).read_bytes() != self.data
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError as error:
            raise _refused("read", root / self.path, error) from error

    def write(self, root: Path) -> bool:
        """Write the file if it differs and say whether it did. An untouched mtime keeps watchers quiet.

        Whoever reads meanwhile sees the old content or the new one. Permissions of an existing file are kept.
        A folder or disk that refuses is a DevstackError that names the file.
        """
        if not self.differs(root):
            return False
        # A link stays a link: what it points to is replaced.
        target = (root / self.path).resolve()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, self.data)
        except OSError as error:
            raise _refused("write", root / self.path, error) from error
        return True


def _replace(target: Path, data: bytes) -> None:
    with _scratch(target) as (descriptor, name):
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        name.chmod(_mode(target))
        name.replace(target)


@contextmanager
def _scratch(target: Path) -> Iterator[tuple[int, Path]]:
    """A file of a name nobody else has, beside the target: rename is atomic within one file system only."""
    descriptor, text = tempfile.mkstemp(prefix=SCRATCH, dir=target.parent)
    name = Path(text)
    try:
        yield descriptor, name
    finally:
        name.unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """What the file has, else what open() would give it; mkstemp's 0600 is for secrets."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o666 & ~_umask()


def _umask() -> int:
    # The only way to read it is to set it; both calls are ours and nothing is created in between.
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


def _refused(verb: str, path: Path, error: OSError) -> DevstackError:
    return DevstackError(f"cannot {verb} {path}: {error.strerror or error}; check its permissions and the space left")


def stale(root: Path, artifacts: Iterable[Artifact], folder: Path | str) -> list[Path]:
    """Files below the generated `folder` (relative to `root`) that none of `artifacts` is. Caches do not count."""
    wanted = {artifact.path for artifact in artifacts}
    found = (path.relative_to(root) for path in (root / folder).rglob("*") if path.is_file() or path.is_symlink())
    return sorted(path for path in found if path not in wanted and not _passing(path))


def _passing(path: Path) -> bool:
    """What tools, or a writer that was killed, leave behind is nobody's artifact."""
    made_by_tools = any(part in TOOLS or part.endswith((".egg-info", "_cache")) for part in path.parts)
    return made_by_tools or path.name.startswith(SCRATCH)
