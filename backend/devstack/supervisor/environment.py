"""The environment a process gets: the shell's, then its env_file, then the stack's own; the Procfile line adds the rest."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from devstack.errors import InputError
from devstack.plan.model import Kind, Process
from devstack.state.identity import MARK

LEFT_OUT = frozenset(
    {
        "PYTHONDONTWRITEBYTECODE",
        "PORT",
        "HONCHO_PROCESS_NAME",
        "DEVSTACK_INSTANCE",
        "DEVSTACK_ENV_FILE",
        "DEVSTACK_ONCE",
    }
)
"""Without bytecode every server compiles everything again at each start (3 to 4 times slower); the rest is other runners'."""


def environments(plan: Iterable[Process], root: Path, stack_id: str) -> dict[str, dict[str, str]]:
    """The environment of each process by name. InputError names every env_file that cannot be read."""
    problems = [words for process in plan if (words := _trouble(process, root))]
    if problems:
        raise InputError("\n".join(problems))
    return {process.name: environment(process, root, stack_id) for process in plan}


def environment(process: Process, root: Path, stack_id: str) -> dict[str, str]:
    """One process's environment. What the shell has set wins over env_file, as everywhere such files are read."""
    file = _read(root / process.env_file) if process.env_file else {}
    return {**file, **inherited(), MARK: stack_id}


def inherited() -> dict[str, str]:
    """The shell's variables with the stack's own, but for those that are other runners'."""
    shell = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
    return {**shell, **_own(shell.get("PATH") or os.defpath)}


def _own(path: str) -> dict[str, str]:
    python = Path(sys.executable)
    # The line says ${PYTHON:-python} without quotes, so a path with a blank would fall apart; PATH finds the same file.
    blank = any(character.isspace() for character in str(python))
    return {
        "PYTHON": python.name if blank else str(python),
        "PATH": f"{python.parent}{os.pathsep}{path}",
        "PYTHONUNBUFFERED": "1",
        "DEVSTACK_RECORD": "",
    }


def _read(file: Path) -> dict[str, str]:
    from dotenv import dotenv_values  # 3 MB, spent only by a stack that has an env_file

    return {key: value or "" for key, value in dotenv_values(file).items()}


def _trouble(process: Process, root: Path) -> str | None:
    if not process.env_file:
        return None
    part = {Kind.SERVER: "servers", Kind.ENGINE: "engines"}.get(process.kind, "processes")
    key = f"{part}.{process.server or process.name}.env_file"
    try:
        if "\0" in (root / process.env_file).read_text(encoding="utf-8"):
            return f"{key}: {process.env_file}: holds a NUL byte, which no variable can; is it a text file?"
    except OSError as error:
        return f"{key}: {process.env_file}: {error.strerror}; make the file or remove the key"
    except UnicodeDecodeError:
        return f"{key}: {process.env_file}: is not UTF-8 text"
    return None
