"""Models as they stand in a file of openapi-typescript's, and how new ones take the place of old ones. Pure."""

import re
from collections.abc import Sequence

START, END = "    schemas: {", "    };"
_NAME = re.compile(r" {8}(?:\"([^\"]+)\"|([A-Za-z_$][\w$]*)): ")


def spliced(text: str, part: str, names: Sequence[str]) -> str | None:
    """`text` with the models of these names as `part` has them. None where one of them is not found in both."""
    lines = text.split("\n")
    old, new = models(text), models(part)
    if not all(name in old and name in new for name in names):
        return None
    given = part.split("\n")
    for name in sorted(
        names, key=lambda one: old[one][0], reverse=True
    ):  # from the end: what stands before keeps its place
        first, last = old[name]
        lines[first:last] = given[slice(*new[name])]
    return "\n".join(lines)


def models(text: str) -> dict[str, tuple[int, int]]:
    """By name, where each model begins, with its comment, and where it has ended, in lines counted from zero."""
    lines = text.split("\n")
    if START not in lines:
        return {}
    found: dict[str, tuple[int, int]] = {}
    begun, name = lines.index(START) + 1, ""
    for number, line in enumerate(lines[begun:], begun):
        if line == END:
            return found
        if not name and (said := _NAME.match(line)):
            name = said[1] or said[2]
        if name and re.match(r" {8}[^ ].*;$", line):
            found[name] = (begun, number + 1)
            begun, name = number + 1, ""
    return {}
