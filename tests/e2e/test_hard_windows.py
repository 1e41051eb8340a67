"""What users do to a terminal and a machine: pipes that close, disks that fill, lids that shut. The stack does not care."""

import fcntl
import os
import resource
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.project import COMMAND
from support.terminal import Terminal
from support.trial import Trial, within
from support.tries import Tries, often

pytestmark = pytest.mark.e2e

CREW = {"good": "{port} --say hello", "loud": "--flood"}
QUIET = {"good": "{port} --say hello", "gone": "--escape"}
SHELL = " ".join(f'"{word}"' for word in COMMAND)


@often(1, 20)
@pytest.mark.parametrize("away", ["| head -1", "> /dev/full", ">&-", ">&- 2>&-"])
def test_output_that_goes_nowhere_does_not_stop_the_stack(tries: Tries, times: int, away: str) -> None:
    """Only the showing ends; status tells the truth, the log files go on, and `down` stops it."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial, _shell(trial, f"{SHELL} {' '.join(trial.words)} {away}") as running:
            _until_ready(trial)
            before = _size(trial)
            _pause(0.3)
            if _size(trial) == before:
                return "the log files stand still"
            with within(8, "down"):
                trial.run("down", within=20).check_returncode()
            running.wait(10)
            return trial.left(1)

    tries(f"up {away}", times, attempt, at_once=2)


@often(1, 20)
def test_a_line_of_100_mb_costs_neither_memory_nor_the_stack(tries: Tries, times: int) -> None:
    """A relay that collects it whole would take three times its size; the lines after it must still come."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, {"long": "--long-line 100000000", "good": "{port}"}) as trial:
            running = trial.start(*trial.words)
            running.wait_for("the long line is out", 30)
            running.wait_for("ready in")
            most = max(_peak_mb(pid) for pid in trial.alive())
            trial.run("down").check_returncode()
            return trial.left(1) or (f"{most:.0f} MB" if most >= 200 else "")

    tries("a line of 100 MB", times, attempt, at_once=1)


@often(1, 20)
def test_ctrl_c_works_while_nobody_reads(tries: Tries, times: int) -> None:
    """Ctrl-S during a flood, then Ctrl-C: honcho's queue grew and its stop came after every line had been printed."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial:
            terminal = Terminal()
            running = _in_terminal(trial, terminal)
            terminal.sent("ready in", 20)
            terminal.pause()
            _pause(0.5)
            with within(8, "Ctrl-C"):
                os.killpg(_leader(running), signal.SIGINT)
                code = running.wait(20)
            left = trial.left()
            terminal.close()
            return left or ("" if code == 130 else f"exit {code}")

    tries("Ctrl-C while the reader stalls", times, attempt, at_once=2)


@often(1, 20)
def test_a_closed_terminal_ends_the_stack_in_order(tries: Tries, times: int) -> None:
    """Closing the window is a way of saying good-bye: the kernel sends HUP to the job in the foreground."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, QUIET) as trial:
            terminal = Terminal()
            running = _in_terminal(trial, terminal)
            terminal.sent("ready in", 20)
            terminal.hang_up()
            with within(6, "leaving"):
                running.wait(20)
            said = (root / ".devstack/logs/system.log").read_text()
            return trial.left() or ("" if "good stopping (TERM)" in said else said)

    tries("closed terminal", times, attempt)


@pytest.mark.parametrize(
    "asleep_s", [pytest.param(3.0, id="3 s"), pytest.param(10.0, id="10 s", marks=pytest.mark.hard)]
)
def test_a_laptop_that_slept_wakes_up_with_the_same_processes(tries: Tries, asleep_s: float) -> None:
    """Every deadline has passed while nobody could answer; that is nobody's fault, and nothing is to be restarted."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, {"good": "{port}", "other": ""}, bare=False) as trial:
            trial.up()
            before = trial.pids()
            trial.signal_all(signal.SIGSTOP)
            _pause(asleep_s)
            trial.signal_all(signal.SIGCONT)
            _pause(3.0 if asleep_s > 5 else 1.0)
            there = trial.status()
            restarts = sum(row["restarts"] for row in there["processes"])
            same = {row["name"]: row["pid"] for row in there["processes"]} == before and there["state"] == "ready"
            trial.run("down").check_returncode()
            return trial.left(1) or ("" if same and not restarts else f"{there}")

    tries(f"asleep for {asleep_s:g} s", 1 if asleep_s < 5 else 6, attempt, at_once=3)


needs_root = pytest.mark.skipif(
    os.getuid() != 0, reason="a disk that is really full takes a tmpfs, and that takes root"
)


@needs_root
@often(1, 20)
def test_a_disk_that_fills_up_under_devstack_does_not_stop_the_stack(tries: Tries, times: int) -> None:
    """Logs and state file cannot be written any more: said once, and everything else goes on."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, QUIET) as trial, _small_disk(root / ".devstack") as disk:
            running = trial.up()
            _fill(disk)
            again = trial.run("restart", "-n", "good")
            there = trial.status()["state"]
            with within(8, "down"):
                down = trial.run("down", within=20)
            running.exit_code()
            wrong = [run.stderr for run in (again, down) if run.returncode]
            wrong += [running.text] if running.text.count("No space left on device") > 3 else []
            return trial.left(1) or "\n".join(wrong) or ("" if there == "ready" else there)

    tries("disk full later", times, attempt, at_once=2)


@needs_root
@often(1, 20)
def test_a_disk_that_is_full_already_is_said_in_words(tries: Tries, times: int) -> None:
    """nginx needs a pid file, so there is no stack to be had; a traceback would not say what to do."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, QUIET) as trial, _small_disk(root / ".devstack") as disk:
            _fill(disk)
            run = trial.run(*trial.words)
            said = run.stdout + run.stderr
            fine = run.returncode == 1 and "No space left on device" in said and "Traceback" not in said
            return trial.left() or ("" if fine else f"{run.returncode}: {said}")

    tries("disk full from the start", times, attempt, at_once=2)


@often(1, 20)
def test_files_that_may_not_grow_do_not_stop_the_stack(tries: Tries, times: int) -> None:
    """`ulimit -f` is another full disk, which every process of the stack meets on its own."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, {"good": "{port}", "loud": "--flood"}) as trial:
            limit = f'"{sys.executable}" -c "import resource, os, sys; {_LIMIT}" {SHELL} {" ".join(trial.words)}'
            with _shell(trial, f"exec {limit} > /dev/null") as running:
                _until_ready(trial)
                _pause(0.3)
                there = trial.status()["state"]
                trial.run("down", within=20).check_returncode()
                running.wait(10)
            return trial.left(1) or ("" if there == "ready" else there)

    tries("files may not grow", times, attempt, at_once=2)


_LIMIT = f"resource.setrlimit({resource.RLIMIT_FSIZE}, (100_000, 100_000)); os.execv(sys.argv[1], sys.argv[1:])"


@contextmanager
def _shell(trial: Trial, line: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The line in a shell; it is over when this is left, however the test ends."""
    running = subprocess.Popen(
        ["/bin/sh", "-c", line],
        cwd=trial.root,
        env=trial.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.wait(5)


def _in_terminal(trial: Trial, terminal: Terminal) -> "subprocess.Popen[bytes]":
    """`up` as a terminal's session leader, the terminal its controlling one and its only input and output."""
    tty = terminal.stream.fileno()
    return subprocess.Popen(
        [*trial.command, *trial.words],
        cwd=trial.root,
        env=trial.environment,
        stdin=tty,
        stdout=tty,
        stderr=tty,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,
    )


def _leader(running: "subprocess.Popen[bytes]") -> int:
    assert running.pid > 1
    assert os.getpgid(running.pid) == running.pid, "it leads no group of its own"
    return running.pid


def _until_ready(trial: Trial, seconds: float = 20) -> None:
    """Asked every 0.1 s over the control socket, since there is no output to read."""
    from devstack import status

    for _ in range(int(seconds / 0.1)):
        if status.snapshot(trial.root).state == "ready":
            return
        _pause(0.1)
    raise AssertionError(f"not ready within {seconds:g} s: {status.snapshot(trial.root)}")


def _size(trial: Trial) -> int:
    """Of all log files; they are rotated, so it is compared for being another, not for being larger."""
    return sum(file.stat().st_size for file in (trial.root / ".devstack/logs").glob("*.log"))


def _peak_mb(pid: int) -> float:
    """The most memory that a process ever had resident."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in text.splitlines() if line.startswith("VmHWM")), 0.0)


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 256 kB of its own."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(disk: Path) -> None:
    try:
        with (disk / "ballast").open("wb") as file:
            file.write(b"x" * 1_000_000)
    except OSError:
        return
    raise AssertionError("a megabyte went into a disk of 256 kB")


def _pause(seconds: float) -> None:
    """For what only the clock can tell: that something has gone on, or slept, for so long."""
    threading.Event().wait(seconds)
