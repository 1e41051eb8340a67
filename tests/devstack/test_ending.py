"""What a user sees when a verb cannot do its work: one message, never a traceback."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from invoke.exceptions import Exit
from support.project import COMMAND, Project, Projects, clean_env

from devstack.ending import conclude
from devstack.errors import InputError

APP = {"shop/__init__.py": "", "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"}
DEPLOY = "app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, routes: [/]}}\n"
LINE = "2026-11-23T17:00:00.123Z"


@pytest.fixture
def shop(project: Projects) -> Project:
    return project(APP, deploy_yaml=DEPLOY)


@pytest.mark.parametrize("words", [["up"], ["up", "--detach"], ["logs"], ["logs", "--follow"]])
def test_a_file_where_our_folder_should_be_is_named(shop: Project, words: list[str]) -> None:
    """`.devstack` is a name somebody may have used for something else."""
    (shop.root / ".devstack").write_text("mine")

    run = shop.run(*words, within=20)

    (shop.root / ".devstack").unlink()
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert f"cannot use {shop.root}/.devstack" in run.stderr


def test_an_endless_name_of_a_file_is_the_users_mistake(shop: Project) -> None:
    """Pasted into the wrong place, it is still a file name that cannot be."""
    run = shop.run("status", "--config", "a" * 5000)

    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "File name too long" in run.stderr


def test_a_removed_working_folder_is_said(tmp_path: Path) -> None:
    """A shell may stand in a folder that another one has removed."""
    gone = tmp_path / "gone"
    gone.mkdir()

    run = subprocess.run(
        ["sh", "-c", f'rmdir "$PWD" && exec "{sys.executable}" -m devstack.cli status'],
        cwd=gone,
        env=clean_env(),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert run.returncode == 2
    assert run.stderr.strip() == "the working folder has been removed; change to another one"


@pytest.mark.parametrize("words", ["logs --lines 20000", "status", "--list", "logs --help"])
def test_a_reader_that_leaves_early_is_no_fault(shop: Project, words: str) -> None:
    """`devstack logs | head` is how people read."""
    shop.write({".devstack/logs/web-0.log": f"{LINE} a line of the log\n" * 20000})

    run = subprocess.run(
        ["sh", "-c", f'"$@" {words} | true', "sh", *COMMAND],
        cwd=shop.root,
        env=clean_env(),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert run.stderr == ""


@pytest.mark.parametrize("words", [["logs", "--lines", "20000"], ["status"]])
def test_an_output_that_is_full_is_said(shop: Project, words: list[str]) -> None:
    """What cannot be written is not silently lost."""
    shop.write({".devstack/logs/web-0.log": f"{LINE} a line of the log\n" * 20000})

    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [*COMMAND, *words],
            cwd=shop.root,
            env=clean_env(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=20,
            check=False,
        )

    assert run.returncode == 1
    assert run.stderr.strip() == "cannot write the output: No space left on device"


def test_a_terminal_without_the_letters_gets_them_spelled_out(shop: Project) -> None:
    """One log line with an umlaut must not end the whole answer."""
    shop.write({".devstack/logs/web-0.log": f"{LINE} Grüße\n{LINE} after\n"})

    run = shop.run("logs", PYTHONIOENCODING="ascii")

    assert run.returncode == 0, run.stderr
    assert r"Gr\xfc\xdfe" in run.stdout
    assert "after" in run.stdout


@pytest.mark.parametrize(("words", "code"), [("status --json", 3), ("down", 0), ("--list", 0)])
def test_a_closed_output_does_not_disturb_the_exit_code(shop: Project, words: str, code: int) -> None:
    """A job without a terminal may have no standard streams at all."""
    run = subprocess.run(
        ["sh", "-c", f'"$@" {words} >&- <&-', "sh", *COMMAND],
        cwd=shop.root,
        env=clean_env(),
        stderr=subprocess.PIPE,
        text=True,
        timeout=20,
        check=False,
    )

    assert run.returncode == code, run.stderr
    assert run.stderr == ""


def _no_such_file() -> int:
    raise FileNotFoundError(2, "No such file", "/nowhere")


def _wrong() -> int:
    raise InputError("wrong")


def test_a_bug_of_ours_keeps_its_traceback() -> None:
    """A file that we expected and did not find says something about us, not about the user."""
    with pytest.raises(FileNotFoundError):
        conclude(_no_such_file)


@pytest.mark.parametrize(("body", "code"), [(lambda: 3, 3), (_wrong, 2)])
def test_an_exit_code_is_handed_on(body: Callable[[], int], code: int) -> None:
    """By return value, or by the error that was raised."""
    with pytest.raises(Exit) as ended:
        conclude(body)

    assert ended.value.code == code
