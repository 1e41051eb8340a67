"""Other programs' lines on our screen."""

import pytest

from devstack.display.text import neutral


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"plain\ttext", b"plain\ttext"),
        (b"\x1b[2J\x1b[Hcleared", b"cleared"),
        (b"\x1b[?1049hother screen\x1b[?1049l", b"other screen"),
        (b"\x1b]0;title\x07after", b"after"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", b"link"),
        (b"\x1b]52;c;never ended", b""),
        (b"\x1bPq sixel \x1b\\after", b"after"),
        (b"\x1bcreset", b"reset"),
        (b"bell\x07 null\x00 back\x08 del\x7f", b"bell null back del"),
        (b"10%\r20%\r30%\r", b"30%"),
        (b"windows\r", b"windows"),
        (b"\xc2\x9b2J eight-bit", b"2J eight-bit"),
        (b"caf\xe9", "caf�".encode()),
        ("grün ✓".encode(), "grün ✓".encode()),
        (b"\x1b[31", b"31"),
    ],
)
def test_nothing_of_a_childs_output_moves_the_cursor_or_changes_the_terminal(line: bytes, shown: bytes) -> None:
    """One `clear` in a frontend's dev server would wipe everybody's lines."""
    assert neutral(line, colour=True) == shown
    assert neutral(b"before\n" + line + b"\nafter", colour=True) == b"before\n" + shown + b"\nafter"


def test_colours_stay_on_a_terminal_and_end_with_their_line() -> None:
    """A program that forgets its reset must not colour the next one's lines."""
    line = b"\x1b[1;31merror\nplain"

    assert neutral(line, colour=True) == b"\x1b[1;31merror\x1b[0m\nplain"
    assert neutral(line, colour=False) == b"error\nplain"


def test_what_the_terminals_encoding_cannot_say_is_escaped() -> None:
    """A terminal in the C locale shows something, and nothing raises."""
    assert neutral("✓ ü".encode(), colour=True, encoding="ascii") == b"\\u2713 \\xfc"


def test_a_long_line_full_of_controls_takes_no_time() -> None:
    """Each sequence is looked at once; a hostile line must not stall the stack."""
    for piece in (b"\x1b]", b"\x1b[", b"\r", b"\x1b", b"\x1bP\x1b"):
        assert len(neutral(piece * 30_000, colour=True)) <= 65536
