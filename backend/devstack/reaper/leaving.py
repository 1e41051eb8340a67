"""A signal to leave that comes while `up` prepares: it unwinds like Ctrl-C, so that temporary folders are removed.

What a handler raises is thrown away where nothing can be raised, as in a `__del__` or inside pydantic: the note stays.
"""

import signal
import sys
from typing import Any, NoReturn

from devstack.reaper.waiting import SIGNALS

_OURS_TO_TAKE = (signal.SIG_DFL, signal.default_int_handler)
"""Ignored stays ignored, as nohup wants it."""
_heard: list[int] = []


def listen() -> None:
    """From here on a signal to leave raises SystemExit, or KeyboardInterrupt, wherever this process is."""
    for number in SIGNALS:
        if signal.getsignal(number) in _OURS_TO_TAKE:
            signal.signal(number, _leave)
    sys.unraisablehook = _thrown_away


def leave_if_told() -> None:
    """Raise what was raised before and did not arrive; called before each step that cannot be taken back."""
    if _heard:
        _unwind(_heard[0])


def _leave(number: int, _frame: object) -> NoReturn:
    _heard.append(number)
    _unwind(number)


def _unwind(number: int) -> NoReturn:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)


def _thrown_away(what: Any) -> None:
    """No traceback for what is raised again in a moment."""
    if not (_heard and isinstance(what.exc_value, SystemExit | KeyboardInterrupt)):
        sys.__unraisablehook__(what)
