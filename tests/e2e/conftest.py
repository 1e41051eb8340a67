"""What tests with real processes share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.stacks import Stack, Start

from devstack.plan.model import Plan


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Run a plan under a supervisor; nothing may be left of it afterwards."""
    stacks: list[Stack] = []

    def begin(wanted: Plan, *options: str, **env: str) -> Stack:
        stacks.append(Stack(tmp_path, wanted, *options, **env))
        return stacks[-1]

    yield begin

    for stack in stacks:
        stack.running.stop()
    for stack in stacks:
        assert stack.left(within=5) == []
