"""Puts modules together: mounts the enabled ones below one base URL, runs their lifespans, answers for the whole."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from trading_api import __version__
from trading_api.settings import Settings
from trading_api.shared import drift, problems
from trading_api.shared.asyncapi import merge_asyncapi
from trading_api.shared.docs import serve_documents
from trading_api.shared.guard import Guard, QueryRouting
from trading_api.shared.module import Module
from trading_api.shared.registry import ModuleRegistry
from trading_api.shared.specs import merge_openapi
from trading_api.shared.starting import Told
from trading_api.shared.ws.wire import WithWire


class ModularFastAPI(FastAPI):
    """The application: one mounted FastAPI app per module, core first.

    `complete` says that every module there is runs here; only then are its documents those of the whole project.
    """

    def __init__(self, modules: Sequence[Module], settings: Settings, *, complete: bool = False) -> None:
        super().__init__(
            title="Trading API",
            version=__version__,
            openapi_url=None,
            redirect_slashes=False,
            generate_unique_id_function=lambda route: route.name,
            lifespan=_lifespans,
        )
        self.settings = settings
        self.complete = complete
        for module in modules:
            module.join(modules)
        self.module_apps = {module.name: module.create_app() for module in modules}
        problems.install(self)
        base = settings.api_base_url
        serve_documents(
            self,
            prefix=base,
            title="API documentation",  # as on the gateway's page, which knows no application
            asyncapi_json=f"{base}/asyncapi.json",
            asyncapi_page=None,
            asyncapi=self.asyncapi,
        )
        for name, app in self.module_apps.items():
            self.mount(f"{base}/{name}", app, name=name)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 documents of all mounted modules as one, with absolute paths."""
        if self.openapi_schema is None:
            documents = {name: app.openapi() for name, app in self.module_apps.items()}
            self.openapi_schema = merge_openapi(
                documents, title=self.title, version=self.version, base_url=self.settings.api_base_url
            )
        return self.openapi_schema

    def asyncapi(self) -> dict[str, Any] | None:
        """The AsyncAPI 3.0 documents of all mounted modules as one; None when no module has a WebSocket."""
        said = {name: app.asyncapi() for name, app in self.module_apps.items()}
        documents = {name: document for name, document in said.items() if document}
        return merge_asyncapi(documents, title="Trading WebSockets", version=self.version)

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's own inside ours: so the answer to an unforeseen error has a request id too."""
        settings, app = self.settings, super().build_middleware_stack()
        if settings.websocket_query_param:
            app = QueryRouting(app, settings.api_base_url, settings.websocket_query_param, self.module_apps)
        if settings.allowed_origins:
            app = CORSMiddleware(
                app,
                allow_origins=settings.allowed_origins,
                allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
                allow_headers=["*"],
                expose_headers=["X-Request-ID"],
            )
        return WithWire(Guard(Told(app), settings.allowed_hosts, settings.allowed_origins))


@asynccontextmanager
async def _lifespans(app: FastAPI) -> AsyncIterator[None]:
    """Starlette never runs the lifespan of a mounted app. In order, and back in reverse order even when one of them raises."""
    assert isinstance(app, ModularFastAPI), "made for it alone"  # noqa: S101 - narrows the type for mypy
    async with AsyncExitStack() as stack:
        for mounted in app.module_apps.values():
            await stack.enter_async_context(mounted.router.lifespan_context(mounted))
        if app.complete:
            await stack.enter_async_context(drift.watched(app, app.settings))
        yield


class AppFactory:
    """Makes applications from the modules of one package. Each gets fresh instances, so none shares state with another."""

    def __init__(self, settings: Settings | None = None, package: str = "trading_api.modules") -> None:
        self.settings = settings or Settings.from_environment()
        self.package = package

    def create_app(self, enabled: Iterable[str] | None = None) -> ModularFastAPI:
        """An application of the named modules, by default those of the settings; core is always there. May raise ModuleError."""
        names = self.settings.enabled_modules if enabled is None else tuple(enabled)
        registry = ModuleRegistry(self.package)
        modules = registry.enabled(names, self.settings)
        return ModularFastAPI(modules, self.settings, complete=len(modules) == len(registry.names))
