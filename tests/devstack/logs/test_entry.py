"""What a logged line means."""

import json
from datetime import UTC, datetime

import pytest

from devstack.logs.entry import Entry, Level, level_of, spelled_out


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("INFO:     Started server process [4711]", "info"),
        ("\x1b[33mWARNING\x1b[0m:  StatReload", "warning"),
        ("[ERROR] it broke", "error"),
        ("2026-11-23 17:00:00,123 - shop.orders - CRITICAL - gone", "critical"),
        ("2026-11-23 17:00:00.123 | DEBUG    | shop:main:1 - hello", "debug"),
        ("2026-11-23 17:00:00,123 ERROR shop failed", "error"),
        ("2026/11/23 17:00:00 [warn] 12#12: low on something", "warning"),
        ('{"level": "error", "msg": "x"}', "error"),
        ('{"msg": "' + "x" * 300 + '", "severity":"WARNING"}', "warning"),
        ("time=x level=warn msg=y", "warning"),
        ("an ERROR in the middle of a sentence is no level", None),
        ("INFORMATION desk", None),
        ("error: could not bind", None),
        ("", None),
    ],
)
def test_levels_are_recognised_in_their_usual_forms(line: str, level: str | None) -> None:
    """Every framework writes them in another way."""
    assert level_of(line) == level


def _entry(text: str) -> Entry:
    return Entry(datetime(2026, 11, 23, 12, 0, 0, 500_000, UTC), "a", Level.ERROR, text)


def test_an_entry_as_json_is_one_line_with_five_keys() -> None:
    """`logs --json` is read by programs, some of which end a line at U+2028."""
    text = 'ERROR:    "quoted" \u2028 ü \x1b[31m'

    line = json.dumps(_entry(text).as_json())

    assert len(line.splitlines()) == 1
    assert json.loads(line) == {
        "time": "2026-11-23T12:00:00.500Z",
        "process": "a",
        "level": "error",
        "logger": None,
        "text": text,
    }


def test_a_line_that_names_its_logger_is_told_apart_from_a_sentence() -> None:
    """Programs that read `logs --json` choose by logger; a word before a colon is not one."""
    ours, sentence = (_entry(text).as_json() for text in ("WARNING  shop.orders: late: 3 s", "Note: late"))

    assert (ours["logger"], ours["text"]) == ("shop.orders", "late: 3 s")
    assert (sentence["logger"], sentence["text"]) == (None, "Note: late")


@pytest.mark.parametrize(
    "line",
    [
        '{"time": 1}',
        '{"time": "x", "level": 3, "logger": [], "message": 4',
        '{"time": "now", "msg": "hello"}',
        '{"time": ',
    ],
)
def test_json_of_somebody_else_is_shown_as_it_stands(line: str) -> None:
    """structlog and others write objects of their own; nothing of them may be lost or break the reading."""
    assert spelled_out(line) == [line]


def test_an_entry_in_words_is_a_line_of_the_screen_that_cannot_wreck_it() -> None:
    """What a process wrote yesterday is no safer for the terminal today."""
    local = datetime(2026, 11, 23, 12, tzinfo=UTC).astimezone()

    assert str(_entry("\x1b[2Jcleared \x1b[31mred")) == f"{local:%H:%M:%S} a | cleared red"
