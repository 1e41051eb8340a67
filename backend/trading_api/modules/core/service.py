"""What core knows: the modules of this process, the time, and when exchanges trade."""

import time
from datetime import date
from typing import TYPE_CHECKING

from trading_api.models.calendar import Span, TradingCalendar, TradingSession
from trading_api.models.common import ModuleInfo, Version, Versions
from trading_api.shared.module import Module

if TYPE_CHECKING:
    from trading_api.shared.market.calendar import Session


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

    def sessions(self, exchange: str, first: date, last: date) -> TradingCalendar:
        """The trading days from `first` to `last`, both included; ExchangeUnknown. Loads what no start waits for."""
        from trading_api.shared.market.calendar import Calendar

        calendar = Calendar.load(exchange)
        sessions = (calendar.session(day) for day in calendar.days(first, last))
        return TradingCalendar(
            exchange=calendar.exchange,
            name=calendar.sheet.name,
            timezone=calendar.timezone,
            known_from=calendar.sheet.first,
            known_to=calendar.sheet.last,
            sessions=[_told(session) for session in sessions if session],
        )

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


def _told(session: "Session") -> TradingSession:
    return TradingSession(
        day=session.day,
        open=session.open_ms,
        close=session.close_ms,
        kind=session.kind.value,
        breaks=[Span(start=start, end=end) for start, end in session.breaks],
    )
