"""What `ps` shows of a fork: the command it stands for, in the place of the words its parent was started with.

The system shows no more than what those took, so whoever will write titles is started with a long last word.
"""

import ctypes
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_PR_SET_NAME = 15
_SHORT = 15
"""What the kernel keeps of a name, in bytes."""


def write(words: Sequence[str], name: str = "") -> None:
    """Show these words, and `name` where only a short one is shown. Linux; elsewhere nothing is done."""
    if sys.platform != "linux":
        return
    if name:
        ctypes.CDLL(None).prctl(_PR_SET_NAME, os.fsencode(name)[:_SHORT])
    with suppress(OSError, IndexError, ValueError):  # a kernel that does not tell: the old words stay
        # Fields 48 and 49, counted from 1: where the words begin and end. What follows the last bracket is fields 3 and on.
        fields = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
        start, end = int(fields[45]), int(fields[46])
        text = os.fsencode(shlex.join(words))[: end - start - 2]
        # A last byte that is not NUL tells the kernel that this is a title, which then ends at its first NUL.
        ctypes.memmove(start, text.ljust(end - start - 1, b"\0") + b" ", end - start)
