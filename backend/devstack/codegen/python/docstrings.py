"""Text of a contract as docstrings, wrapped. Pure."""

import textwrap
from collections.abc import Sequence

WIDTH = 120


def docstring(paragraphs: Sequence[str], indent: int) -> str:
    """A docstring's inside and quotes: one line where it fits, else a summary and one line or more for each of the others."""
    margin = " " * indent
    clean = [" ".join(one.replace("\\", "\\\\").replace('"""', "'''").split()) for one in paragraphs]
    first = textwrap.wrap(clean[0], WIDTH - indent - 3) or ["-"]
    if len(clean) == 1 and len(first) == 1 and len(first[0]) <= WIDTH - indent - 6:
        return f'"""{first[0]}"""'
    rest = [line for one in clean[1:] for line in textwrap.wrap(one, WIDTH - indent, subsequent_indent="    ")]
    lines = [*first, *(["", *rest] if rest else [])]
    return '"""' + "\n".join(lines[:1] + [f"{margin}{line}".rstrip() for line in lines[1:]]) + f'\n{margin}"""'
