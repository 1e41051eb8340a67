"""What a person sees, on real pseudo-terminals, pipes and full devices."""

import fcntl
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from honcho.printer import Message
from support.terminal import Terminal

from devstack.display import Display

NOON = datetime(2026, 11, 23, 12).astimezone()


@dataclass
class Row:
    name: str
    port: int | None
    state: str = "starting"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal()
    yield terminal
    terminal.close()


def line(data: bytes | str, name: str = "broker-0", colour: str | None = "33") -> Message:
    return Message("line", data, NOON, name, colour)


def test_a_run_of_lines_gets_its_prefix_and_no_colour_in_a_pipe() -> None:
    """What is piped into a file or `grep` is text."""
    out = io.StringIO()
    display = Display(out, width=8)

    display.write(line(b"one\ntwo\x1b[31m red\n"))
    display.write(line("three", name="core-0"))

    assert out.getvalue() == "12:00:00 broker-0 | one\n12:00:00 broker-0 | two red\n12:00:00 core-0   | three\n"


def test_prefixes_are_coloured_on_a_terminal_as_honcho_does(terminal: Terminal) -> None:
    """A colour per process is how one follows a line by eye."""
    Display(terminal.stream, width=8).write(line(b"hello\n"))

    assert terminal.sent("hello") == "\x1b[0m\x1b[33m12:00:00 broker-0 | \x1b[0mhello\r\n"


def test_no_color_is_honoured(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """no-color.org: set and not empty means no colour at all, not even a child's."""
    monkeypatch.setenv("NO_COLOR", "1")

    Display(terminal.stream, width=8).write(line(b"\x1b[31mhello\n"))

    assert terminal.sent("hello") == "12:00:00 broker-0 | hello\r\n"


def test_honchos_other_message_types_are_refused_as_honcho_does() -> None:
    """A Printer prints lines; the rest is the manager's business."""
    with pytest.raises(RuntimeError, match="line"):
        Display(io.StringIO()).write(Message("start", {}, NOON, "a", None))


def test_the_live_block_stays_below_the_lines_and_leaves_nothing_behind(terminal: Terminal) -> None:
    """While things start one sees both: what each says and how far each is."""
    clock = iter(x / 5 for x in range(100))
    display = Display(terminal.stream, width=8, clock=lambda: next(clock))
    rows = [Row("core-0", 8001), Row("broker-0", 8011), Row("nginx", None)]

    display.progress(rows)
    display.write(line(b"first\n" + b"long " * 30 + b"\n"))
    rows[0].state = "ready"
    display.progress(rows)
    rows[1].state = "failed"
    display.progress(rows)
    display.write(line(b"last\n"))
    block = terminal.screen("last")
    display.settle("ready in 1.2 s: http://127.0.0.1:8000/api/v1/docs")
    display.progress(rows)
    display.write(line(b"after\n"))
    rest = terminal.screen("after")

    assert block[0] == "12:00:00 broker-0 | first"
    assert block[-5:-2] == [
        "12:00:00 broker-0 | last",
        "✓ core-0     8001  ready        0.2 s",
        "✗ broker-0   8011  failed       0.4 s",
    ]
    assert block[-2][1:] == " nginx            starting     0.4 s"
    assert rest[-3].endswith(" system   | ready in 1.2 s: http://127.0.0.1:8000/api/v1/docs")
    assert rest[-2:] == ["12:00:00 broker-0 | after", ""]
    assert not any("✓" in row or "✗" in row or "starting" in row for row in rest)


def test_more_rows_than_the_screen_has_show_who_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block taller than the screen could not be taken away again."""
    monkeypatch.setenv("TERM", "xterm")
    small = Terminal(columns=20, lines=6)
    display = Display(small.stream)
    rows = [Row(f"server-{i}", 8000 + i, "ready" if i < 8 else "starting") for i in range(10)]

    display.progress(rows)
    shown = small.screen("server-9")
    small.close()

    assert [row[2:10] for row in shown[:-1]] == ["server-8", "server-9"]
    assert all(len(row) < 20 for row in shown)


def test_in_a_pipe_progress_is_a_line_per_row_that_changed_for_good() -> None:
    """A log of CI has no cursor; the same facts, once each."""
    out = io.StringIO()
    display = Display(out, clock=iter([0.0, 0.5, 1.25, 2.0]).__next__)
    rows = [Row("core-0", 8001), Row("job", None)]

    display.progress(rows)
    rows[0].state = "ready"
    display.progress(rows)
    display.progress(rows)
    rows[1].state = "failed"
    display.progress(rows)
    display.settle("failed")

    told = [text.split("| ")[1] for text in out.getvalue().splitlines()]
    assert told == ["core-0 ready on port 8001 after 0.5 s", "job failed after 2.0 s", "failed"]


def test_a_terminal_stopped_with_ctrl_s_costs_lines_not_the_stack(terminal: Terminal) -> None:
    """Under a plain print the whole stack would hang, Ctrl-C included, until somebody presses Ctrl-Q."""
    display = Display(terminal.stream, width=8)
    display.write(line(b"before\n"))
    terminal.sent("before")
    terminal.pause()
    os.write(terminal.stream.fileno(), b"wakes the reader, which then stops\n")

    began = time.monotonic()
    for i in range(200):
        display.write(line(b"%03d " % i + b"x" * 4000 + b"\n"))
    blocked = time.monotonic() - began
    lost = display.dropped
    terminal.resume()
    deadline = time.monotonic() + 5
    while display.dropped:
        assert time.monotonic() < deadline
        display.write(line(b"again\n"))
        time.sleep(0.005)
    sent = terminal.sent("again")

    assert blocked < 2
    assert lost > 100
    assert "lines were not shown here because nobody was reading; they are in the logs" in sent
    whole = [row for row in sent.splitlines() if re.search(r"\d{3} x+$", row)]
    assert whole
    assert all(row.endswith(" " + "x" * 4000) for row in whole)


PRINTS = """
import sys, time
from datetime import datetime
from honcho.printer import Message
from devstack.display import Display
display = Display(width=8)
began = time.monotonic()
for i in range(2000):
    display.write(Message("line", b"x" * 500 + b"\\n", datetime.now(), "a", "36"))
display.settle("done")
print(display.dropped, round(time.monotonic() - began, 1), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("shell", "lost"),
    [("| head -1", True), ("> /dev/full", True), (">&-", True), ("> /dev/null", False), ("| cat > /dev/null", False)],
)
def test_whatever_happens_to_the_output_the_program_goes_on(shell: str, lost: bool) -> None:
    """`up | head`, a full disk and a closed stdout ended honcho with all its children left behind."""
    command = f"'{sys.executable}' -c '{PRINTS}' {shell}"

    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=20)

    dropped, seconds = run.stderr.split()
    assert "Traceback" not in run.stderr
    assert (int(dropped) > 0) == lost
    assert float(seconds) < 5


def test_a_pipe_that_is_read_slowly_gets_every_line() -> None:
    """Waiting for a slow reader is right; only one who stopped loses lines."""
    command = f"'{sys.executable}' -c '{PRINTS}' | (for i in 1 2 3; do head -c 100000; sleep 0.05; done; cat)"

    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=20)

    assert run.stderr.split()[0] == "0"
    assert len(run.stdout.splitlines()) == 2001


def test_our_way_out_leaves_the_users_descriptor_as_it_was(terminal: Terminal) -> None:
    """O_NONBLOCK on a shared terminal breaks the shell that is used after us."""
    before = fcntl.fcntl(terminal.stream.fileno(), fcntl.F_GETFL)

    display = Display(terminal.stream)
    display.write(line(b"x\n"))
    display.close()
    display.write(line(b"late\n"))

    assert fcntl.fcntl(terminal.stream.fileno(), fcntl.F_GETFL) == before
    assert display.dropped == 1


def test_a_stream_that_somebody_closed_is_no_error() -> None:
    """Printing is never worth a crash, whoever closed what."""
    out = io.StringIO()
    display = Display(out)
    out.close()

    display.write(line(b"lost\n"))
    display.settle("lost too")

    assert display.dropped == 2
