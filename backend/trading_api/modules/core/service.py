"""What core knows: the modules of this process and the time."""

import time

from trading_api.models.common import ModuleInfo, Version, Versions
from trading_api.shared.module import Module


class CoreService:
    """Answers about the process as a whole. `modules` are those enabled here, core first."""

    def __init__(self, base_url: str, modules: tuple[Module, ...] = ()) -> None:
        self.base_url = base_url
        self.modules = modules

    def now_ms(self) -> int:
        """The clock, in milliseconds since the epoch."""
        return time.time_ns() // 1_000_000

    def versions(self) -> Versions:
        """Every enabled module's release."""
        found = [Version(module=module.name, version=module.version) for module in self.modules]
        return Versions(base_url=self.base_url, modules=found)

    def infos(self) -> list[ModuleInfo]:
        """Every enabled module with the addresses of its documents, as paths on this server."""
        return [self._info(module) for module in self.modules]

    def _info(self, module: Module) -> ModuleInfo:
        url = f"{self.base_url}/{module.name}"
        ws = f"{url}/ws" if module.ws_routers else None
        return ModuleInfo(
            name=module.name,
            version=module.version,
            description=module.tags[0]["description"] if module.tags else "",
            url=url,
            docs=f"{url}/docs",
            openapi=f"{url}/openapi.json",
            ws=ws,
            ws_docs=ws and f"{ws}/asyncapi",
            asyncapi=ws and f"{ws}/asyncapi.json",
        )
