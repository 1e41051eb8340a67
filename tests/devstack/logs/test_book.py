"""The log files are written by many and never stand in the way."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from devstack.logs import LogBook
from devstack.logs.reading import read

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()


def test_each_line_has_its_time_and_in_the_common_file_its_process(folder: Path) -> None:
    """The files are made for `tail` and `grep` as well as for us; UTC stamps sort as text."""
    with LogBook(folder, 10, 3) as book:
        book.write("broker-0", b"one\ntwo\n", NOON + 0.25)

    assert (folder / "broker-0.log").read_text() == "2026-11-23T12:00:00.250Z one\n2026-11-23T12:00:00.250Z two\n"
    assert (folder / "all.log").read_text().splitlines()[1] == "2026-11-23T12:00:00.250Z broker-0 | two"


def test_lines_up_to_64_kib_stay_whole_and_longer_ones_say_that_they_were_cut(folder: Path) -> None:
    """A 100 MB line would fill the logs; a line of 64 KiB is a JSON body somebody needs."""
    with LogBook(folder, 10, 3) as book:
        book.write("a", b"x" * 65536 + b"\n" + "ü".encode() * 50_000 + b"\nshort\n", NOON)

    whole, shortened, short = [entry.text for entry in read(folder, ["a"])]
    assert whole == "x" * 65536
    assert shortened == "ü" * 32768 + " [cut: the line has 100000 bytes]"
    assert short == "short"


def test_bytes_that_are_not_utf_8_are_kept_and_shown_as_escapes(folder: Path) -> None:
    """Replacing them would lose what the process really wrote."""
    with LogBook(folder, 10, 3) as book:
        book.write("a", b"caf\xe9 \x00\n", NOON)

    assert (folder / "a.log").read_bytes().endswith(b" caf\xe9 \x00\n")
    assert [entry.text for entry in read(folder, ["a"])] == ["caf\\xe9 \x00"]


def test_a_full_log_is_rotated_and_the_oldest_removed(folder: Path) -> None:
    """Logs of a stack that runs for weeks stay within their limit."""
    block = b"".join(b"%07d %s\n" % (i, b"x" * 90) for i in range(1000))
    with LogBook(folder, 1, 2) as book:
        for _ in range(50):
            book.write("a", block, NOON)

    files = sorted(path.name for path in folder.iterdir())
    assert files == ["a.log", "a.log.1", "a.log.2", "all.log", "all.log.1", "all.log.2"]
    assert all(path.stat().st_size <= 1_000_000 for path in folder.iterdir())


def test_keeping_none_empties_the_log_in_place(folder: Path) -> None:
    """`logs: {keep: 0}` is a legal wish."""
    with LogBook(folder, 1, 0) as book:
        for _ in range(5):
            book.write("a", b"y" * 60_000 + b"\n", NOON)
            book.write("a", (b"z" * 1000 + b"\n") * 600, NOON)

    assert sorted(path.name for path in folder.iterdir()) == ["a.log", "all.log"]
    assert (folder / "a.log").stat().st_size <= 1_000_000


WRITER = """
import sys, time
from pathlib import Path
from devstack.logs import LogBook
name = sys.argv[2]
book = LogBook(Path(sys.argv[1]), 1, 30)
for i in range(400):
    book.write(name, b"".join(b"%s %06d %s\\n" % (name.encode(), i * 20 + j, b"x" * 150) for j in range(20)), time.time())
"""


def test_several_processes_write_and_rotate_the_common_log_without_losing_a_line(folder: Path) -> None:
    """Under a bare honcho each process keeps the book for itself, and `all.log` is everybody's."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(folder), f"w-{n}"]) for n in range(4)]
    assert [writer.wait(timeout=30) for writer in writers] == [0, 0, 0, 0]

    counts = dict.fromkeys((f"w-{n}" for n in range(4)), 0)
    for path in sorted(folder.glob("all.log*"), key=lambda p: -int(p.suffix[1:]) if p.suffix[1:].isdigit() else 1):
        for line in path.read_text().splitlines():
            _, who, _, said, number, rest = line.split(" ")
            assert (who, int(number), len(rest)) == (said, counts[who], 150)
            counts[who] += 1
    assert set(counts.values()) == {8000}
    assert len(list(folder.glob("all.log.*"))) >= 4


def test_a_deleted_folder_comes_back_with_the_next_line(folder: Path) -> None:
    """`rm -rf .devstack` beside a running stack must not end its logs."""
    book = LogBook(folder, 10, 3)
    book.write("a", b"before\n", NOON)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()

    book.write("a", b"after\n", NOON)

    assert [entry.text for entry in read(folder, ["a"])] == ["after"]


def test_a_full_disk_costs_lines_but_not_the_stack_and_is_said_once(folder: Path, tmp_path: Path) -> None:
    """Logging is no reason to stop; nor to repeat the same complaint with each line."""
    heard: list[str] = []
    folder.mkdir(parents=True)
    (folder / "all.log").symlink_to("/dev/full")
    book = LogBook(folder, 10, 3, heard.append)

    for _ in range(3):
        book.write("a", b"one\ntwo\n", NOON)
    (folder / "all.log").unlink()
    book.write("a", b"three\n", NOON)

    assert len(heard) == 2
    assert "log lines are being dropped" in heard[0]
    assert "No space left on device" in heard[0]
    assert heard[1] == "logs are written again; 6 lines were dropped meanwhile"


LIMITED = """
import resource, signal, sys, time
from pathlib import Path
from devstack.logs import LogBook
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
book = LogBook(Path(sys.argv[1]), 10, 3)
book.write("a", b"first line\\n", 0)
book.write("a", b"a line that does not fit because the disk is full now, only half of it does, and more\\n", 0)
resource.setrlimit(resource.RLIMIT_FSIZE, (10000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
book.write("a", b"next\\n", 0)
"""


def test_after_half_a_line_on_a_full_disk_the_next_line_is_whole(folder: Path) -> None:
    """The disk takes half a line, then space returns: two lines must not become one."""
    subprocess.run([sys.executable, "-c", LIMITED, str(folder)], check=True, timeout=20)

    first, half, last = (folder / "a.log").read_text().splitlines()
    assert first.endswith("Z first line")
    assert half.startswith("1970-01-01T00:00:00.000Z a line that")
    assert last == "1970-01-01T00:00:00.000Z next"


def test_the_access_log_is_kept_within_the_limit_without_taking_it_from_nginx(folder: Path) -> None:
    """nginx holds its access log open; renaming it would send the lines of weeks into an old file."""
    path = folder.parent / "nginx" / "logs" / "access.log"
    book = LogBook(folder, 1, 1)
    book.tend()
    path.parent.mkdir(parents=True)
    with path.open("ab", buffering=0) as held:
        held.write(b"x" * 1_000_001 + b"\n")
        book.tend()
        held.write(b"new\n")

    assert path.read_bytes() == b"new\n"
    assert path.with_name("access.log.1").stat().st_size == 1_000_002


def test_the_writer_is_light_to_import() -> None:
    """Each process of a bare honcho starts with it: none of the tool's libraries may come along."""
    heavy = "{'pydantic', 'psutil', 'honcho', 'rich', 'yaml', 'jinja2', 'asyncio', 'httpx'}"
    code = f"import sys, devstack.logs; print(sorted({heavy} & set(sys.modules)))"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20)

    assert run.stdout == "[]\n"
