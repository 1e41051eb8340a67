"""A store to work on, of every kind that can be had here."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from support.postgres import Postgres

from trading_api.shared.store.database import Store

Work = Callable[[Store], Awaitable[Any]]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server of our own, or a skip that says why there is none."""
    if reason := Postgres.missing():
        pytest.skip(f"skipped: {reason}")
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path) -> str:
    """A database of its own."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/t.db"
    return str(request.getfixturevalue("postgres").database())


@pytest.fixture
def store_at() -> Callable[[str, Work], Any]:
    """Run `work(store)` on an open store at a URL."""

    def run(url: str, work: Work) -> Any:
        async def whole() -> Any:
            store = Store(url)
            try:
                await store.open()
                return await work(store)
            finally:
                await store.close()

        return asyncio.run(whole())

    return run


@pytest.fixture
def store_run(store_url: str, store_at: Callable[[str, Work], Any]) -> Callable[[Work], Any]:
    """The same at a database of its own."""
    return lambda work: store_at(store_url, work)
