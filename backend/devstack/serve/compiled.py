"""The functions that dataclasses write as text, compiled once for all workers instead of once in each.

`@dataclass` hands the text of every `__init__`, `__eq__` and so on to `exec`; what it takes is nearly all the compiler's time.
The same text gives the same code, so a worker tells its reloader what it had to compile, and finds it compiled in the next fork.
"""

import dataclasses
from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any

MANY, LONG = 3000, 8000
"""So many texts are kept, each of so many characters at most: some hundred classes. What is beyond is compiled each time."""
_PLACE = "exec"
"""A global of this name in `dataclasses` goes before the builtin, in every Python so far; where it does not, nothing is kept."""
_codes: dict[str, CodeType] = {}
_new: list[str] = []


def install(own: Callable[[str], bool]) -> None:
    """From here on this process compiles each text of a dataclass once, and notes those of classes in files that are `own`."""

    def execute(source: Any, *names: Any, **more: Any) -> None:
        """The builtin, and it does what that would do: the code of a text is run as the text would be."""
        if type(source) is str and len(names) == 2 and not more:
            source = _codes.get(source) or _noted(source, own(names[0].get("__file__", "")))
        exec(source, *names, **more)  # noqa: S102 - in the place of dataclasses' own

    setattr(dataclasses, _PLACE, execute)


def remove() -> list[str]:
    """Undo it; the texts that were new. A program that makes classes as long as it runs is not to fill the memory."""
    vars(dataclasses).pop(_PLACE, None)
    new = _new.copy()
    _new.clear()
    return new


def add(texts: Iterable[str]) -> None:
    """Compile them for the forks to come; nothing of them is run. When edits have left too many behind, all begin anew."""
    new = [text for text in texts if text not in _codes]
    if new and len(_codes) + len(new) > MANY:
        _codes.clear()  # the next worker tells what it still needs
    for text in new[:MANY]:
        _codes[text] = _compile(text)


def _noted(text: str, own: bool) -> CodeType:
    code = _compile(text)
    if own and len(_new) < MANY and len(text) <= LONG:
        _codes[text] = code
        _new.append(text)
    return code


def _compile(text: str) -> CodeType:
    # As exec itself does: the name is what tracebacks show, and our own __future__ is none of the text's.
    return compile(text, "<string>", "exec", dont_inherit=True)
