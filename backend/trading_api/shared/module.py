"""What a module is: a complete FastAPI app of its own, REST and one WebSocket, that the factory mounts below `{base}/{name}`."""

import asyncio
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, WebSocket

from trading_api import __version__
from trading_api.models.common import Dependency, FieldError, Health, Instance, Readiness, Version
from trading_api.settings import Settings
from trading_api.shared import problems
from trading_api.shared.asyncapi import module_asyncapi
from trading_api.shared.auth import Authentication, authenticator
from trading_api.shared.docs import serve_documents
from trading_api.shared.specs import module_openapi
from trading_api.shared.strict_json import StrictBody
from trading_api.shared.ws.endpoint import WsEndpoint

READY_WITHIN_S = 2.0

Endpoint = Callable[[WebSocket], Awaitable[None]]


class Module(ABC):
    """Subclass it as `<Name>Module` in `modules/<name>/__init__.py`; the registry finds it there and calls it with the settings.

    Say what you have through the properties; open and close what you hold in `lifespan`. State belongs on the module itself:
    one instance serves one application.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings.from_environment()

    @property
    @abstractmethod
    def name(self) -> str:
        """The URL segment: `market-data`. Its folder is `market_data`, its class `MarketDataModule`."""

    @property
    @abstractmethod
    def module_dir(self) -> Path:
        """The folder it lives in: `Path(__file__).parent`."""

    @property
    @abstractmethod
    def service(self) -> object:
        """Its business logic, which knows nothing of HTTP or WebSockets."""

    @property
    def api_routers(self) -> Sequence[APIRouter]:
        """Its REST routes, without a prefix. The function's name is the operation's id."""
        return ()

    @property
    def ws_routers(self) -> Sequence[Any]:
        """Its WebSocket routes (`shared.ws.route`): the table that feeds `/ws`, AsyncAPI and the clients."""
        return ()

    def ws_endpoint(self) -> Endpoint | None:
        """What serves `/ws`: an async callable taking the not yet accepted WebSocket. None when there is no WebSocket."""
        return None

    @property
    def tags(self) -> Sequence[Mapping[str, str]]:
        """OpenAPI tags; the first one's description is the module's own."""
        return ({"name": self.name, "description": (type(self).__doc__ or self.name).strip().splitlines()[0]},)

    @property
    def version(self) -> str:
        """Its release."""
        return __version__

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Open what it needs before the first request, close it after the last. It really runs, core's first."""
        yield

    async def dependencies(self) -> Mapping[str, str]:
        """What `/ready` asks: the name of each dependency and `ok`, or what is wrong with it in words. May raise OSError."""
        return {}

    def join(self, modules: Sequence["Module"]) -> None:  # noqa: B027 - a hook with nothing to do by default
        """Learn who else runs in this process (itself included, core first). Called once, before any app is made."""

    @property
    def answers_for(self) -> Sequence["Module"]:
        """Whose dependencies its `/ready` asks: its own."""
        return (self,)

    def create_app(self) -> "ModuleApp":
        """Its complete application, with its own errors, ids, documents and lifespan."""
        return ModuleApp(self)


class ModuleApp(FastAPI):
    """A module's FastAPI application. Answers `/health`, `/ready`, `/version` and `/instance` besides the module's own routes."""

    def __init__(self, module: Module) -> None:
        super().__init__(
            title=f"{module.name} API",
            version=module.version,
            description=module.tags[0]["description"] if module.tags else "",
            openapi_tags=[dict(tag) for tag in module.tags],
            openapi_url=None,
            redirect_slashes=False,
            generate_unique_id_function=lambda route: route.name,
            lifespan=_lifespan(module),
        )
        self.module = module
        self._exporting = threading.Lock()
        self._document: dict[str, Any] | None = None
        self._stream_document: dict[str, Any] | None = None
        problems.install(self)
        self.add_middleware(StrictBody)
        if asked := authenticator(module.settings):  # outside of the above: a stranger's body is not even read
            self.add_middleware(Authentication, authenticator=asked)
        self.include_router(_own_routes(module), tags=[module.name])
        for router in module.api_routers:
            self.include_router(router, tags=None if router.tags else [module.name])
        if endpoint := module.ws_endpoint():
            self.add_api_websocket_route("/ws", _websocket(endpoint), name="ws")
        if isinstance(endpoint, WsEndpoint):
            self.include_router(endpoint.router(), tags=[module.name])
        self._serve_documents(bool(module.ws_routers))

    def _serve_documents(self, has_websocket: bool) -> None:
        """Below the module's own address, so that its pages are complete when it runs alone."""
        page = "/ws/asyncapi" if has_websocket else None
        serve_documents(self, asyncapi_json="/ws/asyncapi.json", asyncapi_page=page, asyncapi=self.asyncapi)

    def openapi(self) -> dict[str, Any]:
        """Its OpenAPI 3.1 document, with paths relative to the module and every error as a Problem.

        Made by one thread: FastAPI keeps its own uncorrected form first, which a request beside the comparison would get.
        """
        with self._exporting:
            if self._document is None:
                module = self.module
                self._document = module_openapi(module.name, super().openapi(), module.settings.api_base_url)
            return self._document

    def asyncapi(self) -> dict[str, Any] | None:
        """Its AsyncAPI 3.0 document; None when it has no WebSocket."""
        with self._exporting:
            if self._stream_document is None:
                module = self.module
                self._stream_document = module_asyncapi(
                    module.name,
                    module.ws_routers,
                    base_url=module.settings.api_base_url,
                    version=module.version,
                    description=self.description,
                )
            return self._stream_document


def _lifespan(module: Module) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    return lambda app: module.lifespan()


def _websocket(endpoint: Endpoint) -> Endpoint:
    """FastAPI reads the annotations of what it calls; an object with `__call__` gets a function around it."""

    async def ws(websocket: WebSocket) -> None:
        await endpoint(websocket)

    return ws


def _own_routes(module: Module) -> APIRouter:
    """What every module answers about itself."""
    api = APIRouter()

    @api.get("/health")
    async def get_health() -> Health:
        """The process is up. Says nothing about its dependencies."""
        return Health(status="ok")

    @api.get("/ready", responses={503: {"description": "A dependency does not answer"}})
    async def get_ready() -> Readiness:
        """Everything this module needs answers; a 503 problem names what does not."""
        return await readiness(module.answers_for)

    @api.get("/version")
    async def get_version() -> Version:
        """Which release answers."""
        return Version(module=module.name, version=module.version)

    @api.get("/instance")
    async def get_instance() -> Instance:
        """Which of several equal processes answers."""
        return Instance(server=module.settings.server, instance=module.settings.instance, pid=os.getpid())

    return api


async def readiness(modules: Sequence[Module]) -> Readiness:
    """Ask the dependencies of these modules, all at once, each within two seconds; ProblemError 503 names those that fail."""
    answers = await asyncio.gather(*(_asked(module) for module in modules))
    named = {
        f"{m.name}.{key}": said for m, answer in zip(modules, answers, strict=True) for key, said in answer.items()
    }
    if failing := {name: said for name, said in named.items() if said != "ok"}:
        faults = [FieldError(field=name, message=said, code="dependency_down") for name, said in failing.items()]
        raise problems.ProblemError(503, "not_ready", f"{', '.join(failing)} does not answer", errors=faults)
    return Readiness(status="ready", dependencies=[Dependency(name=name, status="ok") for name in named])


async def _asked(module: Module) -> Mapping[str, str]:
    try:
        return await asyncio.wait_for(module.dependencies(), READY_WITHIN_S)
    except TimeoutError:
        return {"dependencies": f"no answer within {READY_WITHIN_S:g} s"}
    except OSError as error:
        return {"dependencies": str(error) or type(error).__name__}
