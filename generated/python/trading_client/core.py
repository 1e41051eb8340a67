"""Health, versions, enabled modules, the instance and the clock; calendars; what paper engines did. Made by `gen`; do
not edit.
"""

from datetime import date
from typing import Any

from pydantic import TypeAdapter

from . import models
from ._http import AsyncSession, Call, Session, queried, quoted

_DAY_REPORT_TYPE: TypeAdapter[models.DayReport] = TypeAdapter(models.DayReport)
_HEALTH_TYPE: TypeAdapter[models.Health] = TypeAdapter(models.Health)
_INSTANCE_TYPE: TypeAdapter[models.Instance] = TypeAdapter(models.Instance)
_LIST_ENGINE_STATUS_TYPE: TypeAdapter[list[models.EngineStatus]] = TypeAdapter(list[models.EngineStatus])
_LIST_MODULE_INFO_TYPE: TypeAdapter[list[models.ModuleInfo]] = TypeAdapter(list[models.ModuleInfo])
_LIST_REPORT_LINK_TYPE: TypeAdapter[list[models.ReportLink]] = TypeAdapter(list[models.ReportLink])
_PROBLEM_TYPE: TypeAdapter[models.Problem] = TypeAdapter(models.Problem)
_READINESS_TYPE: TypeAdapter[models.Readiness] = TypeAdapter(models.Readiness)
_SERVER_TIME_TYPE: TypeAdapter[models.ServerTime] = TypeAdapter(models.ServerTime)
_SESSION_STATUS_TYPE: TypeAdapter[models.SessionStatus] = TypeAdapter(models.SessionStatus)
_TRADING_CALENDAR_TYPE: TypeAdapter[models.TradingCalendar] = TypeAdapter(models.TradingCalendar)
_VERSIONS_TYPE: TypeAdapter[models.Versions] = TypeAdapter(models.Versions)
_VERSION_TYPE: TypeAdapter[models.Version] = TypeAdapter(models.Version)
_ERRORS: dict[str, TypeAdapter[Any]] = {"4XX": _PROBLEM_TYPE, "5XX": _PROBLEM_TYPE}


class CoreClient:
    """core, over HTTP. `server` is an address like http://localhost:8000, or a Session to share."""

    def __init__(self, server: str | Session) -> None:
        self.session = Session.of(server)

    def close(self) -> None:
        """Close the session's connections."""
        self.session.close()

    def get_sessions(
        self, exchange: str, *, from_: date, to: date, timeout: float | None = None
    ) -> models.TradingCalendar:
        """The trading days of an exchange, at most 400 days at once: when it opens and closes, breaks, unusual hours.

        exchange: ISO 10383 code, such as XNYS.
        from_: the first day, as YYYY-MM-DD.
        to: the last day, included.
        404: No calendar of that exchange.
        422: Validation Error.
        """
        return self.session.send(_get_sessions(exchange, from_=from_, to=to), timeout)

    def get_engines(self, *, date: date | None = None, timeout: float | None = None) -> list[models.EngineStatus]:
        """What each paper engine of a day said last; an empty list where none has run.

        date: as YYYY-MM-DD; the newest day with a session without it.
        422: Validation Error.
        """
        return self.session.send(_get_engines(date=date), timeout)

    def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return self.session.send(_get_health(), timeout)

    def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return self.session.send(_get_instance(), timeout)

    def get_modules(self, *, timeout: float | None = None) -> list[models.ModuleInfo]:
        """The enabled modules and where their documents are."""
        return self.session.send(_get_modules(), timeout)

    def get_ready(self, *, timeout: float | None = None) -> models.Readiness:
        """Everything this module needs answers; a 503 problem names what does not.

        503: A dependency does not answer.
        """
        return self.session.send(_get_ready(), timeout)

    def get_reports(self, *, timeout: float | None = None) -> list[models.ReportLink]:
        """The days with a report, newest first."""
        return self.session.send(_get_reports(), timeout)

    def get_report(self, date: date, *, timeout: float | None = None) -> models.DayReport:
        """The report of a day: JSON, or Markdown when `Accept` asks for text/markdown.

        date: as YYYY-MM-DD.
        404: There is nothing of that day.
        422: Validation Error.
        """
        return self.session.send(_get_report(date), timeout)

    def get_session_status(self, *, date: date | None = None, timeout: float | None = None) -> models.SessionStatus:
        """What the trading session of a day did, or is doing.

        date: as YYYY-MM-DD; the newest day with a session without it.
        404: There is nothing of that day.
        422: Validation Error.
        """
        return self.session.send(_get_session_status(date=date), timeout)

    def get_server_time(self, *, timeout: float | None = None) -> models.ServerTime:
        """The server's clock in milliseconds since the epoch, UTC."""
        return self.session.send(_get_server_time(), timeout)

    def get_version(self, *, timeout: float | None = None) -> models.Version:
        """Which release answers."""
        return self.session.send(_get_version(), timeout)

    def get_versions(self, *, timeout: float | None = None) -> models.Versions:
        """The release of each enabled module."""
        return self.session.send(_get_versions(), timeout)


class AsyncCoreClient:
    """core, over HTTP, for asyncio. `server` is an address, or an AsyncSession to share."""

    def __init__(self, server: str | AsyncSession) -> None:
        self.session = AsyncSession.of(server)

    async def aclose(self) -> None:
        """Close the session's connections."""
        await self.session.aclose()

    async def get_sessions(
        self, exchange: str, *, from_: date, to: date, timeout: float | None = None
    ) -> models.TradingCalendar:
        """The trading days of an exchange, at most 400 days at once: when it opens and closes, breaks, unusual hours.

        exchange: ISO 10383 code, such as XNYS.
        from_: the first day, as YYYY-MM-DD.
        to: the last day, included.
        404: No calendar of that exchange.
        422: Validation Error.
        """
        return await self.session.send(_get_sessions(exchange, from_=from_, to=to), timeout)

    async def get_engines(self, *, date: date | None = None, timeout: float | None = None) -> list[models.EngineStatus]:
        """What each paper engine of a day said last; an empty list where none has run.

        date: as YYYY-MM-DD; the newest day with a session without it.
        422: Validation Error.
        """
        return await self.session.send(_get_engines(date=date), timeout)

    async def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return await self.session.send(_get_health(), timeout)

    async def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return await self.session.send(_get_instance(), timeout)

    async def get_modules(self, *, timeout: float | None = None) -> list[models.ModuleInfo]:
        """The enabled modules and where their documents are."""
        return await self.session.send(_get_modules(), timeout)

    async def get_ready(self, *, timeout: float | None = None) -> models.Readiness:
        """Everything this module needs answers; a 503 problem names what does not.

        503: A dependency does not answer.
        """
        return await self.session.send(_get_ready(), timeout)

    async def get_reports(self, *, timeout: float | None = None) -> list[models.ReportLink]:
        """The days with a report, newest first."""
        return await self.session.send(_get_reports(), timeout)

    async def get_report(self, date: date, *, timeout: float | None = None) -> models.DayReport:
        """The report of a day: JSON, or Markdown when `Accept` asks for text/markdown.

        date: as YYYY-MM-DD.
        404: There is nothing of that day.
        422: Validation Error.
        """
        return await self.session.send(_get_report(date), timeout)

    async def get_session_status(
        self, *, date: date | None = None, timeout: float | None = None
    ) -> models.SessionStatus:
        """What the trading session of a day did, or is doing.

        date: as YYYY-MM-DD; the newest day with a session without it.
        404: There is nothing of that day.
        422: Validation Error.
        """
        return await self.session.send(_get_session_status(date=date), timeout)

    async def get_server_time(self, *, timeout: float | None = None) -> models.ServerTime:
        """The server's clock in milliseconds since the epoch, UTC."""
        return await self.session.send(_get_server_time(), timeout)

    async def get_version(self, *, timeout: float | None = None) -> models.Version:
        """Which release answers."""
        return await self.session.send(_get_version(), timeout)

    async def get_versions(self, *, timeout: float | None = None) -> models.Versions:
        """The release of each enabled module."""
        return await self.session.send(_get_versions(), timeout)


def _get_sessions(exchange: str, *, from_: date, to: date) -> Call[models.TradingCalendar]:
    return Call(
        "GET",
        f"/api/v1/core/calendar/{quoted(exchange)}",
        _TRADING_CALENDAR_TYPE,
        _ERRORS,
        query=queried({"from": from_, "to": to}),
        repeatable=True,
    )


def _get_engines(*, date: date | None = None) -> Call[list[models.EngineStatus]]:
    return Call(
        "GET",
        "/api/v1/core/engines",
        _LIST_ENGINE_STATUS_TYPE,
        _ERRORS,
        query=queried({"date": date}),
        repeatable=True,
    )


def _get_health() -> Call[models.Health]:
    return Call(
        "GET",
        "/api/v1/core/health",
        _HEALTH_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_instance() -> Call[models.Instance]:
    return Call(
        "GET",
        "/api/v1/core/instance",
        _INSTANCE_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_modules() -> Call[list[models.ModuleInfo]]:
    return Call(
        "GET",
        "/api/v1/core/modules",
        _LIST_MODULE_INFO_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_ready() -> Call[models.Readiness]:
    return Call(
        "GET",
        "/api/v1/core/ready",
        _READINESS_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_reports() -> Call[list[models.ReportLink]]:
    return Call(
        "GET",
        "/api/v1/core/reports",
        _LIST_REPORT_LINK_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_report(date: date) -> Call[models.DayReport]:
    return Call(
        "GET",
        f"/api/v1/core/reports/{quoted(date)}",
        _DAY_REPORT_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_session_status(*, date: date | None = None) -> Call[models.SessionStatus]:
    return Call(
        "GET",
        "/api/v1/core/session",
        _SESSION_STATUS_TYPE,
        _ERRORS,
        query=queried({"date": date}),
        repeatable=True,
    )


def _get_server_time() -> Call[models.ServerTime]:
    return Call(
        "GET",
        "/api/v1/core/time",
        _SERVER_TIME_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_version() -> Call[models.Version]:
    return Call(
        "GET",
        "/api/v1/core/version",
        _VERSION_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_versions() -> Call[models.Versions]:
    return Call(
        "GET",
        "/api/v1/core/versions",
        _VERSIONS_TYPE,
        _ERRORS,
        repeatable=True,
    )
