"""The logs followed as they grow, and cleaned meanwhile."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from devstack.logs import LogBook
from devstack.logs.reading import clean, follow, read

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()


class Listener:
    """Follows in a thread and collects what it hears."""

    def __init__(self, folder: Path, *asked: str, lines: int = 10) -> None:
        self.heard: list[str] = []
        self._over = threading.Event()
        self._entries = follow(folder, asked, lines=lines, until=self._over.is_set)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        for entry in self._entries:
            self.heard.append(entry.text)

    def hears(self, done: Callable[[list[str]], bool], within: float = 5.0) -> list[str]:
        deadline = time.monotonic() + within
        while not done(self.heard):
            assert time.monotonic() < deadline, f"heard only {self.heard[-3:]} ({len(self.heard)} lines) in {within} s"
            time.sleep(0.01)
        return self.heard

    def close(self) -> None:
        self._over.set()
        self._thread.join(5)
        assert not self._thread.is_alive()


def test_following_starts_with_the_last_lines_and_survives_rotation(folder: Path, book: LogBook) -> None:
    """One leaves `logs --follow` open all day; no line may be missing from it, however fast they come."""
    book.write("a", b"0\n1\n2\n", NOON)
    listener = Listener(folder, lines=2)
    listener.hears(lambda heard: heard == ["1", "2"])

    for i in range(3, 6000, 3):
        book.write("a", b"".join(b"%d %s\n" % (i + j, b"x" * 400) for j in range(3)), NOON + i)
    heard = listener.hears(lambda heard: len(heard) >= 5999)
    listener.close()

    assert len(list(folder.glob("a.log.*"))) >= 2
    assert [int(text.split()[0]) for text in heard] == list(range(1, 6000))


def test_following_survives_cleaning_and_hears_processes_born_later(folder: Path, book: LogBook) -> None:
    """`logs --clean` in one terminal, `logs --follow` in another, and a server that is started meanwhile."""
    book.write("a", b"old old old old\n", NOON)
    listener = Listener(folder)
    listener.hears(lambda heard: heard == ["old old old old"])

    freed = clean(folder)
    listener.hears(lambda _: (folder / "a.log").stat().st_size == 0)
    book.write("b", b"b is born\n", NOON + 1)
    listener.hears(lambda heard: heard[-1] == "b is born")
    book.write("a", b"new\n", NOON + 2)
    listener.hears(lambda heard: heard[-1] == "new")
    listener.close()

    assert freed > 0
    assert (folder / "a.log").read_text() == "2026-11-23T12:00:02.000Z new\n"


def test_following_a_named_process_survives_the_removal_of_its_folder(folder: Path, book: LogBook) -> None:
    """`rm -rf .devstack` is what people do when something looks odd; the running stack makes the folder anew."""
    book.write("broker-0", b"before\n", NOON)
    listener = Listener(folder, "broker")
    listener.hears(lambda heard: heard == ["before"])

    shutil.rmtree(folder)
    book.write("broker-0", b"after\n", NOON + 1)
    heard = listener.hears(lambda heard: len(heard) == 2)
    listener.close()

    assert heard == ["before", "after"]


def test_cleaning_removes_the_rotated_files(folder: Path, book: LogBook) -> None:
    """What `--clean` promises is room on the disk."""
    for _ in range(30):
        book.write("a", (b"x" * 999 + b"\n") * 100, NOON)
    kept = folder / "notes.txt"
    kept.write_text("mine")

    freed = clean(folder)

    assert freed > 5_000_000
    assert sorted(p.name for p in folder.iterdir()) == ["a.log", "all.log", "notes.txt"]
    assert list(read(folder)) == []


FOLLOWER = """
import sys
from pathlib import Path
from devstack.logs.reading import follow
for entry in follow(Path(sys.argv[1])):
    print(entry.text, flush=True)
print("end", flush=True)
"""


def test_ctrl_c_ends_following_without_a_traceback(folder: Path, book: LogBook) -> None:
    """It is the only way out, so it must be a clean one."""
    book.write("a", b"hello\n", NOON)
    child = subprocess.Popen(
        [sys.executable, "-c", FOLLOWER, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "hello\n"

    child.send_signal(2)
    out, errors = child.communicate(timeout=10)

    assert (child.returncode, out, errors) == (0, "end\n", "")
