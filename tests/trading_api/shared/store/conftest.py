"""A store to work on, of every kind that can be had here."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from trading_api.shared.store.database import Store

Run = Callable[[Callable[[Store], Awaitable[Any]]], Any]


@pytest.fixture
def store_url(tmp_path) -> str:
    """A database of its own."""
    return f"sqlite+aiosqlite:///{tmp_path}/t.db"


@pytest.fixture
def store_run(store_url: str) -> Run:
    """Run `work(store)` on an open store."""

    def run(work: Callable[[Store], Awaitable[Any]]) -> Any:
        async def whole() -> Any:
            store = Store(store_url)
            await store.open()
            try:
                return await work(store)
            finally:
                await store.close()

        return asyncio.run(whole())

    return run
