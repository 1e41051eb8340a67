"""The display under a running stack: on a terminal, and before a reader who stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.ports import free_block
from support.project import clean_env
from support.stacks import SUPERVISE, plan, program, three, write_plan
from support.terminal import Terminal

from devstack.plan.model import Plan


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    terminal = Terminal()
    yield terminal
    terminal.close()


@contextmanager
def run(root: Path, wanted: Plan, stdout: int) -> "Iterator[subprocess.Popen[bytes]]":
    write_plan(root, wanted)
    running = subprocess.Popen(
        [sys.executable, SUPERVISE, str(root), "--display"],
        cwd=root,
        env=clean_env(TERM="xterm-256color"),
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait(10)


def test_on_a_terminal_the_rows_give_way_to_the_ready_line(tmp_path: Path, terminal: Terminal) -> None:
    """The screen after the start holds lines only, in their order, and says where to go."""
    with run(tmp_path, three(free_block(3)), terminal.stream.fileno()) as running:
        sent = terminal.sent("ready in", within=10)
        running.send_signal(signal.SIGTERM)
        screen = terminal.screen("core-0 stopped")

        assert running.wait(10) == 143
    assert all(f" {name} " in sent and "starting" in sent for name in ("core-0", "broker-0", "nginx"))
    told = [row.partition("| ")[2] for row in screen if "| " in row]
    ready = next(number for number, text in enumerate(told) if text.startswith("ready in"))
    assert told.index("nginx stopping (QUIT)") > ready
    assert not any(row.startswith(("✓", "✗")) or "starting" in row for row in screen)


def test_a_reader_who_stopped_does_not_delay_the_stop(tmp_path: Path) -> None:
    """Ctrl-S, or a pager nobody scrolls: a plain write would hang, and TERM with it."""
    reader, writer = os.pipe()
    with run(tmp_path, plan(program("loud", "--flood"), program("calm")), writer) as running:
        os.close(writer)
        deadline = time.monotonic() + 10
        while not (tmp_path / "ready").exists():
            assert time.monotonic() < deadline, "the stack was not ready within 10 s"
            time.sleep(0.02)

        began = time.monotonic()
        running.send_signal(signal.SIGTERM)

        assert running.wait(10) == 143
        assert time.monotonic() - began < 4
    os.close(reader)
    assert "calm stopped" in (tmp_path / ".devstack/logs/system.log").read_text()
