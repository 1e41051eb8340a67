"""core: what holds for the whole process, and the only module that is always there."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter

from trading_api.modules.core import api_days
from trading_api.modules.core.api import router
from trading_api.modules.core.journal import Journal
from trading_api.modules.core.service import CoreService
from trading_api.settings import Settings
from trading_api.shared.module import Module


class CoreModule(Module):
    """Health, versions, enabled modules, the instance and the clock; calendars; what paper engines did."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self._service = CoreService(self.settings.api_base_url)

    @property
    def name(self) -> str:
        """Its name."""
        return "core"

    @property
    def module_dir(self) -> Path:
        """Its folder."""
        return Path(__file__).parent

    @property
    def service(self) -> CoreService:
        """Knows the modules of this process."""
        return self._service

    @property
    def api_routers(self) -> Sequence[APIRouter]:
        """Its REST routes."""
        journal = Journal(Path(self.settings.data_dir))
        return (router(self._service), api_days.router(journal, f"{self.settings.api_base_url}/{self.name}"))

    def join(self, modules: Sequence[Module]) -> None:
        """Remember who runs beside it."""
        self._service.modules = tuple(modules)

    @property
    def answers_for(self) -> Sequence[Module]:
        """Every module of the process, so that one address is enough for a load balancer."""
        return self._service.modules
