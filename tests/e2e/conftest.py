"""What tests with real processes share."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from support.asgi import served
from support.node import Package
from support.ports import free_block
from support.project import Project, Projects
from support.samples import installed, shifted
from support.stacks import Stack, Start

from devstack.plan.model import Plan
from trading_api.app_factory import AppFactory
from trading_api.settings import Settings

_accounts = count(1)


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


@pytest.fixture(scope="module")
def clone(shared: Projects, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Project]:
    """Copy the checkout, its ports moved by a deploy.local.yaml, its verbs the ones of its own tasks.py."""

    def copy(folder: str = "devstack", **overlay: object) -> Project:
        root = tmp_path_factory.mktemp("clone") / folder
        shutil.copytree(checkout, root)
        port = free_block(6)
        project = shared.adopt(Project(root, port, (installed("invoke"),)))
        project.write({"deploy.local.yaml": shifted(port, **overlay)})
        return project

    return copy


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The generated TypeScript package, compiled once; skips without node."""
    return Package(tmp_path_factory.mktemp("typescript")).build()


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application with a store of its own, as `http://127.0.0.1:port`."""
    folder = tmp_path_factory.mktemp("store")
    settings = Settings(store_url=f"sqlite+aiosqlite:///{folder}/test.db", instance="all-0")
    with served(AppFactory(settings).create_app(["broker", "datafeed"])) as address:
        yield f"http://{address}"


@pytest.fixture
def account() -> str:
    """One without any history."""
    return f"ts-{next(_accounts)}"
