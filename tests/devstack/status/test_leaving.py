"""`down` without a supervisor: nothing, leftovers, and strangers that must be let alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.stacks import PROGRAM

from devstack import state, status
from devstack.plan.model import StopOrder
from devstack.state import Identity, Leader, Snapshot, State
from devstack.state.identity import MARK, boot_id

STACK = "leaving-1"
Begin = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Start program.py as a supervisor that is dead by now would have."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str, stack_id: str = STACK) -> "subprocess.Popen[bytes]":
        child = subprocess.Popen(
            [sys.executable, "-S", PROGRAM, "--say", "up", *options],
            env={**os.environ, MARK: stack_id},
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(child)
        assert child.stdout
        child.stdout.readline()
        return child

    yield start

    for child in started:
        child.kill()
        child.wait()
        assert child.stdout
        child.stdout.close()


def leave_state(root: Path, *leaders: Leader) -> None:
    """The state file of a supervisor that died."""
    dead = Identity(boot_id(), 4_000_000, 5)
    rows = Snapshot("s", "i", "ready", "multi", "u", None, ())
    state.write(root, State(STACK, "/nowhere.sock", dead, rows, leaders))


def leader(name: str, child: "subprocess.Popen[bytes]", stops: StopOrder = StopOrder.MODULES) -> Leader:
    identity = Identity.of(child.pid, f"{MARK}={STACK}")
    assert identity
    return Leader(name, identity, int(stops), 0.5)


def test_nothing_ran(tmp_path: Path) -> None:
    """No error, no folder, nothing stopped."""
    assert status.down(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_leftovers_are_stopped_in_order_and_named(tmp_path: Path, begin: Begin) -> None:
    """By their recorded identity; the state file goes with them."""
    core, broker, gateway = begin(), begin(), begin()
    leave_state(
        tmp_path,
        leader("core-0", core, StopOrder.CORE),
        leader("broker-0", broker),
        leader("nginx", gateway, StopOrder.GATEWAY),
    )
    said: list[str] = []

    stopped = status.down(tmp_path, 5, said.append)

    assert stopped == ["core-0", "broker-0", "nginx"]
    assert [words.split()[0] for words in said if "stopping (" in words] == ["nginx", "broker-0", "core-0"]
    assert [child.wait(1) for child in (core, broker, gateway)] == [0, 0, 0]
    assert state.read(tmp_path) is None


def test_a_stubborn_leftover_is_killed_in_time(tmp_path: Path, begin: Begin) -> None:
    """The timeout bounds the whole."""
    bad = begin("--ignore-term")
    leave_state(tmp_path, replace(leader("bad", bad), grace_s=30.0))

    began = time.monotonic()
    assert status.down(tmp_path, 1) == ["bad"]

    assert time.monotonic() - began < 2
    assert bad.wait(1) == -signal.SIGKILL


def test_one_that_only_carries_the_stack_id_is_found(tmp_path: Path, begin: Begin) -> None:
    """It fled its group, and nobody wrote it down."""
    stray = begin()
    leave_state(tmp_path)

    assert status.down(tmp_path, 5) == [f"pid {stray.pid}"]
    assert stray.wait(1) == 0


@pytest.mark.parametrize("wrong", ["ticks", "boot", "mark"])
def test_a_stranger_with_a_recorded_pid_lives_on(tmp_path: Path, begin: Begin, wrong: str) -> None:
    """A reused pid, another boot, a process of another stack: nothing of ours, nothing to stop."""
    stranger = begin(stack_id="somebody-elses" if wrong == "mark" else "nobodys")
    true = Identity.of(stranger.pid, f"{MARK}={STACK}")
    assert true
    recorded = {"ticks": replace(true, ticks=true.ticks - 1), "boot": replace(true, boot="other"), "mark": true}[wrong]
    leave_state(tmp_path, Leader("broker-0", recorded, 1, 0.5))

    assert status.down(tmp_path, 2) == []
    assert stranger.poll() is None


def test_a_truncated_state_file_stops_nobody(tmp_path: Path, begin: Begin) -> None:
    """What cannot be read is not guessed."""
    alive = begin()
    leave_state(tmp_path, leader("a-0", alive))
    path = tmp_path / ".devstack/state.json"
    path.write_bytes(path.read_bytes()[:-30])

    assert status.down(tmp_path, 2) == []
    assert alive.poll() is None
