"""Two people at one checkout, or one with two terminals: somebody wins, everybody is told, and nothing is left."""

import threading
from pathlib import Path

import pytest
from support.project import Running
from support.trial import Trial
from support.tries import Tries, often

pytestmark = pytest.mark.e2e

CREW = {"good": "{port}", "bad": "--ignore-term"}


@often(2, 100)
def test_five_ups_at_once_have_one_winner(tries: Tries, times: int) -> None:
    """A pid file lets two or three of them win; the losers must name the winner and change nothing."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial:
            five = [trial.start(*trial.words) for _ in range(5)]
            winner, losers = _told_apart(five)
            pid = trial.supervisor().pid
            wrong = [loser.text for loser in losers if loser.exit_code() != 1 or f"pid {pid}" not in loser.text]
            state = trial.status()["state"]
            trial.run("down").check_returncode()
            winner.exit_code()
            return trial.left() or "\n".join(wrong) or ("" if state == "ready" else f"the winner is {state}")

    tries("5 x up at once", times, attempt, at_once=3)


def _told_apart(runnings: list[Running]) -> tuple[Running, list[Running]]:
    """The one that gets ready and the others, all of which have left by then."""
    ready: list[Running] = []

    def wait(running: Running) -> None:
        try:
            running.wait_for("ready in ", 20)
        except AssertionError:
            return
        ready.append(running)

    waiting = [threading.Thread(target=wait, args=(running,)) for running in runnings]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    assert len(ready) == 1, f"{len(ready)} winners: {[running.text for running in runnings]}"
    return ready[0], [running for running in runnings if running is not ready[0]]


@often(2, 50)
def test_up_during_down_starts_or_is_refused_but_never_half(tries: Tries, times: int) -> None:
    """It may come while the lock is held, or just after: then it runs whole. Otherwise it says why not."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial:
            first = trial.up()
            down = trial.start("down")
            _pause(0.25 * (number % 10))
            second = trial.run(*trial.words, "--detach")
            if down.exit_code(15) != 0:
                return f"down: {down.text}"
            first.exit_code(10)
            state = trial.status()["state"]
            if (second.returncode, state) not in {(0, "ready"), (1, "stopped")} or "Traceback" in second.stderr:
                return f"up said {second.returncode} {second.stderr!r}, and then the stack was {state}"
            trial.run("down").check_returncode()
            return trial.left()

    tries("up during down", times, attempt)


@often(4, 50)
def test_down_during_start_ends_it(tries: Tries, times: int) -> None:
    """From another shell, at any moment of the start: what it said nothing ran of has not started afterwards either."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREW) as trial:
            starting = trial.start(*trial.words)
            trial.supervisor()
            _pause(0.02 * (number % 25))
            down = trial.run("down")
            if down.returncode:
                return f"down: {down.stderr}"
            starting.exit_code(8)
            return trial.left()

    tries("down during start", times, attempt)


@often(4, 20)
def test_the_last_of_many_restarts_is_as_good_as_the_first(tries: Tries, times: int, tmp_path: Path) -> None:
    """The whole and one process in turn; no relay, pipe or child piles up in the supervisor."""
    with Trial(tmp_path / "stack", {"good": "{port}", "other": ""}) as trial:
        trial.up()
        pid = trial.supervisor().pid
        before = _descriptors(pid), len(trial.alive())

        def attempt(_root: Path, number: int) -> str:
            answer = trial.run("restart", *(("-n", "good") if number % 4 else ()))
            return answer.stderr if answer.returncode else ""

        tries("restarts of one stack", times, attempt, at_once=1)
        after = _descriptors(pid), len(trial.alive())

        assert trial.status()["state"] == "ready"
        assert after[0] <= before[0] + 2, "a talk on the control socket may still be closing, but nothing piles up"
        assert after[1] == before[1]
        trial.run("down").check_returncode()
        assert trial.left() == ""


def _descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _pause(seconds: float) -> None:
    """The moment is what is tried here, so there is nothing to wait for but the clock."""
    threading.Event().wait(seconds)
