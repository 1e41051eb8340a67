"""Before it is nginx: waiting for servers, leaving when asked, one message when something is missing."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from support.gateways import echoes, listens, planned, stopped, wait_until, write
from support.ports import free_block

from devstack.deployment import Deployment
from devstack.plan.planner import plan


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "devstack.gateway", "nginx.conf", *words]


@pytest.fixture
def waiting_for_nobody(tmp_path: Path) -> tuple[list[str], Path]:
    """A gateway command that waits for a port on which nobody listens."""
    (tmp_path / "nginx.conf").write_text("events { }")
    return command("--wait", f"http://127.0.0.1:{free_block()}/health", "--within", "30"), tmp_path


def test_it_waits_for_its_servers_and_then_is_nginx_itself(nginx: Path, tmp_path: Path):
    """The same pid: what a supervisor signals is nginx, not a parent that must pass it on."""
    first = free_block()
    facts: dict[str, Any] = {"servers": {"core": {"port": first}}, "nginx": {"port": free_block()}}
    drawn = plan(Deployment(name="late", app="echo:app", **facts))
    assert drawn.gateway is not None
    write(drawn, tmp_path)
    words = next(p for p in drawn if p.name == "nginx").command.argv(sys.executable)

    with stopped(subprocess.Popen([*words, "--binary", str(nginx)], cwd=tmp_path, start_new_session=True)) as process:
        port = drawn.gateway.port
        time.sleep(0.4)
        early = listens(port)
        with echoes(core_0=first):
            wait_until(lambda: listens(port), "the gateway to accept")
            title = Path(f"/proc/{process.pid}/cmdline")

            assert not early
            assert process.poll() is None
            if title.exists():
                wait_until(
                    lambda: title.read_bytes().startswith(b"nginx: master process"), "nginx to take over this pid"
                )


def test_what_does_not_answer_in_time_is_named_and_nothing_else(ports: int, tmp_path: Path):
    (tmp_path / "nginx.conf").write_text("events { }")
    nobody = free_block()
    urls = [f"http://127.0.0.1:{port}/health" for port in (ports, nobody)]

    run = subprocess.run(
        command(
            "--wait", urls[0], "--wait", urls[1], "--wait", f"http://127.0.0.1:{ports}/own/own-error", "--within", "2.2"
        ),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        f"waiting for {urls[1]}: it refuses connections",
        f"waiting for http://127.0.0.1:{ports}/own/own-error: it answers 502",
        "not ready within 2.2 s, so nginx is not started:",
        f"  {urls[1]} refuses connections",
        f"  http://127.0.0.1:{ports}/own/own-error answers 502",
    ]


@pytest.mark.parametrize("option", ["--wait", "--wait-any"])
def test_an_error_of_the_server_is_not_ready(ports: int, tmp_path: Path, option: str):
    (tmp_path / "nginx.conf").write_text("events { }")
    words = command(option, f"http://127.0.0.1:{ports}/x/own-error", "--within", "0.1")

    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)

    assert run.returncode == 1
    assert "answers 502" in run.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_ends_the_waiting_quietly_and_at_once(
    waiting_for_nobody: tuple[list[str], Path], number: signal.Signals
):
    """`down` during the start sends QUIT, Ctrl-C under bare honcho TERM; neither is worth a traceback."""
    words, root = waiting_for_nobody
    with stopped(subprocess.Popen(words, cwd=root, stderr=subprocess.PIPE, start_new_session=True)) as process:
        wait_until((root / ".devstack/nginx/docs/index.html").exists, "the prefix to be made")
        started = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate(timeout=5)

    assert (process.returncode, errors) == (0, b"")
    assert time.monotonic() - started < 0.5


def test_a_stop_at_the_moment_it_becomes_nginx_is_not_lost(ports: int, tmp_path: Path):
    """Between Python's handlers and nginx's a signal must wait, not vanish or kill."""
    drawn = planned(ports)
    write(drawn, tmp_path)
    words = next(p for p in drawn if p.name == "nginx").command.argv(sys.executable)
    codes = []
    for step in range(12):
        with stopped(subprocess.Popen(words, cwd=tmp_path, start_new_session=True)) as process:
            until_it_catches(signal.SIGQUIT, process)
            time.sleep(step * 0.008)
            process.send_signal(signal.SIGQUIT)
            codes.append(process.wait(20))

    assert codes == [0] * 12


def until_it_catches(number: signal.Signals, process: "subprocess.Popen[bytes]") -> None:
    """Before its handlers stand, a signal ends any Python program; the promise begins with them."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        said = Path(f"/proc/{process.pid}/status").read_text()
        caught = next(int(line.split()[1], 16) for line in said.splitlines() if line.startswith("SigCgt"))
        if caught & (1 << (number - 1)):
            return
        time.sleep(0.002)
    raise AssertionError(f"it never caught {number.name} (exit {process.poll()})")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--binary", "no/such/nginx"], "nginx.binary: 'no/such/nginx' is no program that can be run"),
        (["--binary", "true"], "does not answer as nginx"),
    ],
)
def test_a_binary_that_is_no_nginx_is_one_message(tmp_path: Path, words: list[str], said: str):
    (tmp_path / "nginx.conf").write_text("events { }")

    run = subprocess.run(command(*words), cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)

    assert run.returncode in {1, 2}
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_missing_configuration_says_how_to_make_it(tmp_path: Path):
    run = subprocess.run(command(), cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)

    assert run.returncode == 1
    assert run.stderr == "nginx.conf: there is no such file; render it with `invoke gen`\n"


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path):
    (tmp_path / "nginx.conf").write_text("events { }")
    (tmp_path / ".devstack").mkdir()
    (tmp_path / ".devstack" / "nginx").write_text("a file")

    run = subprocess.run(command(), cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)

    assert run.returncode == 1
    assert re.fullmatch(rf"cannot use {tmp_path}/.devstack/nginx: .*; remove that folder and start again\n", run.stderr)
