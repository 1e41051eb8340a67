"""A running supervisor asked from another process: one winner, status, down, restart, stop, start."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from support.ports import free_block
from support.stacks import SUPERVISE, Stack, Start, kill, plan, program, row, three, until, write_plan

from devstack import control, state, status
from devstack.errors import DevstackError, NotRunning
from devstack.plan import wire
from devstack.plan.model import Restart

pytestmark = pytest.mark.e2e


def pids(root: Path) -> dict[str, int | None]:
    return {row.name: row.pid for row in status.snapshot(root).processes}


def test_down_stops_in_order_says_what_it_does_and_ends_up_with_0(start: Start, tmp_path: Path) -> None:
    """From any shell; when it returns the checkout is free for the next `up`."""
    stack = start(three(free_block(3)))
    stack.running.wait_for("ready in")
    said: list[str] = []

    stopped = status.down(tmp_path, say=said.append)

    assert state.holder(tmp_path) is None
    assert stack.running.exit_code() == 0
    assert stopped == ["core-0", "broker-0", "nginx"]
    assert [words.split()[0] for words in said if "stopping" in words] == ["nginx", "broker-0", "core-0"]


def test_down_during_start_is_heard(start: Start, tmp_path: Path) -> None:
    """The control socket answers from the first moment on."""
    stack = start(plan(program("slow", "--say", "begun", probe=program("x", port=free_block()).probe)))
    stack.running.wait_for("begun")

    assert status.snapshot(tmp_path).state == "starting"
    assert status.down(tmp_path) == ["slow"]
    assert stack.running.exit_code() == 0


def test_down_keeps_to_its_timeout(start: Start, tmp_path: Path) -> None:
    """`--timeout` bounds the whole, whatever the grace periods add up to."""
    stack = start(plan(program("bad", "--ignore-term", grace_s=30.0), program("good")))
    stack.running.wait_for("ready in")

    began = time.monotonic()
    status.down(tmp_path, 1.5)

    assert time.monotonic() - began < 2.5
    assert stack.running.exit_code() == 0


def test_two_at_once_have_one_winner_and_the_loser_names_it(start: Start, tmp_path: Path) -> None:
    """The loser changes nothing and says who has the checkout and where it answers."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")
    before = pids(tmp_path)

    loser = subprocess.run([sys.executable, SUPERVISE, str(tmp_path)], capture_output=True, text=True, timeout=10)

    assert loser.returncode == 1
    assert f"pid {stack.pid}, http://127.0.0.1:8000" in loser.stderr
    assert pids(tmp_path) == before


def test_five_at_the_same_moment_have_one_winner(start: Start) -> None:
    """A pid file lets two or three of them win."""
    wanted = plan(program("worker"))
    stacks = [start(wanted) for _ in range(5)]
    until_ready = [stack for stack in stacks if _ready(stack)]

    assert len(until_ready) == 1
    assert [stack.running.exit_code() for stack in stacks if stack not in until_ready] == [1] * 4


def _ready(stack: Stack) -> bool:
    try:
        stack.running.wait_for("ready in", within=10)
    except AssertionError:
        return False
    return True


def test_restart_of_one_keeps_the_others_pids(start: Start, tmp_path: Path) -> None:
    """An instance by name, a server by its name: one after the other, and nobody else is touched."""
    port = free_block(3)
    stack = start(plan(*(program(name, port=port + i) for i, name in enumerate(("core-0", "broker-0", "broker-1")))))
    stack.running.wait_for("ready in")
    before = pids(tmp_path)

    control.call(tmp_path, "restart", within=20, names=["broker-0"])
    one = pids(tmp_path)
    control.call(tmp_path, "restart", within=20, names=["broker"])
    both = pids(tmp_path)

    assert one["broker-0"] != before["broker-0"]
    assert (one["core-0"], one["broker-1"]) == (before["core-0"], before["broker-1"])
    assert both["core-0"] == before["core-0"]
    assert both["broker-0"] != one["broker-0"]
    assert both["broker-1"] != one["broker-1"]
    text = stack.running.text
    assert text.rindex("broker-1 stopping") > text.rindex("broker-0 started")


def test_what_is_stopped_on_purpose_stays_stopped_until_started(start: Start, tmp_path: Path) -> None:
    """No restart policy brings it back behind your back."""
    stack = start(plan(program("a-0", port=free_block(), restart=Restart(policy="always")), program("b")))
    stack.running.wait_for("ready in")

    control.call(tmp_path, "stop", within=20, names=["a"])
    without = status.snapshot(tmp_path)
    time.sleep(0.7)
    later = status.snapshot(tmp_path)
    control.call(tmp_path, "start", within=20, names=["a-0"])

    assert (without.state, row(without, "a-0").state, row(without, "a-0").pid) == ("degraded", "stopped", None)
    assert row(later, "a-0").state == "stopped"
    assert status.snapshot(tmp_path).state == "ready"


def test_restart_of_all_runs_the_new_plan(start: Start, tmp_path: Path) -> None:
    """Somebody read deploy.yaml again: what is new runs, what is gone is gone, the supervisor is the same."""
    stack = start(plan(program("old"), program("same")))
    stack.running.wait_for("ready in")
    before = status.snapshot(tmp_path)

    answer = control.call(tmp_path, "restart", within=20, plan=wire.encode(plan(program("same"), program("new"))))
    after = status.snapshot(tmp_path)

    assert list(answer["processes"]) == ["same", "new"]
    assert [row.name for row in after.processes] == ["same", "new"]
    assert after.state == "ready"
    assert before.supervisor
    assert after.supervisor
    assert after.supervisor.pid == before.supervisor.pid
    assert row(after, "same").pid != row(before, "same").pid


def test_restart_by_a_wrong_plan_keeps_the_running_stack(start: Start, tmp_path: Path) -> None:
    """A mistake costs a message, never the stack; another version's plan as little as a file that is missing."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")
    before = pids(tmp_path)

    with pytest.raises(DevstackError, match=r"of another version of devstack"):
        control.call(tmp_path, "restart", within=20, plan=wire.encode(plan(program("worker"))) | {"later": 1})
    with pytest.raises(DevstackError, match=r"restart takes names or a plan"):
        control.call(tmp_path, "restart", within=20)
    blind = wire.encode(plan(program("worker", env_file="missing.env")))
    with pytest.raises(DevstackError, match=r"missing.env") as refused:
        control.call(tmp_path, "restart", within=20, plan=blind)

    assert refused.value.exit_code == 2
    assert pids(tmp_path) == before


def test_restart_reports_one_that_does_not_come_back(start: Start, tmp_path: Path) -> None:
    """The answer is the reason with its last lines; the rest of the stack is up."""
    marker = tmp_path / "was-here"
    limit = Restart(max=0)
    stack = start(plan(program("bad", "--leave", "5", "--once-more", str(marker), restart=limit), program("good")))
    stack.running.wait_for("ready in")

    with pytest.raises(DevstackError, match="bad left with exit code 5") as failed:
        control.call(tmp_path, "restart", within=20, names=["bad"])

    assert "leaving with 5" in str(failed.value)
    there = status.snapshot(tmp_path)
    assert (row(there, "bad").state, row(there, "good").state) == ("failed", "ready")


WRONG = [
    ("dance", {}, "knows no `dance`"),
    ("restart", {"names": ["brocker"]}, "brocker"),
    ("stop", {}, "names"),
    ("stop", {"names": "worker"}, "list"),
    ("down", {"timeout": "soon"}, "seconds"),
]


def test_a_wrong_request_is_answered_in_words(start: Start, tmp_path: Path) -> None:
    """Exit code 2, and the stack is left alone."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")
    before = pids(tmp_path)

    for verb, arguments, words in WRONG:
        with pytest.raises(DevstackError, match=words) as refused:
            control.call(tmp_path, verb, within=5, **arguments)
        assert refused.value.exit_code == 2

    assert pids(tmp_path) == before


def test_noise_on_the_socket_harms_nobody(start: Start, tmp_path: Path) -> None:
    """Half a request, no request, too long a one: each talk is its own."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")
    for noise in (b"", b"{", b"[1]\n", b'{"verb": 1}\n', b"\xff\xfe\n", b"x" * 2_000_000 + b"\n"):
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(str(control.address(tmp_path)))
            link.settimeout(2)
            try:
                link.sendall(noise)
                link.shutdown(socket.SHUT_WR)
                link.recv(4096)
            except OSError:
                pass

    assert status.snapshot(tmp_path).state == "ready"
    assert "Traceback" not in stack.running.text


def test_a_killed_supervisor_leaves_nothing_and_the_next_one_starts(start: Start, tmp_path: Path) -> None:
    """The relays notice its death and take their commands along, those that ignore TERM as well."""
    wanted = plan(program("good"), program("bad", "--ignore-term", grace_s=0.5), program("parent", "--helper"))
    stack = start(wanted)
    stack.running.wait_for("ready in")

    kill(stack.pid)

    assert stack.left(within=4) == []
    assert status.snapshot(tmp_path).state == "stopped"
    assert status.down(tmp_path) == []
    start(wanted).running.wait_for("ready in")


def test_down_after_a_crash_stops_what_escaped(start: Start, tmp_path: Path) -> None:
    """Found by the stack id of the dead supervisor's state file, and named."""
    stack = start(plan(program("gone", "--escape")))
    stack.running.wait_for("ready in")
    kill(stack.pid)
    until(tmp_path, lambda s: s.state == "stopped", "stopped")

    stopped = status.down(tmp_path, 1.5)

    assert any(name.startswith("pid ") for name in stopped) or "gone" in stopped
    assert stack.left(within=1) == []
    assert state.read(tmp_path) is None


def test_a_killed_relay_takes_its_command_along_and_it_is_restarted(start: Start, tmp_path: Path) -> None:
    """Otherwise a process would live on that nobody hears or stops."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")
    worker = pids(tmp_path)["worker"]
    relay = int(Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[1])

    kill(relay)

    after = until(tmp_path, lambda s: row(s, "worker").restarts == 1 and s.state == "ready", "restarted")
    assert row(after, "worker").pid != worker


def test_a_hanging_supervisor_is_put_down_by_down(start: Start, tmp_path: Path) -> None:
    """It holds the lock and hears nothing; `status` says so and `down` keeps its promise."""
    stack = start(plan(program("worker", grace_s=0.5)))
    stack.running.wait_for("ready in")
    kill(stack.pid, signal.SIGSTOP)

    with pytest.raises(control.NoAnswer, match=f"pid {stack.pid}"):
        status.snapshot(tmp_path, within=0.3)
    said: list[str] = []
    stopped = status.down(tmp_path, 1, said.append)

    assert stopped == ["worker"]
    assert f"the supervisor (pid {stack.pid}) does not answer: killed" in said
    assert stack.left(within=3) == []


def test_a_deleted_folder_is_put_back(start: Start, tmp_path: Path) -> None:
    """Somebody cleans up `.devstack/` while the stack runs: still one supervisor, still answering."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")

    shutil.rmtree(tmp_path / ".devstack")
    until(tmp_path, lambda s: s.state == "ready", "found again")

    assert state.holder(tmp_path) == stack.pid
    loser = subprocess.run([sys.executable, SUPERVISE, str(tmp_path)], capture_output=True, text=True, timeout=10)
    assert loser.returncode == 1
    assert status.down(tmp_path) == ["worker"]


def test_a_reader_that_leaves_does_not_stop_the_stack(start: Start, tmp_path: Path) -> None:
    """`up | head -1`: the lines are lost, nothing else."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")
    assert stack.running.process.stdout
    reader = stack.running.process.stdout.fileno()
    os.dup2(os.open(os.devnull, os.O_RDONLY), reader)

    control.call(tmp_path, "restart", within=10, names=["worker"])

    assert status.snapshot(tmp_path).state == "ready"
    assert status.down(tmp_path) == ["worker"]
    assert stack.running.exit_code() is not None


@pytest.mark.parametrize("where", ["/dev/full", "closed"])
def test_a_terminal_that_takes_nothing_does_not_stop_the_stack(tmp_path: Path, where: str) -> None:
    """A full disk behind `> file`, or no stdout at all."""
    write_plan(tmp_path, plan(program("worker")))
    target = ">&-" if where == "closed" else f"> {where}"
    shell = f'exec "{sys.executable}" "{SUPERVISE}" "{tmp_path}" {target} 2>/dev/null'
    with subprocess.Popen(["/bin/sh", "-c", shell]) as running:
        ready = tmp_path / "ready"
        deadline = time.monotonic() + 8
        while not ready.exists() and time.monotonic() < deadline:
            time.sleep(0.02)

        assert ready.exists()
        assert status.down(tmp_path) == ["worker"]
        assert running.wait(5) is not None


def test_status_while_a_long_answer_is_under_way(start: Start, tmp_path: Path) -> None:
    """One client that waits for a restart does not make another wait."""
    stack = start(plan(program("bad", "--ignore-term"), program("good")))
    stack.running.wait_for("ready in")
    restarting = threading.Thread(
        target=control.call, args=(tmp_path, "restart"), kwargs={"within": 20, "names": ["bad"]}
    )
    restarting.start()
    stack.running.wait_for("bad stopping")

    began = time.monotonic()
    there = status.snapshot(tmp_path)
    took = time.monotonic() - began
    restarting.join(10)

    assert took < 1
    assert there.state == "degraded" or row(there, "bad").state == "ready"
    assert json.dumps(status.snapshot(tmp_path).as_json())


TWO = plan(program("bad", "--ignore-term"), program("good"))


@pytest.mark.parametrize("what", [{"plan": wire.encode(TWO)}, {"names": ["bad", "good"]}])
def test_down_during_a_restart_wins(start: Start, tmp_path: Path, what: dict[str, Any]) -> None:
    """What the restart would start next must not outlive the stack; whoever waits for it is told."""
    stack = start(TWO)
    stack.running.wait_for("ready in")
    told: list[str] = []

    def restart() -> None:
        try:
            control.call(tmp_path, "restart", within=20, **what)
        except DevstackError as error:
            told.append(str(error))

    restarting = threading.Thread(target=restart)
    restarting.start()
    stack.running.wait_for("bad stopping")

    status.down(tmp_path)
    restarting.join(10)

    assert stack.running.exit_code() == 0
    assert told == ["the stack is stopping; start it again with `invoke up`"]
    assert stack.running.text.count("bad started") == 1
    assert stack.left() == []


def test_a_supervisor_that_is_without_its_lock_for_a_moment_is_not_dead(start: Start, tmp_path: Path) -> None:
    """Somebody removed the lock file: until it is taken again, what runs must not be taken for what a dead one left."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")
    (tmp_path / ".devstack/lock").unlink()

    assert status.clear(tmp_path) == []
    assert status.down(tmp_path) == ["worker"]
    assert stack.running.exit_code() == 0
    assert "stopped by `invoke down`" in stack.running.text


def test_a_call_without_a_supervisor_says_so(tmp_path: Path) -> None:
    """And tells which command starts one; exit code 3."""
    with pytest.raises(NotRunning, match="invoke up") as refused:
        control.call(tmp_path, "status")

    assert refused.value.exit_code == 3
