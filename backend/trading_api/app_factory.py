"""Puts modules together: mounts the enabled ones below one base URL, runs their lifespans, answers for the whole."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from trading_api import __version__
from trading_api.settings import Settings
from trading_api.shared import problems
from trading_api.shared.module import Module, ModuleApp
from trading_api.shared.registry import ModuleRegistry


class ModularFastAPI(FastAPI):
    """The application: one mounted FastAPI app per module, core first."""

    def __init__(self, modules: Sequence[Module], settings: Settings) -> None:
        super().__init__(
            title="Trading API",
            version=__version__,
            openapi_url=None,
            redirect_slashes=False,
            generate_unique_id_function=lambda route: route.name,
            lifespan=_lifespans,
        )
        self.settings = settings
        for module in modules:
            module.join(modules)
        self.module_apps = {module.name: module.create_app() for module in modules}
        problems.install(self)
        for name, app in self.module_apps.items():
            self.mount(f"{settings.api_base_url}/{name}", app, name=name)


@asynccontextmanager
async def _lifespans(app: FastAPI) -> AsyncIterator[None]:
    """Starlette never runs the lifespan of a mounted app. In order, and back in reverse order even when one of them raises."""
    assert isinstance(app, ModularFastAPI), "made for it alone"  # noqa: S101 - narrows the type for mypy
    async with AsyncExitStack() as stack:
        for mounted in app.module_apps.values():
            await stack.enter_async_context(mounted.router.lifespan_context(mounted))
        yield


class AppFactory:
    """Makes applications from the modules of one package. Each gets fresh instances, so none shares state with another."""

    def __init__(self, settings: Settings | None = None, package: str = "trading_api.modules") -> None:
        self.settings = settings or Settings.from_environment()
        self.package = package

    def create_app(self, enabled: Iterable[str] | None = None) -> ModularFastAPI:
        """An application of the named modules, by default those of the settings; core is always there. May raise ModuleError."""
        names = self.settings.enabled_modules if enabled is None else tuple(enabled)
        return ModularFastAPI(ModuleRegistry(self.package).enabled(names, self.settings), self.settings)


__all__ = ["AppFactory", "ModularFastAPI", "ModuleApp"]
