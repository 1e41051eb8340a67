"""A bare `honcho start`: what `invoke up` knows of its processes, these lines tell by themselves."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.ports import free_block
from support.project import Running, clean_env, left_behind
from support.stacks import kill, plan, program, three, until

from devstack import status
from devstack.plan.model import Command, Plan
from devstack.record import FOLDER, records
from devstack.state import Lock

PYTHON = f".venv/bin/{Path(sys.executable).name}"
RECORD = f"{PYTHON} -m devstack.record"
STRINGS_FOR_NUMBERS = {
    "name": "a-0",
    "identity": {"boot": "x", "pid": "7", "ticks": "7", "mark": "DEVSTACK_INSTANCE=a-0"},
    "runner": None,
    "command": "sh",
    "modules": "",
    "port": None,
    "started": 0.0,
}
Honcho = Callable[[Plan], Running]


@pytest.fixture
def honcho(tmp_path: Path) -> Iterator[Honcho]:
    """Run a plan's lines with honcho's own command, as a fresh clone would."""
    started: list[Running] = []

    def start(wanted: Plan) -> Running:
        (tmp_path / "Procfile").write_text("".join(f"{process.name}: {process.line}\n" for process in wanted))
        # Relative, as in a fresh clone: a shell would take a path with a blank apart.
        if not (tmp_path / ".venv").exists():
            (tmp_path / ".venv").symlink_to(sys.prefix)
        (tmp_path / ".env").write_text(f'PYTHON="{PYTHON}"\nDEVSTACK_RECORD="{RECORD}"\n')
        words = [str(Path(sys.executable).with_name("honcho")), "start"]
        out = subprocess.PIPE
        process = subprocess.Popen(words, cwd=tmp_path, env=clean_env(), stdout=out, stderr=subprocess.STDOUT)
        started.append(Running(process))
        return started[-1]

    yield start

    for running in started:
        running.stop()
    for record in records(tmp_path):
        record.identity.send(signal.SIGKILL)


def test_status_and_down_tell_the_truth_under_a_bare_honcho(honcho: Honcho, tmp_path: Path) -> None:
    """The same rows, asked directly; down stops the gateway first and waits for honcho to leave."""
    wanted = three(free_block(3))
    running = honcho(wanted)
    there = until(tmp_path, lambda s: s.state == "ready" and len(s.processes) == 3, "ready", wanted=wanted)
    said: list[str] = []

    stopped = status.down(tmp_path, say=said.append)

    assert there.state == "ready"
    assert [(one.name, one.state, one.health) for one in there.processes] == [
        ("core-0", "ready", "ok"),
        ("broker-0", "ready", "ok"),
        ("nginx", "ready", "ok"),
    ]
    assert there.supervisor
    assert there.supervisor.pid == running.process.pid
    assert sorted(stopped) == ["broker-0", "core-0", "nginx"]
    assert said[0] == "nginx stopping (QUIT)"
    assert running.process.poll() is not None
    assert status.snapshot(tmp_path, wanted).state == "stopped"


def test_the_pid_is_the_commands_own_and_its_output_is_kept_and_passed_on(honcho: Honcho, tmp_path: Path) -> None:
    """By exec, so signals and exit codes are the command's; logs are the same files as under `invoke up`."""
    running = honcho(plan(program("worker", "--say", "first words")))
    running.wait_for(r"worker.1 +\| first words")
    (record,) = records(tmp_path)

    command = Path(f"/proc/{record.identity.pid}/cmdline").read_text()

    assert "program.py" in command
    assert "devstack.record" not in command
    assert (tmp_path / ".devstack/logs/worker.log").read_text().endswith(" first words\n")
    assert "worker | first words" in (tmp_path / ".devstack/logs/all.log").read_text()


def test_the_last_words_of_a_command_are_not_lost(honcho: Honcho, tmp_path: Path) -> None:
    """The tee outlives the command, and the exit code is honcho's to report."""
    running = honcho(plan(program("bad", "--leave", "7")))

    assert running.exit_code() == 7
    assert "leaving with 7" in running.text
    log = tmp_path / ".devstack/logs/bad.log"
    assert "leaving with 7" in log.read_text()


def test_a_job_that_has_ended_well_does_not_end_the_stack(honcho: Honcho, tmp_path: Path) -> None:
    """honcho stops all lines when one of them ends; a migration is meant to end."""
    wanted = plan(program("worker"), program("migrate", "--leave", "0", once=True))
    running = honcho(wanted)
    running.wait_for("leaving with 0")

    there = until(tmp_path, lambda s: s.state == "ready" and all(r.pid for r in s.processes), "ready", wanted=wanted)
    stopped = status.down(tmp_path)

    assert {one.name for one in there.processes} == {"worker", "migrate"}
    assert sorted(stopped) == ["migrate", "worker"]
    assert "migrate.1 stopped (rc=0)" not in running.text


@pytest.mark.parametrize(("options", "code"), [(["--leave", "7"], 7), (["no-port"], 2)])
def test_a_job_that_fails_ends_the_stack_with_its_exit_code(honcho: Honcho, options: list[str], code: int) -> None:
    """Without the migration there is nothing to work with."""
    running = honcho(plan(program("worker"), program("migrate", *options, once=True)))

    assert running.exit_code() == code


def test_a_killed_honcho_takes_its_children_along(honcho: Honcho, tmp_path: Path) -> None:
    """honcho alone leaves every one of them behind, and its relays too where one of them cannot stop speaking."""
    running = honcho(plan(program("a"), program("flood", "--flood")))
    until(tmp_path, lambda s: len(s.processes) == 2, "registered")

    kill(running.process.pid)

    try:
        until(tmp_path, lambda s: s.state == "stopped", "stopped")
        assert left_behind(tmp_path, within=3) == []
    finally:
        for line in left_behind(tmp_path):  # else one that is left would hold this test's pipe open for ever
            kill(int(line.split()[0]))


def test_a_command_that_never_stops_talking_is_taken_along_too(honcho: Honcho, tmp_path: Path) -> None:
    """A process in a loop, printing, is just what one kills honcho for. (Slowly: honcho's own queue has no bound.)"""
    chatter = Command(("sh", "-c", "while :; do echo y; sleep 0.1; done"))
    running = honcho(plan(replace(program("a"), command=chatter)))
    until(tmp_path, lambda s: len(s.processes) == 1, "registered")

    kill(running.process.pid)

    until(tmp_path, lambda s: s.state == "stopped", "stopped")


def test_nginxs_own_access_log_is_kept_within_bounds_here_too(honcho: Honcho, tmp_path: Path) -> None:
    """nginx writes it itself and never rotates it."""
    log = tmp_path / ".devstack/nginx/logs/access.log"
    log.parent.mkdir(parents=True)
    log.write_bytes(b"x" * 10_000_001)

    honcho(plan(program("nginx")))

    deadline = time.monotonic() + 8
    while log.stat().st_size and time.monotonic() < deadline:
        time.sleep(0.05)
    assert log.stat().st_size == 0
    assert log.with_name("access.log.1").stat().st_size == 10_000_001


def test_it_refuses_beside_a_supervisor(tmp_path: Path) -> None:
    """Two stacks on the same ports would fight; the message names the pid."""
    env = clean_env(DEVSTACK_INSTANCE="a-0")
    words = [sys.executable, "-m", "devstack.record", "true"]
    with Lock.take(tmp_path):
        done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=10)

    assert done.returncode == 1
    assert f"pid {os.getpid()}" in done.stderr
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.parametrize(
    ("command", "env_file", "words"),
    [("/no/such/program", "", "/no/such/program: No such file"), ("true", "missing.env", "env_file: missing.env")],
)
def test_what_cannot_be_run_is_said_without_a_traceback(
    tmp_path: Path, command: str, env_file: str, words: str
) -> None:
    """In words, as everywhere."""
    env = clean_env(DEVSTACK_INSTANCE="a-0", DEVSTACK_ENV_FILE=env_file)
    done = subprocess.run(
        [sys.executable, "-m", "devstack.record", command],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=10,
    )

    assert done.returncode != 0
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_an_env_file_reaches_the_command(tmp_path: Path) -> None:
    """And what the shell has set wins over it, as under `invoke up`."""
    (tmp_path / "a.env").write_text("FROM_FILE=file\nFROM_SHELL=file\n")
    env = clean_env(DEVSTACK_INSTANCE="a-0", DEVSTACK_ENV_FILE="a.env", FROM_SHELL="shell", PYTHONDONTWRITEBYTECODE="1")
    words = [sys.executable, "-m", "devstack.record", "env"]

    said = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=10).stdout.splitlines()

    assert {"FROM_FILE=file", "FROM_SHELL=shell"} <= set(said)
    assert not [line for line in said if line.startswith("PYTHONDONTWRITEBYTECODE")]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"name": "a"}', '{"identity": {"pid": 1}}', json.dumps(STRINGS_FOR_NUMBERS)]
)
def test_a_damaged_record_is_ignored(tmp_path: Path, content: str) -> None:
    """It must not make `status` or `down` fail or signal somebody."""
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "a-0.json").write_text(content)

    assert records(tmp_path) == []
    assert status.down(tmp_path) == []


def test_a_record_of_another_process_is_ignored(honcho: Honcho, tmp_path: Path) -> None:
    """Its pid is somebody else's by now."""
    honcho(plan(program("worker")))
    until(tmp_path, lambda s: len(s.processes) == 1, "registered")
    path = tmp_path / FOLDER / "worker.json"
    value = json.loads(path.read_text())
    value["identity"]["ticks"] -= 1
    path.write_text(json.dumps(value))

    assert records(tmp_path) == []
