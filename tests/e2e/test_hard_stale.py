"""What an earlier run, a reboot or somebody's tidying leaves in `.devstack/`: no verb lies, hangs or signals a stranger."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from support.stacks import kill
from support.trial import Trial, within
from support.tries import Tries, often

from devstack import status
from devstack.errors import DevstackError
from devstack.state import start_ticks

pytestmark = pytest.mark.e2e

CREW = {"good": "{port}"}
Found = dict[str, Any]


def _nobody(found: Found, _stranger: int) -> Found:
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    return _with_pids(found, gone.pid)


def _with_pids(found: Found, pid: int, **more: Any) -> Found:
    """Every process of that run is said to be this one."""
    for identity in (found["supervisor"], *(leader["identity"] for leader in found["leaders"])):
        identity |= {"pid": pid, **more}
    return found


def _reused(found: Found, stranger: int) -> Found:
    return _with_pids(found, stranger)


def _reused_in_the_same_tick(found: Found, stranger: int) -> Found:
    return _with_pids(found, stranger, ticks=start_ticks(stranger))


def _before_a_reboot(found: Found, stranger: int) -> Found:
    return _with_pids(found, stranger, ticks=start_ticks(stranger), boot="0" * 8)


def _of_an_older_version(found: Found, stranger: int) -> Found:
    return {"version": 0, "pid": stranger, "pids": {"good": stranger}, "started": found["snapshot"]["id"]}


def _of_nobody_in_particular(found: Found, stranger: int) -> Found:
    return _with_pids(found, -1)


FORGERIES: dict[str, Callable[[Found, int], Found]] = {
    "dead pid": _nobody,
    "reused pid": _reused,
    "pid reused within the same tick": _reused_in_the_same_tick,
    "another boot": _before_a_reboot,
    "older version": _of_an_older_version,
    "pid -1": _of_nobody_in_particular,
}
TEXTS = {
    "cut short": lambda text: text[: len(text) // 2],
    "empty": lambda _: b"",
    "no JSON": lambda _: b"\x00\xff\n",
    "a list": lambda _: b"[1]",
}


@often(1, 20)
@pytest.mark.parametrize("kind", [*FORGERIES, *TEXTS])
def test_a_stale_state_file_stands_in_nobodys_way(tries: Tries, times: int, kind: str) -> None:
    """Status tells that nothing runs, `down` has nothing to do, `up` comes up; a pid in that file is now a stranger's."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial, _stranger() as stranger:
            text = json.dumps(_left_by_a_run(number))
            if kind in FORGERIES:
                text = json.dumps(FORGERIES[kind](json.loads(text), stranger.pid))
            file = root / ".devstack/state.json"
            file.parent.mkdir()
            file.write_bytes(TEXTS[kind](text.encode()) if kind in TEXTS else text.encode())
            return _verbs_tell_the_truth(trial) or ("" if stranger.poll() is None else "a stranger was signalled")

    tries(f"state file, {kind}", times, attempt)


def _left_by_a_run(number: int) -> Found:
    """A state file as a supervisor writes it that then was killed."""
    here = {"boot": Path("/proc/sys/kernel/random/boot_id").read_text().strip(), "pid": 4_000_000 + number, "ticks": 17}
    snapshot = {"stack": "trial", "id": "0badcafe", "state": "ready", "layout": "multi", "url": "http://127.0.0.1:1"}
    return {
        "version": 1,
        "stack_id": f"0badcafe-{number:08x}",
        "control": "",
        "supervisor": {**here, "mark": ""},
        "snapshot": {**snapshot, "supervisor": {"pid": here["pid"], "uptime_s": 1.0}, "processes": []},
        "leaders": [{"name": "good", "identity": {**here, "mark": ""}, "stops": 1, "grace_s": 1.0}],
    }


def _verbs_tell_the_truth(trial: Trial) -> str:
    """Nothing runs, then a stack runs, then nothing again; each verb within seconds."""
    with within(5, "status"):
        before = status.snapshot(trial.root).state
    with within(8, "down"):
        stopped = status.down(trial.root)
    with within(30, "up"):  # a busy machine is slow, a hang is slower
        up = trial.run(*trial.words, "--detach", within=40)
    there = status.snapshot(trial.root).state
    with within(8, "down of the new one"):
        again = status.down(trial.root)
    fine = (before, up.returncode, there) == ("stopped", 0, "ready") and "good" in again and "good" not in stopped
    return trial.left(1) or ("" if fine else f"{before}, stopped {stopped}, up {up}, {there}, stopped {again}")


@pytest.mark.parametrize("name", ["state.json", "lock", "control.sock", "logs", "run", "nginx"])
def test_something_else_under_a_name_of_ours_is_told_in_words(tries: Tries, name: str) -> None:
    """A folder where a file should be, a file where a folder should be: either it does not matter or it is said."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial:
            there = root / ".devstack" / name
            there.parent.mkdir()
            if "." in name or name == "lock":
                (there / "inside").mkdir(parents=True)
            else:
                there.write_text("mine\n")
            return _verbs_never_trace(trial)

    tries(f"something else at {name}", 1, attempt)


@pytest.mark.parametrize("wrong", ["a file", "a dangling link", "not ours to read"])
def test_a_folder_that_cannot_be_used_is_told_in_words(tries: Tries, wrong: str) -> None:
    """Somebody ran it as root once, or a link points nowhere."""

    def attempt(root: Path, number: int) -> str:
        home = root / ".devstack"
        with Trial(root, CREW) as trial:
            if wrong == "a file":
                home.write_text("mine\n")
            elif wrong == "a dangling link":
                home.symlink_to(root / "nowhere" / "else")
            else:
                home.mkdir(mode=0o000)
                if os.access(home, os.R_OK):
                    pytest.skip("who runs this reads everything")
            try:
                return _verbs_never_trace(trial)
            finally:
                if wrong == "not ours to read":
                    home.chmod(0o700)

    tries(f".devstack is {wrong}", 1, attempt)


def test_a_stack_of_another_user_is_not_said_to_be_stopped(tmp_path: Path) -> None:
    """Whether it runs cannot be known, and that is what there is to say."""
    with Trial(tmp_path / "stack", CREW) as trial:
        lock = trial.root / ".devstack/lock"
        lock.parent.mkdir()
        lock.touch(mode=0o000)
        if os.access(lock, os.R_OK):
            pytest.skip("who runs this reads everything")
        for words in (("status",), ("down",), trial.words):
            run = trial.run(*words)

            assert run.returncode == 1
            assert f"cannot use {lock}: Permission denied" in run.stderr
            assert "Traceback" not in run.stderr


def _verbs_never_trace(trial: Trial) -> str:
    """Whatever they decide, they say it in words, and a stack that came up goes down."""
    _in_words(lambda: status.snapshot(trial.root))
    _in_words(lambda: status.down(trial.root))
    up = trial.run(*trial.words, "--detach", within=30)
    if "Traceback" in up.stderr or up.returncode not in {0, 1}:
        return f"exit {up.returncode}, {up.stderr}"
    _in_words(lambda: status.snapshot(trial.root))
    _in_words(lambda: status.down(trial.root))
    return trial.left(1)


def _in_words(verb: Callable[[], object]) -> None:
    """Anything but a DevstackError would be shown as a traceback, and here loses the try."""
    with suppress(DevstackError):
        verb()


@often(1, 20)
def test_a_lock_that_a_stranger_holds_is_respected(tries: Tries, times: int) -> None:
    """No verb can know what he wants with it, so he is named and left alone, and nothing is started beside him."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial:
            (root / ".devstack").mkdir()
            with _stranger(_LOCKS, str(root / ".devstack/lock")) as stranger:
                runs = [trial.run(*words, within=20) for words in (("status",), ("down",), trial.words)]
                lived = stranger.poll() is None
            said = [f"exit {run.returncode}, {run.stderr}" for run in runs]
            named = all(run.returncode == 1 and f"pid {stranger.pid}" in run.stderr for run in runs)
            return _verbs_tell_the_truth(trial) if named and lived else f"lived: {lived}; {said}"

    tries("lock held by a stranger", times, attempt)


@often(1, 20)
@pytest.mark.parametrize("how", ["deleted", "moved"])
def test_a_state_folder_that_goes_while_the_stack_runs_is_put_back(tries: Tries, times: int, how: str) -> None:
    """`git clean -fdx` beside a running stack: no second one may start, and soon `status` and `down` find the first again."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial:
            running = trial.up()
            before = trial.pids()
            if how == "deleted":
                shutil.rmtree(root / ".devstack")
            else:
                (root / ".devstack").rename(root / "tidied")
            second = trial.run(*trial.words)
            if second.returncode != 1 or "Traceback" in second.stderr:
                return f"a second up: exit {second.returncode}, {second.stdout}{second.stderr}"
            trial.supervisor()
            with within(10, "finding it again"):
                while trial.status()["state"] != "ready":
                    pass
            same = trial.pids() == before
            trial.run("down").check_returncode()
            running.exit_code()
            return trial.left() or ("" if same else f"other processes than {before}")

    tries(f"state folder {how}", times, attempt)


@often(1, 20)
def test_after_a_crash_of_everything_the_next_up_clears_what_is_left(tries: Tries, times: int) -> None:
    """Supervisor and relays killed at one blow, as an impatient `kill -9` of all that looks like ours does."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, {"good": "{port}", "gone": "--escape"}) as trial:
            running = trial.up()
            ours = [pid for pid, words in trial.alive().items() if "-m devstack.cli" in words or "waiting.py" in words]
            for number_ in (signal.SIGSTOP, signal.SIGKILL):
                for pid in ours:
                    kill(pid, number_)
            running.exit_code(5)
            before = trial.run("down")
            return before.stderr if before.returncode else _verbs_tell_the_truth(trial)

    tries("everything of ours killed", times, attempt)


_LIVES = "import time; print(flush=True); time.sleep(100)"
_LOCKS = "import fcntl, sys; file = open(sys.argv[1], 'w'); fcntl.lockf(file, fcntl.LOCK_EX); " + _LIVES


@contextmanager
def _stranger(text: str = _LIVES, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that has nothing to do with us, leader of a group so that no signal to a group would miss it."""
    one = subprocess.Popen(
        [sys.executable, "-S", "-c", text, *words], cwd="/", stdout=subprocess.PIPE, start_new_session=True
    )
    assert one.stdout
    try:
        assert one.stdout.readline() == b"\n"
        yield one
    finally:
        one.kill()
        one.wait(5)
        one.stdout.close()
