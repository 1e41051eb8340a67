"""Commands whose reader has seen enough, as in `devstack logs | head`: they end without a word."""

import os
import subprocess

import pytest
from support.ports import free_block
from support.project import COMMAND, Project, Projects, clean_env
from support.samples import MODULAR_FILES, modular

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def made(shared: Projects) -> Project:
    """A project with something to say: logs, and generated files that differ."""
    port = free_block(4)
    return shared(
        {**MODULAR_FILES, ".devstack/logs/core-0.log": "2026-01-31T10:00:00.000Z hello\n" * 1000},
        deploy_yaml=modular(port),
        port=port,
    )


@pytest.mark.parametrize(
    "words", ["status", "status --json", "logs --lines 900", "logs --json", "gen --check", "down", "check"]
)
def test_a_reader_that_leaves_is_no_error_to_tell_about(made: Project, words: str) -> None:
    """Nobody reads the answer, so a traceback would be the only thing to see."""
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        run = subprocess.run(
            [*COMMAND, *words.split()],
            cwd=made.root,
            env=clean_env(),
            stdout=theirs,
            stderr=subprocess.PIPE,
            text=True,
            timeout=30,
            check=False,
        )
    finally:
        os.close(theirs)

    assert run.stderr == ""
    assert run.returncode in {1, 141}
