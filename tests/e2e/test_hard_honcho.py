"""Which promises hold under a bare `honcho start` and which need `invoke up`: docs/processes.md says so, and here is why."""

from pathlib import Path

import pytest
from support.promises import PROMISES, Promise, Runner, table, tried
from support.samples import installed

pytestmark = pytest.mark.e2e

DOCUMENT = Path(__file__).parents[2] / "docs/processes.md"
ENV = (Path(__file__).parents[2] / ".env").read_text()
HONCHO = Runner("honcho start", lambda trial, names: (installed("honcho"), "start", *names))
UP = Runner("invoke up", lambda trial, names: (*trial.command, "up", *(("--only", ",".join(names)) if names else ())))
BY_TEXT = [pytest.param(promise, id=promise.text) for promise in PROMISES]


@pytest.fixture(scope="module")
def under_honcho(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """How each promise was broken there, or nothing."""
    return tried(PROMISES, HONCHO, tmp_path_factory.mktemp("honcho"), {".env": ENV})


@pytest.fixture(scope="module")
def under_up(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same with our supervisor."""
    return tried(PROMISES, UP, tmp_path_factory.mktemp("up"))


@pytest.mark.parametrize("promise", BY_TEXT)
def test_a_bare_honcho_keeps_what_the_table_says(promise: Promise, under_honcho: dict[str, str]) -> None:
    """When honcho gets better, this fails and the table may say so."""
    broken = under_honcho[promise.text]

    assert (not broken) == promise.bare, broken


@pytest.mark.hard
@pytest.mark.parametrize("promise", BY_TEXT)
def test_invoke_up_keeps_every_one_of_them(promise: Promise, under_up: dict[str, str]) -> None:
    """By the same tries; the other hard tests try each much harder."""
    assert under_up[promise.text] == ""


def test_the_document_has_the_table() -> None:
    """A sentence in the documentation that no test keeps true soon is not."""
    assert table() in DOCUMENT.read_text()
