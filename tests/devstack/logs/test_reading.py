"""The logs read back: the last lines first, whatever their size."""

import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devstack.errors import InputError
from devstack.logs import LogBook
from devstack.logs.entry import Entry
from devstack.logs.reading import names, read, silence, since

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()


def texts(entries: Iterable[Entry]) -> list[str]:
    return [entry.text for entry in entries]


def test_the_last_lines_of_several_processes_come_merged_by_time(folder: Path, book: LogBook) -> None:
    """A request goes through the gateway, the broker and back: one wants to read that in its order."""
    for i in range(10):
        book.write("broker-0", b"b%d\n" % i, NOON + i)
        book.write("core-0", b"c%d\n" % i, NOON + i + 0.5)
        book.write("datafeed-0", b"d%d\n" % i, NOON + i + 0.7)

    assert texts(read(folder, ["broker", "core-0"], lines=5)) == ["c7", "b8", "c8", "b9", "c9"]
    assert len(list(read(folder))) == 30
    assert texts(read(folder, ["core-0"], lines=0)) == []


def test_the_last_lines_go_back_into_rotated_files(folder: Path, book: LogBook) -> None:
    """The line one looks for was written just before the rotation."""
    for i in range(30_000):
        if i % 1000 == 0:
            book.write("a", b"".join(b"%06d %s\n" % (i + j, b"x" * 60) for j in range(1000)), NOON + i)

    found = texts(read(folder, ["a"], lines=20_000))

    assert len(list(folder.glob("a.log.*"))) >= 2
    assert [int(text[:6]) for text in found] == list(range(10_000, 30_000))
    assert [int(text[:6]) for text in texts(read(folder, ["a"], lines=None))] == list(range(30_000))


def test_the_last_lines_of_a_huge_log_are_read_from_its_end(folder: Path) -> None:
    """A log of a gigabyte costs no more than one of a kilobyte."""
    folder.mkdir(parents=True)
    with (folder / "a.log").open("wb") as file:
        file.truncate(4_000_000_000)
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + b"2026-11-23T12:00:00.000Z tail\n" * 20_000)

    began = time.perf_counter()
    found = texts(read(folder, ["a"], lines=10))

    assert found == ["tail"] * 10
    assert time.perf_counter() - began < 1


def test_reading_stops_at_since(folder: Path, book: LogBook) -> None:
    """`--since 5m` means exactly that, in the last lines as in the whole."""
    for i in range(10):
        book.write("a", b"line %d\n" % i, NOON + 60 * i)
    moment = datetime.fromtimestamp(NOON + 60 * 7, UTC)

    assert texts(read(folder, since=moment)) == ["line 7", "line 8", "line 9"]
    assert texts(read(folder, since=moment, lines=None)) == ["line 7", "line 8", "line 9"]


TRACE = b"""INFO:     127.0.0.1 - "GET /"
ERROR:    Exception in ASGI application
Traceback (most recent call last):
  File "a.py", line 1, in a
    1 / 0
ZeroDivisionError: division by zero

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "b.py", line 1, in b
ValueError: bad
INFO:     going on
"""


def test_asking_for_errors_shows_their_tracebacks_whole(folder: Path, book: LogBook) -> None:
    """An error without its traceback says where it hurts but not why."""
    book.write("a", TRACE, NOON)

    errors = texts(read(folder, level="error"))

    assert errors == TRACE.decode().splitlines()[1:-1]
    assert texts(read(folder, level="info")) == TRACE.decode().splitlines()


def test_a_traceback_without_a_message_is_an_error_of_its_own(folder: Path, book: LogBook) -> None:
    """A module that does not import dies with nothing but its traceback."""
    book.write("a", b"INFO:     starting\nTraceback (most recent call last):\n  File 'x'\nImportError: no\nbye\n", NOON)

    assert texts(read(folder, level="ERROR")) == ["Traceback (most recent call last):", "  File 'x'", "ImportError: no"]


def test_a_line_found_by_grep_brings_its_traceback(folder: Path, book: LogBook) -> None:
    """`--grep "ASGI application"` is asked to learn what went wrong."""
    book.write("a", TRACE, NOON)

    assert texts(read(folder, grep="ASGI app.*on$"))[-1] == "ValueError: bad"
    assert texts(read(folder, grep="ZeroDiv"))[0] == "ZeroDivisionError: division by zero"
    assert texts(read(folder, grep="going")) == ["INFO:     going on"]


@pytest.mark.parametrize("lines", range(2500, 2560, 17))
def test_a_traceback_keeps_its_level_wherever_reading_begins(folder: Path, lines: int) -> None:
    """Reading in blocks from the end must not show at their borders."""
    with LogBook(folder, 10, 1) as book:
        for _ in range(3000):
            book.write("a", TRACE, NOON)

    found = list(read(folder, ["a"], lines=lines * 11, level="error"))

    assert len(found) == lines * 11
    assert [entry.text for entry in found[:11]] == TRACE.decode().splitlines()[1:-1]


ACCESS = (
    '{"time":"2026-11-23T12:00:00+00:00","msec":%s,"request_id":"1","remote":"127.0.0.1","method":"GET",'
    '"uri":"/api/v1/broker/orders","status":%d,"bytes":2,"request_time":0.003,"upstream":"%s","upstream_time":"",'
    '"upstream_status":"","instance":"%s","user_agent":"","referer":""}\n'
)


def test_the_gateway_shows_its_messages_and_its_requests(folder: Path, book: LogBook) -> None:
    """`logs -n nginx` answers both `is it up?` and `what did it answer?`."""
    book.write("nginx", b"2026/11/23 12:00:01 [error] 7#7: connect() failed\n", NOON + 1)
    access_log = folder.parent / "nginx" / "logs" / "access.log"
    access_log.parent.mkdir(parents=True)
    access_log.write_text(
        ACCESS % (NOON + 0.5, 200, "127.0.0.1:8011", "broker-0")
        + ACCESS % (NOON + 2, 502, "127.0.0.1:8011", "")
        + ACCESS % (NOON + 3, 404, "", "")
        + "garbage\n"
    )

    told = texts(read(folder, ["nginx"]))

    assert told[:4] == [
        "GET /api/v1/broker/orders 200 3 ms -> broker-0",
        "2026/11/23 12:00:01 [error] 7#7: connect() failed",
        "GET /api/v1/broker/orders 502 3 ms -> 127.0.0.1:8011",
        "GET /api/v1/broker/orders 404 3 ms",
    ]
    assert told[4:] == ["garbage"]
    assert [entry.level for entry in read(folder, ["nginx"], level="error")] == ["error", "error"]


def test_an_unknown_name_is_refused_with_those_there_are(folder: Path, book: LogBook) -> None:
    """A typing mistake must not look like silence."""
    book.write("broker-0", b"x\n", NOON)

    with pytest.raises(InputError, match="no process called brokr has a log; there are broker-0, core-0"):
        read(folder, ["brokr"], known=["core-0"])
    assert texts(read(folder, ["core"], known=["core-0"])) == []
    assert names(folder) == ["broker-0"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"grep": "["}, "--grep [: not a regular expression"),
        ({"level": "loud"}, "--level loud: must be one of debug, info"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(folder: Path, options: dict[str, str], message: str) -> None:
    """The user learns what is wrong instead of seeing nothing."""
    with pytest.raises(InputError) as refusal:
        read(folder, **options)

    assert message in str(refusal.value)


def test_silence_is_put_in_words(folder: Path, book: LogBook) -> None:
    """An empty screen answers nothing."""
    assert "invoke up" in silence(folder)
    book.write("a", b"x\n", NOON)
    assert silence(folder, ["a"]) == "no line of a fits"


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("5m", 300), ("2h", 7200), ("1d", 86400), ("1.5h", 5400), (" 5 m", 300)]
)
def test_since_counts_back_from_now(text: str, seconds: float) -> None:
    """The usual short forms."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert (now - since(text, now)).total_seconds() == seconds


def test_since_takes_a_moment_in_local_time_or_with_its_offset() -> None:
    """What one copies from a log line works."""
    assert since("2026-11-23T10:00:00.123Z") == datetime(2026, 11, 23, 10, 0, 0, 123000, tzinfo=UTC)
    assert since("2026-11-23T10:00") == datetime(2026, 11, 23, 10).astimezone()


@pytest.mark.parametrize("text", ["", "5", "5x", "yesterday", "-5m", "25:00"])
def test_since_refuses_what_it_does_not_understand(text: str) -> None:
    """Showing everything, or nothing, for a typing mistake would be a lie."""
    with pytest.raises(InputError, match="must be like 30s, 5m, 2h, 1d or 2026-11-23T10:00"):
        since(text)
