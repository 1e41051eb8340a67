"""What paper engines did, over HTTP: how they are, the session, the reports."""

from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Header, Path, Query, Response

from trading_api.models.common import Problem
from trading_api.models.days import DayReport, EngineStatus, ReportLink, SessionStatus
from trading_api.modules.core.journal import Journal
from trading_api.shared.problems import ProblemError

T = TypeVar("T")
MARKDOWN = "text/markdown"
NONE: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is nothing of that day"}}
EITHER: dict[int | str, dict[str, Any]] = {200: {"content": {MARKDOWN: {"schema": {"type": "string"}}}}, **NONE}
Day = Annotated[date | None, Query(alias="date", description="as YYYY-MM-DD; the newest day with a session without it")]


def router(journal: Journal, url: str) -> APIRouter:
    """The routes of one journal; `url` is where the module's own paths begin."""
    api = APIRouter()

    @api.get("/engines")
    def get_engines(day: Day = None) -> list[EngineStatus]:
        """What each paper engine of a day said last; an empty list where none has run."""
        wanted = day or journal.newest()
        return journal.engines(wanted) if wanted else []

    @api.get("/session", responses=NONE)
    def get_session_status(day: Day = None) -> SessionStatus:
        """What the trading session of a day did, or is doing."""
        wanted = day or journal.newest()
        return _found(journal.session(wanted) if wanted else None, "session", wanted)

    @api.get("/reports")
    def get_reports() -> list[ReportLink]:
        """The days with a report, newest first."""
        return [ReportLink(date=day, url=f"{url}/reports/{day.isoformat()}") for day in journal.days()]

    @api.get("/reports/{date}", response_model=DayReport, responses=EITHER)
    def get_report(
        day: Annotated[date, Path(alias="date", description="as YYYY-MM-DD")],
        accept: Annotated[str, Header(include_in_schema=False)] = "",
    ) -> DayReport | Response:
        """The report of a day: JSON, or Markdown when `Accept` asks for text/markdown."""
        if MARKDOWN in accept:
            return Response(_found(journal.markdown(day), "report", day), media_type=MARKDOWN)
        return _found(journal.report(day), "report", day)

    return api


def _found(what: T | None, word: str, day: date | None) -> T:
    if what is None:
        raise ProblemError(404, f"{word}_unknown", f"there is no {word} of {day or 'any day'}")
    return what
