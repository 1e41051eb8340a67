"""Whatever happens to the supervisor, and whenever, nothing of its stack is left: nothing obedient, stubborn or escaped."""

import os
import signal
import threading
from pathlib import Path

import pytest
from support.trial import Trial, within
from support.tries import Tries, often

pytestmark = pytest.mark.e2e

CREW = {"good": "{port}", "bad": "--ignore-term --helper", "gone": "--escape"}
SIGNALS = (signal.SIGKILL, signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM, signal.SIGINT, signal.SIGSTOP)
GONE_S = 6.0
LATEST_S = 5.0


@often(6, 300)
def test_whatever_kills_the_supervisor_whenever_leaves_nothing(tries: Tries, times: int) -> None:
    """The complaint about every tool of this kind: a crash, a closed terminal, an impatient kill leave orphans behind."""
    moments = max(1, times // len(SIGNALS))

    def attempt(root: Path, number: int) -> str:
        wait = LATEST_S * (number // len(SIGNALS)) / moments
        return _signalled(root, SIGNALS[number % len(SIGNALS)], wait, detached=bool(number // len(SIGNALS) % 2))

    # Of six starts at once, beside other tests, some need longer than GONE_S until the last of them is gone.
    tries("orphans, 6 signals at 0 to 5 s", times, attempt, at_once=2)


def _signalled(root: Path, number: signal.Signals, wait: float, *, detached: bool) -> str:
    """Lost is what lives 6 s after the supervisor was told to die; one that was merely stopped for a while must live on."""
    with Trial(root, CREW, bare=False) as trial:
        running = trial.start(*trial.words, *(("--detach",) if detached else ()))
        supervisor = trial.supervisor()
        _pause(wait)
        supervisor.send_alone(number)
        if number is signal.SIGSTOP:
            _pause(0.5)
            supervisor.send_alone(signal.SIGCONT)
            with within(12, "down"):
                trial.run("down", within=20).check_returncode()
        if left := trial.left(GONE_S):
            return f"{number.name} after {wait:.2f} s left {left}"
        running.exit_code(5)
        code = trial.run("status").returncode
        return "" if code == 3 else f"{number.name} after {wait:.2f} s: status says {code}"


@often(3, 50)
def test_whoever_kills_what_was_started_leaves_nothing(tries: Tries, times: int) -> None:
    """`kill -9` of the pid that the shell shows for `up`, whatever stands behind it."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW, bare=number % 2 == 0) as trial:
            running = trial.up()
            _pause(0.3 * (number % 5))
            os.kill(running.process.pid, signal.SIGKILL)
            return trial.left(GONE_S)

    tries("kill -9 of up itself", times, attempt)


@often(6, 61)
@pytest.mark.parametrize("since", ["launch", "lock"])
def test_a_term_during_start_neither_hangs_nor_leaves_anything(tries: Tries, times: int, since: str) -> None:
    """honcho lost one start in ten like this: 30 to 150 ms in steps of 2, from the launch and from the first sign of life."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial:
            (root / "tmp").mkdir()
            trial.environment["TMPDIR"] = str(root / "tmp")
            running = trial.start(*trial.words)
            if since == "lock":
                trial.supervisor()
            _pause(0.030 + 0.120 * number / (times - 1))
            running.interrupt(signal.SIGTERM)
            code = running.exit_code(8)
            if code not in {128 + signal.SIGTERM, -signal.SIGTERM} or "Traceback" in running.text:
                return f"exit {code}: {running.text}"
            return trial.left() or ", ".join(path.name for path in (root / "tmp").glob("devstack-*[!0-9]"))

    tries(f"TERM at 30 to 150 ms after {since}", times, attempt, at_once=2)


@often(1, 50)
def test_a_crash_loop_ends_and_the_rest_stays_up(tries: Tries, times: int) -> None:
    """On a stack that was ready: at most 4 starts in 10 s, then failed, and `status` says so with its exit code."""

    def attempt(root: Path, number: int) -> str:
        crew = {"bad": f"--once-more {root}/was-here --leave 7", "good": "{port}"}
        with Trial(root, crew) as trial:
            running = trial.up()
            before = trial.pids()
            os.kill(_checked(before["bad"]), signal.SIGKILL)
            with within(10, "giving up"):
                running.wait_for(r"bad failed: ", 12)
            rows, code = trial.rows(), trial.run("status").returncode
            starts = running.text.count("bad started")
            fine = (rows["bad"]["state"], rows["good"]["pid"], code) == ("failed", before["good"], 1) and starts <= 4
            return "" if fine else f"{starts} starts, status {code}, {rows}"

    tries("crash loop", times, attempt)


def _checked(pid: int) -> int:
    assert pid > 1
    return pid


def _pause(seconds: float) -> None:
    """The moment is what is tried here, so there is nothing to wait for but the clock."""
    threading.Event().wait(seconds)
