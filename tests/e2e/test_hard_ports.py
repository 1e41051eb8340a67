"""Somebody else has a port of ours, in whatever way: he is named and lives on, and nothing of ours is left."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.trial import Trial, within
from support.tries import Tries, often

pytestmark = pytest.mark.e2e

STRANGER = """\
import socket, sys, time
host, port, reuse = sys.argv[1], int(sys.argv[2]), sys.argv[3]
held = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
if reuse == "REUSEPORT":
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
if ":" in host:
    held.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host == "::1"))
deadline = time.monotonic() + 10
while True:
    try:
        held.bind((host, port))
        break
    except OSError:
        assert time.monotonic() < deadline
held.listen()
print("holding", flush=True)
time.sleep(100)
"""
HOLDERS = ["127.0.0.1", "0.0.0.0", "::1", "::", "127.0.0.1 REUSEPORT", ":: REUSEPORT"]
CREW = {"good": "{port}", "gone": "--escape"}


@often(1, 50)
@pytest.mark.parametrize("how", HOLDERS)
def test_a_holder_is_named_and_lives_on(tries: Tries, times: int, how: str) -> None:
    """A port shared by REUSEPORT would take half of our requests; one on :: takes those to localhost."""
    host, _, reuse = how.partition(" ")

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW, bare=False) as trial, _stranger(host, trial.port + number % 3, reuse) as holder:
            run = trial.run(*trial.words, *(("--detach",) if number % 2 else ()))
            said = run.stdout + run.stderr
            fine = run.returncode == 1 and f"is held by pid {holder.pid} (" in said and "Traceback" not in said
            if not fine or holder.poll() is not None:
                return f"exit {run.returncode}, the holder {holder.poll()}: {said}"
            return ", ".join(f"{pid} {words}" for pid, words in trial.alive().items())

    tries(f"port held on {how}", times, attempt)


@often(2, 50)
def test_one_who_takes_it_between_the_check_and_the_start_is_no_reason_to_hang(tries: Tries, times: int) -> None:
    """The check is a hint; the bind is the truth. Whoever loses the race says so, in words, and takes everything along."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW, bare=False) as trial:
            running = trial.start(*trial.words)
            trial.supervisor()
            _pause(0.01 * (number % 40))
            with _stranger("127.0.0.1", trial.port + number % 3, "REUSEPORT", patient=False) as holder:
                if holder.poll() is not None:
                    return _lost_the_race(trial, running.text)
                with within(20, "giving up"):
                    code = running.exit_code(25)
                if code != 1 or f"is held by pid {holder.pid} (" not in running.text or holder.poll() is not None:
                    return f"exit {code}, the holder {holder.poll()}: {running.text}"
            return trial.left(1)

    tries("port taken between check and start", times, attempt, at_once=3)


def _lost_the_race(trial: Trial, said: str) -> str:
    """The stack had it first, so the stranger could not have it: then the stack must be whole."""
    code = trial.run("down").returncode
    return trial.left(2) or ("" if code == 0 else said)


@contextmanager
def _stranger(host: str, port: int, reuse: str, *, patient: bool = True) -> Iterator["subprocess.Popen[str]"]:
    """A program that has nothing to do with us and listens there; an impatient one leaves when it cannot."""
    text = STRANGER if patient else STRANGER.replace("time.monotonic() + 10", "time.monotonic()")
    holder = subprocess.Popen(
        [sys.executable, "-S", "-c", text, host, str(port), reuse],
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert holder.stdout
    try:
        holding = holder.stdout.readline() == "holding\n"
        assert holding or not patient
        if not holding:
            holder.wait(5)
        yield holder
    finally:
        holder.kill()
        holder.wait(5)
        holder.stdout.close()


def _pause(seconds: float) -> None:
    """The moment is what is tried here, so there is nothing to wait for but the clock."""
    threading.Event().wait(seconds)
