"""What a process finds in its environment, and which value wins."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.stacks import plan, program

from devstack.errors import InputError
from devstack.supervisor.environment import environment, environments


def test_it_is_the_shells_with_the_stacks_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytecode is written, output is not held back, and no other runner's leavings are inherited."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.setenv("SHELLS_OWN", "kept")

    env = environment(program("a"), tmp_path, "id-1")

    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert "PORT" not in env
    assert env["SHELLS_OWN"] == "kept"
    assert env["DEVSTACK_STACK_ID"] == "id-1"
    assert env["PYTHONUNBUFFERED"] == "1"
    assert env["DEVSTACK_RECORD"] == ""
    assert env["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)


def test_the_shell_wins_over_env_file_and_the_line_over_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with every .env reader; the line's assignments are made by the shell that runs it."""
    monkeypatch.setenv("FROM_SHELL", "shell")
    (tmp_path / "a.env").write_text("FROM_SHELL=file\nFROM_LINE=file\nURL='http://x/#anchor y'\nexport PLAIN=1\n")
    process = replace(program("a", env_file="a.env"), env={"FROM_LINE": "line"})
    env = environment(process, tmp_path, "id-1")
    line = f"{process.line.partition(' exec ')[0]} exec env"

    said = subprocess.run(
        ["/bin/sh", "-c", line], env=env, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert {"FROM_SHELL=shell", "FROM_LINE=line", "URL=http://x/#anchor y", "PLAIN=1"} <= set(said)
    assert "DEVSTACK_INSTANCE=a" in said


def test_every_missing_env_file_is_named_at_once(tmp_path: Path) -> None:
    """By key and by path; nothing is started."""
    (tmp_path / "bad.env").write_bytes(b"\xff\xfe")
    (tmp_path / "nul.env").write_bytes(b"KEY=a\0b\n")
    wanted = plan(
        program("broker-0", port=20001, env_file="one.env"),
        program("worker", env_file="bad.env"),
        program("helper", env_file="nul.env"),
    )

    with pytest.raises(InputError) as refused:
        environments(wanted, tmp_path, "id-1")

    assert "servers.broker.env_file: one.env: No such file" in str(refused.value)
    assert "processes.worker.env_file: bad.env: is not UTF-8" in str(refused.value)
    assert "processes.helper.env_file: nul.env: holds a NUL byte" in str(refused.value)


def test_an_empty_path_does_not_make_the_project_a_place_of_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty entry of PATH means the working folder: a file called `sh` there would be run."""
    monkeypatch.setenv("PATH", "")

    assert "" not in environment(program("a"), tmp_path, "id-1")["PATH"].split(os.pathsep)


def test_an_interpreter_below_a_path_with_a_blank_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Procfile line names it without quotes."""
    folder = tmp_path / "my projects" / "bin"
    folder.mkdir(parents=True)
    python = folder / "python3"
    python.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(python))
    env = environment(program("a"), tmp_path, "id-1")

    said = subprocess.run(
        ["/bin/sh", "-c", "exec ${PYTHON:-python} -c 'print(1)'"], env=env, capture_output=True, text=True, check=True
    )

    assert said.stdout == "1\n"
