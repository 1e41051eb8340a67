"""Models as classes of one file, and how new ones take the place of old ones. Pure."""

import re
from collections.abc import Mapping, Sequence

_IMPORT = re.compile(r"^from (\S+) import (.+)$", re.MULTILINE)
_CLASS = re.compile(r"^class (\w+)\b", re.MULTILINE)
_LATER = re.compile(r"^(?!class |from |import |\s|\"\"\"|$)", re.MULTILINE)
"""A statement that is no class and no import: models that refer to each other are completed at the end of the file."""


def spliced(text: str, part: str, names: Sequence[str], known: Sequence[str]) -> str | None:
    """`text` with the classes of these names as `part` has them, which was made of the models `known`.

    None where that is not all: a class that is no model, models that refer to each other, an import more or less.
    """
    head, old = _classes(text)
    new = _classes(part)[1]
    understood = _joined(head, old) == text and set(new) <= set(known) and not _LATER.search(part)
    if not understood or not all(name in old and name in new for name in names):
        return None
    whole = _joined(head, {**old, **{name: new[name] for name in names}})
    fits = _imports(part) <= _imports(text) and all(_used(name, whole) for _, name in _imports(text))
    return whole if fits else None


def _classes(text: str) -> tuple[str, dict[str, str]]:
    """What stands before the first class, and each class by its name, without the empty lines after it."""
    places = [found.start() for found in _CLASS.finditer(text)]
    pieces = [text[start:end].rstrip() for start, end in zip(places, [*places[1:], len(text)], strict=True)]
    return text[: places[0]] if places else text, {piece[6:].partition("(")[0].rstrip(":"): piece for piece in pieces}


def _joined(head: str, classes: Mapping[str, str]) -> str:
    return head + "\n\n\n".join(classes.values()) + "\n"


def _imports(text: str) -> set[tuple[str, str]]:
    return {(package, name) for package, names in _IMPORT.findall(text) for name in names.split(", ")}


def _used(name: str, text: str) -> bool:
    return len(re.findall(rf"\b{name.split()[-1]}\b", text)) > 1
