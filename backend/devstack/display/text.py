"""Makes lines of other programs fit for a terminal. Pure: bytes in, bytes out."""

import re

RESET = "\x1b[0m"
_CONTROLS = bytes({*range(32), 127} - {9, 10})
_SEQUENCE = re.compile(
    r"(?P<colour>\x1b\[[0-9;:]*m)"
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # cursor, erase, modes: would wreck the screen
    r"|\x1b[\]PX^_][^\n]*?(?:\x07|\x1b\\|\x9c|(?=\n)|\Z)"  # titles, links, clipboards, images
    r"|\x1b[ -/]*[0-~]"  # two-character ones, among them the full reset
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"  # lone controls, and the eight-bit forms of the above
)


def neutral(data: bytes, colour: bool, encoding: str = "utf-8") -> bytes:
    """The same lines without control sequences; colours stay where `colour` is true, and end with their line.

    Of a line that overwrites itself with carriage returns the last state stays, as a terminal would show it.
    What is not UTF-8 becomes U+FFFD, and what `encoding` cannot say a backslash escape.
    """
    if data.isascii() and len(data.translate(None, _CONTROLS)) == len(data):
        return data
    text = data.decode("utf-8", "replace")
    if "\r" in text:
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    text = _SEQUENCE.sub(_kept if colour else "", text)
    if "\x1b" in text:
        text = "\n".join(line + RESET if "\x1b" in line else line for line in text.split("\n"))
    return text.encode(encoding, "backslashreplace")


def _kept(found: re.Match[str]) -> str:
    return found["colour"] or ""
