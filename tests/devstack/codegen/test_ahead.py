"""What is begun while the application loads: taken once it is ready, closed where nothing took it."""

import subprocess
from pathlib import Path

import pytest
from support.node import REPOSITORY, node_tools

from devstack.codegen.ahead import Ahead
from devstack.errors import DevstackError
from devstack.stack import Options
from devstack.stack.project import Project

PLAN = Project.at(str(REPOSITORY / "deploy.yaml"), ()).plan(Options(), 0)
DOCUMENT = (
    '{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": {"A": %s}}}'
)


def nodes() -> set[str]:
    """The processes of this one that run node."""
    said = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(_pid())], capture_output=True, text=True, check=False
    )
    return {line.split()[0] for line in said.stdout.splitlines() if "types.cjs" in line}


def _pid() -> int:
    return int(Path("/proc/self").readlink().name)


def test_a_generator_answers_once_it_is_asked() -> None:
    """It has loaded by then, and waited for its document."""
    node_tools()
    with Ahead(PLAN, REPOSITORY) as ahead:
        ahead.begin(("specs", "typescript"))
        begun = ahead.take("typescript")
        text = begun.answer(DOCUMENT % '{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}')

        assert "export type A = components['schemas']['A'];" in text
        assert ahead.take("typescript") is None, "it answers once"
        assert ahead.take("specs") is None
    assert nodes() == set()


def test_what_was_begun_and_not_taken_leaves_no_process() -> None:
    """As after an edit of a comment: the contract is what it was."""
    node_tools()
    with Ahead(PLAN, REPOSITORY) as ahead:
        ahead.begin(("typescript",))

    assert nodes() == set()


def test_a_document_that_is_refused_is_told_in_the_generators_words() -> None:
    """Without a trace through somebody else's JavaScript."""
    node_tools()
    with Ahead(PLAN, REPOSITORY) as ahead:
        ahead.begin(("typescript",))
        with pytest.raises(DevstackError, match="TypeScript client was not written") as refused:
            ahead.take("typescript").answer('{"swagger": "2.0"}')

    assert "Unsupported Swagger version" in str(refused.value)
    assert "    at " not in str(refused.value)


def test_where_nothing_is_installed_nothing_is_begun(tmp_path: Path) -> None:
    """Installing is not done on the side; whoever makes the client does it, and is told of it."""
    with Ahead(PLAN, tmp_path) as ahead:
        ahead.begin(("typescript",))
        assert ahead.take("typescript") is None

    assert list(tmp_path.iterdir()) == []
