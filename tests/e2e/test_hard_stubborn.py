"""Programs that do not want to leave: `down` and Ctrl-C end them within their bound, and nothing of them is left."""

from pathlib import Path

import pytest
from support.trial import Trial, within
from support.tries import Tries, often

pytestmark = pytest.mark.e2e

CREWS = {
    "ignores TERM": {"bad": "--ignore-term --helper"},
    "fled into its own session and keeps the output": {"gone": "--escape"},
    "forks each 10 ms": {"rabbit": "--forking"},
    "all of them": {"bad": "--ignore-term", "gone": "--escape", "rabbit": "--forking", "good": "{port}"},
}


@often(1, 20)
@pytest.mark.parametrize("kind", CREWS)
def test_down_ends_what_does_not_want_to_leave(tries: Tries, times: int, kind: str) -> None:
    """honcho waits for ever when every child ignores TERM, and for every escaped one that keeps the pipe open."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, CREWS[kind]) as trial:
            running = trial.up()
            with within(8, "stopping"):
                if number % 2:
                    trial.run("down", within=20).check_returncode()
                else:
                    running.press_ctrl_c()
                running.exit_code(20)
            return trial.left()

    tries(f"stubborn, {kind}", times, attempt)


@often(1, 20)
def test_a_second_ctrl_c_ends_them_at_once(tries: Tries, times: int) -> None:
    """Whoever presses it twice does not want to wait, least of all for a grace period of half a minute."""

    def attempt(root: Path, number: int) -> str:
        with Trial(root, {"bad": "--ignore-term", "gone": "--escape"}) as trial:
            text = (root / "deploy.yaml").read_text().replace("grace_s: 1", "grace_s: 30")
            trial.write({"deploy.yaml": text})
            running = trial.up()
            running.press_ctrl_c()
            running.wait_for("bad stopping")
            with within(3, "stopping after the second Ctrl-C"):
                running.press_ctrl_c()
                running.exit_code(20)
            return trial.left()

    tries("second Ctrl-C", times, attempt)
