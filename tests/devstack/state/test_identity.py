"""A signal reaches the process that was meant, or nobody."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devstack.gateway.binary import binary
from devstack.state import Identity, start_ticks
from devstack.state.identity import boot_id, environment, marked

SLEEP = "import signal; print('up', flush=True); signal.pause()"


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    """A process of its own group that carries a stack id."""
    child = subprocess.Popen(
        [sys.executable, "-S", "-c", SLEEP],
        env={**os.environ, "DEVSTACK_STACK_ID": "test-identity"},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdout
    child.stdout.readline()
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_a_process_is_known_by_boot_pid_start_and_mark(sleeper: "subprocess.Popen[bytes]") -> None:
    """All four must agree, or it is somebody else."""
    own = Identity.of(sleeper.pid, "DEVSTACK_STACK_ID=test-identity")

    assert own
    assert own.alive
    assert not replace(own, boot="another boot").alive
    assert not replace(own, ticks=own.ticks + 1).alive
    assert not replace(own, mark="DEVSTACK_STACK_ID=other").alive


def test_a_stranger_with_a_reused_pid_is_not_signalled(sleeper: "subprocess.Popen[bytes]") -> None:
    """Pids are reused; the start time and the mark are not."""
    own = Identity.of(sleeper.pid, "DEVSTACK_STACK_ID=test-identity")
    assert own

    sent = [
        replace(own, ticks=own.ticks - 1).send(signal.SIGKILL),
        replace(own, mark="DEVSTACK_STACK_ID=x").send(signal.SIGKILL),
        replace(own, boot="y").send_alone(signal.SIGKILL),
    ]

    assert sent == [False, False, False]
    assert sleeper.poll() is None


@pytest.mark.parametrize("pid", [1, 0, -1])
def test_everybody_is_never_signalled(pid: int) -> None:
    """The kernel reads the group of 1 as all processes there are. Tried with a signal that nobody minds."""
    one = Identity(boot_id(), pid, start_ticks(1) or 0)

    assert not one.send(signal.Signals.SIGCHLD)
    assert not one.send_alone(signal.Signals.SIGCHLD)


def test_a_signal_reaches_its_process(sleeper: "subprocess.Popen[bytes]") -> None:
    """And afterwards there is nobody to signal, even before the zombie is reaped."""
    own = Identity.of(sleeper.pid)
    assert own

    assert own.send(signal.SIGTERM)
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)

    assert not own.alive
    assert not own.send(signal.SIGTERM)
    assert start_ticks(sleeper.pid) is None


def test_processes_are_found_by_their_stack_id(sleeper: "subprocess.Popen[bytes]") -> None:
    """Whatever group or session they fled to."""
    assert [one.pid for one in marked("test-identity")] == [sleeper.pid]
    assert list(marked("nobody-has-this")) == []
    assert "DEVSTACK_STACK_ID=test-identity" in environment(sleeper.pid)


def test_nginx_is_known_although_it_writes_its_title_over_its_environment(tmp_path: Path) -> None:
    """The end of the title runs into the environment, where it reads like a variable that is not ours."""
    conf = tmp_path / "nginx.conf"
    conf.write_text("daemon off; pid nginx.pid; error_log stderr notice; events {}")
    child = subprocess.Popen(
        [binary(None), "-p", f"{tmp_path}/", "-c", str(conf), "-e", "stderr"], stderr=subprocess.PIPE, process_group=0
    )
    try:
        assert child.stderr
        while b"start worker process" not in child.stderr.readline():
            assert child.poll() is None
        own = Identity.of(child.pid, "DEVSTACK_INSTANCE=nginx")

        assert own
        assert own.alive
        assert environment(child.pid) == frozenset()
    finally:
        child.terminate()
        child.wait(5)
        child.stderr.close()


def test_nobody_has_no_identity() -> None:
    """A pid beyond the kernel's largest is nobody's."""
    assert Identity.of(2**22 + 1) is None
    assert environment(2**22 + 1) == frozenset()
    assert boot_id() == boot_id() != ""
