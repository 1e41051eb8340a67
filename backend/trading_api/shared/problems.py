"""Every error as application/problem+json, the same bytes here and at the gateway."""

import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from trading_api.models.common import FieldError

MEDIA_TYPE = "application/problem+json"
NO_SUCH_PATH = "no such path"
# Starlette's own details are only titles; these sentences are the gateway's too.
SENTENCES = {(404, "Not Found"): NO_SUCH_PATH, (405, "Method Not Allowed"): "this path does not take that method"}
# Named as in RFC 9110: Python learned these names in 3.13, and an answer must not depend on that.
TITLES = {413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable", 422: "Unprocessable Content"}


class ProblemError(HTTPException):
    """Refuse a request: an HTTP status, a stable `code` for programs, a sentence for people, each fault by itself."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers) if headers else None)
        self.code = code
        self.errors = tuple(errors)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer itself: compact JSON in the order type, title, status, detail, code, errors (left out when there are none)."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if faults := [fault.model_dump() for fault in errors]:
        body["errors"] = faults
    # A half of a surrogate pair cannot be UTF-8; the answer about it must be sent all the same.
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(text, status, dict(headers) if headers else None, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Give an app these errors. Handlers of a parent do not reach a mounted app, so each app needs its own."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)
    app.router.default = no_such_path


async def no_such_path(scope: Scope, receive: Receive, send: Send) -> None:
    """Where no route matches: 404, also for a WebSocket handshake, which Starlette would answer with 403."""
    await deny(problem(404, "not_found", NO_SUCH_PATH), scope, receive, send)


_denied: ContextVar[bool] = ContextVar("denied", default=False)
UVICORN_MISSES_A_HANDSHAKE = "ASGI callable returned without completing handshake."


def is_news(record: logging.LogRecord) -> bool:
    """A log filter: uvicorn's newer WebSocket protocol reports each handshake we answer with HTTP as an error of ours.

    It logs in the task that served the handshake, so the task's own context tells whether it was denied on purpose.
    """
    return not (_denied.get() and record.msg == UVICORN_MISSES_A_HANDSHAKE)


async def deny(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an HTTP answer, to a WebSocket handshake as well where the server knows how (ASGI: websocket.http.response)."""
    if scope["type"] == "websocket":
        _denied.set(True)
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    await response(scope, receive, send)


def title(status: int) -> str:
    """A status in words; statuses nobody registered are errors without a name."""
    known = {each.value: each.phrase for each in HTTPStatus} | TITLES
    return known.get(status, "Error")


def _code(status: int) -> str:
    return re.sub(r"[^a-z]+", "_", title(status).lower())


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for HTTPException only"  # noqa: S101 - narrows the type for mypy
    if isinstance(error, ProblemError):
        return problem(error.status_code, error.code, error.detail, errors=error.errors, headers=error.headers)
    detail = SENTENCES.get((error.status_code, str(error.detail)), str(error.detail))
    return problem(error.status_code, _code(error.status_code), detail, headers=_sorted_allow(error.headers))


def _sorted_allow(headers: Mapping[str, str] | None) -> Mapping[str, str]:
    """Starlette joins a set, whose order changes with every start of the process."""
    return {k: ", ".join(sorted(v.split(", "))) if k == "Allow" else v for k, v in (headers or {}).items()}


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "registered for this only"  # noqa: S101 - narrows the type for mypy
    faults = [_fault(issue) for issue in error.errors()]
    return problem(422, "invalid_request", "; ".join(f"{f.field}: {f.message}" for f in faults[:3]), errors=faults[:50])


def _fault(issue: Mapping[str, Any]) -> FieldError:
    """Without pydantic's echo of the input: it may be huge, or hold what JSON cannot say."""
    where = ".".join(str(part)[:80] for part in issue["loc"])
    return FieldError(field=where, message=str(issue["msg"])[:300], code=str(issue["type"]))


async def _broken(request: Request, error: Exception) -> Response:
    """Our own fault. Starlette raises it again after this answer, so the server's log has the traceback."""
    return problem(500, "internal_error", "the server failed on this request; its log has the traceback")
