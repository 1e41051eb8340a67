"""What every verb has in common, seen at the command."""

import subprocess
import sys

from support.project import clean_env

from devstack.codegen.parts import PARTS


def test_the_help_of_gen_names_every_part() -> None:
    """A part that is not named there is one that nobody finds."""
    words = [sys.executable, "-m", "devstack.cli", "gen", "--help"]
    run = subprocess.run(words, capture_output=True, text=True, timeout=20, env=clean_env(), check=True)

    assert [part for part in PARTS if part not in run.stdout] == []
