"""Which known word was meant by an unknown one."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, alike: float = 0.65) -> str | None:
    """The known word most like this one, or None where none is like it; `alike` is 1 for equal words."""
    options = list(known)
    begun = [option for option in options if len(word) > 2 and option.startswith(word)]
    return next(iter(begun or difflib.get_close_matches(word, options, n=1, cutoff=alike)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message: `; did you mean broker?`, or nothing."""
    close = nearest(word, known)
    return f"; did you mean {close}?" if close else ""
