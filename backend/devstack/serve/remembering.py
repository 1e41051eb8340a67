"""What a server has loaded, kept in `.devstack/run/serve/` for the next start: a file per instance, learned anew if in doubt."""

import json
import os
import site
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from devstack.serve.compiled import MANY

FOLDER = ".devstack/run/serve"
REST = ""
"""No server's name: what is remembered of several, or in part."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Modules of other people, files of the project, and texts of its dataclasses, each in an order in which they were loaded.

    `whole` says whether the modules are all that is needed.
    """

    modules: list[str]
    files: list[str]
    texts: list[str]
    whole: bool


def read(file: Path) -> Memory | None:
    """None where nothing is kept, or where libraries were installed or removed since."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads(file.read_bytes())
        if said.pop("python") == sys.version and said.pop("libraries") == libraries():
            return Memory(**said)
    return None


def write(file: Path, memory: Memory, loaded_with: list[int]) -> None:
    """In one step. `loaded_with` are the libraries from which its modules were loaded."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps({"python": sys.version, "libraries": loaded_with, **asdict(memory)}))
        temporary.replace(file)


def grown(before: Memory | None, files: Iterable[str], texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Files and texts of before and now; none of a file that is gone, and the newest texts."""
    all_files = dict.fromkeys([*(before.files if before else ()), *files])
    all_texts = dict.fromkeys([*(before.texts if before else ()), *texts])
    return [file for file in all_files if Path(file).exists()], [*all_texts][-MANY:]  # edits leave some behind


def remembered() -> dict[str, Memory]:
    """What each server of the project in this working folder needed the last time.

    Those that need least come first. What is not known to be all that its server needs comes last, under REST.
    """
    found: dict[str, Memory] = {}
    for file in sorted(Path(FOLDER).glob("*.json")):
        if memory := read(file):
            name = server(file.stem) if memory.whole else REST
            found[name] = _both(found[name], memory) if name in found else memory
    return dict(sorted(found.items(), key=lambda item: (item[0] == REST, len(item[1].modules))))


def server(instance: str) -> str:
    """`broker` for `broker-0`: its instances need the same."""
    return instance.rpartition("-")[0]


def libraries() -> list[int]:
    """When each folder of installed packages was changed last, in nanoseconds."""
    return [Path(folder).stat().st_mtime_ns for folder in site.getsitepackages() if Path(folder).is_dir()]


def _both(one: Memory, other: Memory) -> Memory:
    """Of two instances of a server: what one of them alone needed was needed once, as to make the tables of a store."""
    others = set(other.modules)
    modules = [name for name in one.modules if name in others] if one.whole else one.modules + other.modules
    return Memory(modules, [*one.files, *other.files], [*one.texts, *other.texts], one.whole)
