"""The process that makes generated files, kept from one edit to the next."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from support.children import children
from support.project import Project, Projects

from devstack.errors import DevstackError
from devstack.follow.generator import Generator

APP = """\
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def price() -> {answer}:
    ...
"""
DEPLOY = "app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, modules: [price]}}\n"
GENERATING, EXPORT = "devstack.stack.generating", "devstack.export"
SPECS = ("deploy.yaml", "-p", "specs")


@pytest.fixture
def shop(project: Projects, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An application with one route, in the working folder."""
    made = project(
        {"shop/__init__.py": "", "shop/modules/price/__init__.py": "", "shop/main.py": APP.format(answer="int")},
        deploy_yaml=DEPLOY,
    )
    monkeypatch.chdir(made.root)
    monkeypatch.setattr(os, "environ", {**os.environ, "NO_COLOR": "1"})
    return made


@pytest.fixture
def begun() -> Iterator[Callable[..., Generator]]:
    """Generators that leave nothing behind."""
    there: list[Generator] = []

    def begin(within: float = 60) -> Generator:
        there.append(Generator(SPECS, within))
        return there[-1]

    yield begin
    for one in there:
        one.close()
    _until(lambda: children(GENERATING, EXPORT, recursive=True) == [], "those that loaded ahead end with it")


def _generators() -> list[psutil.Process]:
    """Not what they have begun, which is called as they are for a moment; nor the servers of other files."""
    return children(GENERATING)


def _until(done: Callable[[], bool], what: str, within: float = 20) -> None:
    deadline = time.monotonic() + within
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def _answers(root: Path) -> str:
    return (root / "generated/specs/openapi.json").read_text()


def test_one_process_answers_again_and_again_for_the_code_as_it_is(
    shop: Project, begun: Callable[..., Generator]
) -> None:
    """It has loaded its generators, and never the application."""
    generator = begun()
    first = generator.ask()
    (before,) = _generators()
    assert '"integer"' in _answers(shop.root)
    shop.write({"shop/main.py": APP.format(answer="str")})
    second = generator.ask()
    nothing = generator.ask()

    assert (first.code, second.code, nothing.code) == (0, 0, 0)
    assert "wrote generated/specs/openapi.json" in first.lines
    assert second.lines == ("wrote generated/specs/openapi.json",)
    assert nothing.lines == ()
    assert '"string"' in _answers(shop.root)
    assert _generators() == [before]


@pytest.mark.parametrize("begin", [Generator.ask, Generator.prepare])
def test_the_process_that_will_load_the_application_waits_without_it(
    shop: Project, begun: Callable[..., Generator], begin: Callable[[Generator], object]
) -> None:
    """An edit before it is wanted is an edit it sees."""
    shop.run("gen", "-p", "specs")
    generator = begun()
    begin(generator)
    _until(lambda: children(EXPORT, recursive=True) != [], "one waits")
    time.sleep(0.5)
    shop.write({"shop/main.py": APP.format(answer="bool")})

    assert generator.ask().lines == ("wrote generated/specs/openapi.json",)
    assert '"boolean"' in _answers(shop.root)


def test_code_that_does_not_load_is_told_and_the_next_edit_is_made(
    shop: Project, begun: Callable[..., Generator]
) -> None:
    """Its last words come with it, and no file changes."""
    generator = begun()
    generator.ask()
    before = _answers(shop.root)
    shop.write({"shop/main.py": f"import nothing_of_this_name\n{APP.format(answer='str')}"})
    broken = generator.ask()
    unchanged = _answers(shop.root) == before
    shop.write({"shop/main.py": APP.format(answer="str")})
    mended = generator.ask()

    assert broken.code == 1
    assert "ModuleNotFoundError: No module named 'nothing_of_this_name'" in broken.lines
    assert unchanged
    assert mended.code == 0
    assert '"string"' in _answers(shop.root)


def test_one_that_was_killed_is_begun_again(shop: Project, begun: Callable[..., Generator]) -> None:
    """As after an hour without an edit, when it has left by itself."""
    generator = begun()
    generator.ask()
    (before,) = _generators()
    os.kill(before.pid, signal.SIGKILL)
    shop.write({"shop/main.py": APP.format(answer="str")})

    assert generator.ask().lines == ("wrote generated/specs/openapi.json",)


def test_one_that_does_not_answer_is_given_up(shop: Project, begun: Callable[..., Generator]) -> None:
    """An application that waits for something while it is imported must not end the following of edits."""
    shop.write({"shop/main.py": f"import time\n\ntime.sleep(60)\n{APP.format(answer='int')}"})

    with pytest.raises(DevstackError, match="generate took longer than 3 s and was given up"):
        begun(within=3).ask()
