"""What generated files depend on, as hashes: code, templates, installed packages. Times of files play no part."""

import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

OWN = Path(__file__).resolve().parent


def of(value: Any) -> str:
    """Of anything JSON can express."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def of_bytes(data: bytes) -> str:
    """Of bytes."""
    return hashlib.sha256(data).hexdigest()


def of_file(path: Path) -> str:
    """Of a file's bytes; empty when there is none."""
    try:
        return of_bytes(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""


def of_files(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """By path relative to `root`."""
    return {path: of_file(root / path) for path in paths}


def of_generator(*places: str) -> dict[str, str]:
    """Of the files of these folders and modules of our own package: code and templates."""
    found = [file for place in places for file in _below(OWN / place)]
    return {str(file.relative_to(OWN.parent)): of_file(file) for file in sorted(file.resolve() for file in found)}


def of_tool() -> str:
    """Of this package as it is and of all others there are: a process for which this changes has loaded what is no longer so."""
    installed.cache_clear()
    return of([of_generator(".."), installed()])


def of_templates(folder: Path) -> dict[str, str]:
    """Of the templates of Procfile and nginx.conf that stand in this folder."""
    found = [*folder.glob("Procfile.template"), *folder.glob("nginx/**/*.j2")]
    return {file.relative_to(folder).as_posix(): of_file(file) for file in sorted(found)}


def _below(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return [file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


@cache
def installed() -> str:
    """Of the packages there are, with their versions, and of the Python that runs."""
    folders = [Path(entry) for entry in sys.path if entry.endswith("site-packages")]
    names = sorted(one.name for folder in folders if folder.is_dir() for one in folder.glob("*.dist-info"))
    return of([sys.version, names])
