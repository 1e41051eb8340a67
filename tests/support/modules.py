"""Small real modules for tests of what is built from modules."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from trading_api.settings import Settings
from trading_api.shared.module import Endpoint, Module


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


class SampleModule(Module):
    """A module given by values instead of by a folder."""

    def __init__(
        self,
        name: str,
        router: APIRouter | None = None,
        *,
        settings: Settings | None = None,
        lifespan: Callable[[], AbstractAsyncContextManager[None]] = _nothing,
        dependencies: Callable[[], Mapping[str, str]] = dict,
        ws_routers: Sequence[Any] = (),
        endpoint: Endpoint | None = None,
    ) -> None:
        super().__init__(settings or Settings())
        self._name, self._router, self._lifespan = name, router or APIRouter(), lifespan
        self._dependencies, self._ws_routers, self._endpoint = dependencies, ws_routers, endpoint

    @property
    def name(self) -> str:
        return self._name

    @property
    def module_dir(self) -> Path:
        return Path(__file__).parent

    @property
    def service(self) -> object:
        return self

    @property
    def api_routers(self) -> Sequence[APIRouter]:
        return (self._router,)

    @property
    def ws_routers(self) -> Sequence[Any]:
        return self._ws_routers

    @property
    def tags(self) -> Sequence[Mapping[str, str]]:
        return ({"name": self._name, "description": f"A sample called {self._name}."},)

    def ws_endpoint(self) -> Endpoint | None:
        return self._endpoint

    def lifespan(self) -> AbstractAsyncContextManager[None]:
        return self._lifespan()

    async def dependencies(self) -> Mapping[str, str]:
        return self._dependencies()
