"""The supervisor with real processes: start, readiness, failure, restart policy."""

import re
import signal
import time
from pathlib import Path

import pytest
from support.ports import free_block
from support.stacks import Start, kill, plan, program, row, three, until, wait_for_file

from devstack import status
from devstack.plan.model import Kind, Probe, Restart, StopOrder

pytestmark = pytest.mark.e2e


def test_a_stack_is_ready_when_every_row_answers_and_stops_in_order(start: Start, tmp_path: Path) -> None:
    """The order is what lets requests under way finish: the gateway, the modules, core."""
    stack = start(three(free_block(3)))
    stack.running.wait_for(r"ready in [\d.]+ s: http://127.0.0.1:8000")
    there = status.snapshot(tmp_path)

    stack.running.interrupt()
    code = stack.running.exit_code()

    assert code == 130
    assert there.state == "ready"
    assert [row.state for row in there.processes] == ["ready"] * 3
    assert [row.health for row in there.processes] == ["ok"] * 3
    said = re.findall(r"(\S+ (?:stopping|stopped) \(.*?\))", stack.running.text)
    assert said == [
        "nginx stopping (QUIT)",
        "nginx stopped (exit 0)",
        "broker-0 stopping (TERM)",
        "broker-0 stopped (exit 0)",
        "core-0 stopping (TERM)",
        "core-0 stopped (exit 0)",
    ]
    assert stack.left() == []
    assert not (tmp_path / ".devstack/state.json").exists()


def test_a_gateway_that_takes_its_time_leaves_last(start: Start) -> None:
    """It closes its door first and may keep open connections until the servers behind it are gone."""
    port = free_block(2)
    stack = start(
        plan(
            program("core-0", port=port, stops=StopOrder.CORE),
            program("nginx", "--ignore-quit", port=port + 1, stops=StopOrder.GATEWAY, kind=Kind.GATEWAY),
        )
    )
    stack.running.wait_for("ready in")
    stack.running.interrupt(signal.SIGTERM)

    assert stack.running.exit_code() == 143
    said = re.findall(r"(\S+ (?:stopping|stopped|did not)[^\n]*)", stack.running.text)
    assert [words.split(" (")[0] for words in said[:3]] == ["nginx stopping", "core-0 stopping", "core-0 stopped"]
    assert said[-1] == "nginx stopped (SIGKILL)"


def test_what_the_others_need_is_asked_to_stop_when_they_have_left(start: Start) -> None:
    """A bus that left together with its users would lose what they still have to say."""
    core = program("core-0", stops=StopOrder.CORE)
    stack = start(plan(program("bus", stops=StopOrder.LAST), core, program("worker")))
    stack.running.wait_for("ready in")

    stack.running.interrupt()

    assert stack.running.exit_code() == 130
    said = re.findall(r"(\S+) (?:stopping|stopped) \(", stack.running.text)
    assert said == ["worker", "worker", "core-0", "core-0", "bus", "bus"]


@pytest.mark.parametrize(("number", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGQUIT", 131)])
def test_a_signal_stops_in_order_and_is_the_exit_code(start: Start, number: str, code: int) -> None:
    """A closed terminal sends HUP; it is no reason to leave anything behind."""
    stack = start(plan(program("worker")))
    stack.running.wait_for("ready in")

    stack.running.interrupt(signal.Signals[number])

    assert stack.running.exit_code() == code
    assert re.search(r"worker stopped \((exit 0|SIGTERM)\)", stack.running.text)  # its own handler may not stand yet


@pytest.mark.parametrize("delay_ms", [0, 5, 10, 20, 40, 70, 100, 150, 300])
def test_a_signal_during_start_leaves_nothing(start: Start, tmp_path: Path, delay_ms: int) -> None:
    """honcho alone loses children to a signal that comes before it knows their pids."""
    port = free_block(2)
    stack = start(
        plan(
            program("a-0", port=port), program("b-0", port=port + 1), program("c", "--escape"), program("d", "--helper")
        )
    )
    wait_for_file(tmp_path / "supervising")

    time.sleep(delay_ms / 1000)
    stack.running.interrupt(signal.SIGTERM)

    # At 0 ms there may be no handler yet, and nothing to stop.
    assert stack.running.exit_code() in ({143} if delay_ms > 20 else {143, -signal.SIGTERM})
    assert "Traceback" not in stack.running.text
    assert stack.left() == []


def test_nothing_obedient_stubborn_or_escaped_is_left(start: Start) -> None:
    """TERM ignored: killed with its group; fled into another session: found by the stack id."""
    stack = start(plan(program("good"), program("bad", "--ignore-term", "--helper"), program("gone", "--escape")))
    stack.running.wait_for("ready in")

    began = time.monotonic()
    stack.running.interrupt()

    assert stack.running.exit_code() == 130
    assert time.monotonic() - began < 5
    assert "bad did not leave in time: killed" in stack.running.text
    assert "left its process group" in stack.running.text
    assert stack.left() == []


def test_a_second_ctrl_c_kills_now(start: Start) -> None:
    """Whoever presses it twice does not want to wait for a grace period."""
    stack = start(plan(program("bad", "--ignore-term", grace_s=30.0)))
    stack.running.wait_for("ready in")
    stack.running.interrupt()
    stack.running.wait_for("bad stopping")

    began = time.monotonic()
    stack.running.interrupt()

    assert stack.running.exit_code() == 130
    assert time.monotonic() - began < 2


def test_a_process_that_leaves_during_start_fails_the_whole(start: Start, tmp_path: Path) -> None:
    """Half a stack is worse than none: the rest is stopped, and the culprit is named with what it said."""
    stack = start(plan(program("good-0", port=free_block()), program("bad", "--say", "no such table", "--leave", "3")))

    assert stack.running.exit_code() == 1
    text = stack.running.text
    assert "the stack did not start: bad left with exit code 3" in text
    assert "no such table" in text.partition("its last lines:")[2]
    assert "invoke logs -n bad" in text
    assert not (tmp_path / "ready").exists()


def test_a_process_that_never_answers_fails_at_its_deadline(start: Start) -> None:
    """Alive is not ready. The last answer of the probe says what it was waiting for."""
    port = free_block()
    stack = start(plan(program("mute", "--say", "thinking", probe=Probe(port, "/health"), start_s=0.6)))

    assert stack.running.exit_code() == 1
    assert f"was not ready within 0.6 s: nothing listens on port {port}" in stack.running.text
    assert "thinking" in stack.running.text.partition("its last lines:")[2]


def test_an_answer_from_someone_else_is_not_ready(start: Start) -> None:
    """Another program on our port answers 200 as well; only the instance's own name counts."""
    stack = start(plan(program("broker-0", "--name", "stranger", port=free_block(), start_s=0.6)))

    assert stack.running.exit_code() == 1
    assert "is answered by stranger, not by broker-0" in stack.running.text


def test_a_program_that_runs_once_may_end(start: Start, tmp_path: Path) -> None:
    """A migration is done when it has left with 0; the stack is ready then and stays."""
    stack = start(plan(program("migrate", "--leave", "0", once=True), program("worker")))

    stack.running.wait_for("ready in")

    there = status.snapshot(tmp_path)
    assert there.state == "ready"
    assert row(there, "migrate").pid is None


def test_a_stack_of_finished_programs_ends_with_0(start: Start) -> None:
    """Nothing runs and nothing will: waiting on would tell nobody anything."""
    stack = start(plan(program("a", "--leave", "0", once=True), program("b", "--leave", "0", once=True)))

    assert stack.running.exit_code() == 0


def test_a_crashing_process_is_restarted_then_failed_and_the_rest_stays(start: Start, tmp_path: Path) -> None:
    """A crash loop must end, and must not take the others along."""
    keeps_leaving = program("bad", "--leave", "7", "--after", "0.8", restart=Restart(max=1))
    stack = start(plan(keeps_leaving, program("good-0", port=free_block())))
    stack.running.wait_for("ready in")
    good = row(status.snapshot(tmp_path), "good-0").pid

    stack.running.wait_for(r"bad failed: left with exit code 7, after 1 restarts within 60 s")
    there = status.snapshot(tmp_path)

    assert there.state == "degraded"
    assert there.exit_code == 1
    assert (row(there, "bad").state, row(there, "bad").restarts) == ("failed", 1)
    assert "left with exit code 7" in (row(there, "bad").last_error or "")
    assert row(there, "good-0").pid == good


def test_a_killed_process_comes_back_with_a_new_pid(start: Start, tmp_path: Path) -> None:
    """What it left in its group is gone by then, so the port is free."""
    stack = start(plan(program("broker-0", "--helper", port=free_block()), program("other")))
    stack.running.wait_for("ready in")
    before = status.snapshot(tmp_path)

    kill(row(before, "broker-0").pid)
    after = until(tmp_path, lambda s: row(s, "broker-0").restarts == 1 and s.state == "ready", "ready again")

    assert "broker-0 was killed by SIGKILL; starting it again in 0.5 s" in stack.running.text
    assert row(after, "broker-0").pid != row(before, "broker-0").pid
    assert row(after, "other").pid == row(before, "other").pid


def test_fail_fast_stops_all_at_the_first_failure(start: Start) -> None:
    """For a CI job a stack that lost a member has failed."""
    stack = start(
        plan(program("good"), program("bad", "--leave", "7", "--after", "0.8", restart=Restart(max=0))), "--fail-fast"
    )

    assert stack.running.exit_code() == 1
    assert "stopped because of --fail-fast: bad left with exit code 7" in stack.running.text
    assert "good stopped (exit 0)" in stack.running.text


def test_a_process_that_stops_answering_is_unhealthy_until_it_answers(start: Start, tmp_path: Path) -> None:
    """`status` tells the truth about a process that lives and does not serve."""
    muted = tmp_path / "muted"
    stack = start(plan(program("broker-0", "--mute-when", str(muted), port=free_block())))
    stack.running.wait_for("ready in")

    muted.touch()
    sick = until(tmp_path, lambda s: row(s, "broker-0").state == "unhealthy", "unhealthy")
    muted.unlink()
    well = until(tmp_path, lambda s: s.state == "ready", "ready again")

    assert (sick.state, row(sick, "broker-0").health) == ("degraded", "failing")
    assert row(well, "broker-0").pid == row(sick, "broker-0").pid


def test_a_missing_env_file_is_named_before_anything_starts(start: Start) -> None:
    """The file and the key, exit code 2, and nothing to clean up."""
    stack = start(plan(program("worker", env_file="secrets.env"), program("other")))

    assert stack.running.exit_code() == 2
    assert "processes.worker.env_file: secrets.env: No such file" in stack.running.text
    assert "started" not in stack.running.text


def test_lines_reach_the_terminal_and_the_log_files(start: Start, tmp_path: Path) -> None:
    """A last line without an end counts as a line, even of a process that is killed."""
    stack = start(plan(program("worker", "--say", "first words")))
    stack.running.wait_for("ready in")

    assert "worker | first words" in stack.running.text.replace("worker   |", "worker |")
    assert (tmp_path / ".devstack/logs/worker.log").read_text().endswith("first words\n")
    assert "worker started" in (tmp_path / ".devstack/logs/system.log").read_text()


def test_a_flood_of_output_does_not_delay_the_stop(start: Start) -> None:
    """honcho needs 17 s after 4 s of `yes`: the word that a child has left queues behind its lines."""
    stack = start(plan(program("loud", "--flood"), program("calm")))
    stack.running.wait_for("ready in")

    began = time.monotonic()
    stack.running.interrupt()

    assert stack.running.exit_code() == 130
    assert time.monotonic() - began < 3
