"""Every error as application/problem+json, the same bytes here and at the gateway; a body that is not honest JSON is refused."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


async def deny(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an HTTP answer, to a WebSocket handshake as well where the server knows how (ASGI: websocket.http.response)."""
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
    return problem(error.status_code, _code(error.status_code), detail, headers=error.headers)


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


class StrictBody:
    """ASGI middleware: a body has a bounded size, and a JSON body is UTF-8 JSON by RFC 8259 with finite numbers and unique keys.

    Python's parser also takes NaN, 1e400 and half surrogates, which no response could carry back.
    """

    def __init__(self, app: ASGIApp, max_bytes: int = 1 << 20) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a JSON body, refuse it or hand it on; count any other while it is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        receiving = _limited(receive, self.max_bytes)
        if not _is_json(scope):
            await self.app(scope, receiving, send)
            return
        try:
            body = await _whole(receiving)
            _require_json(body)
        except ProblemError as refusal:
            await problem(refusal.status_code, refusal.code, refusal.detail)(scope, receive, send)
        else:
            await self.app(scope, _replay(body, receive), send)


def _limited(receive: Receive, max_bytes: int) -> Receive:
    """The same messages, until together they are too long. FastAPI hands the refusal on to our handler."""
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > max_bytes:
            raise ProblemError(413, "content_too_large", f"a body may have {max_bytes} bytes")
        return message

    return receiving


async def _whole(receive: Receive) -> bytes:
    """All of a body. A client that leaves half-way leaves half a body, which is no JSON."""
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def _is_json(scope: Scope) -> bool:
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    essence = kind.split(b";")[0].strip().lower()
    return bool(essence.endswith((b"/json", b"+json")))


def _require_json(body: bytes) -> None:
    """Nothing, or JSON; ProblemError 400 says what is wrong. FastAPI itself says what it misses in an empty body."""
    try:
        if body:
            parse(body)
    except RecursionError:
        raise ProblemError(400, "invalid_json", "the body is not valid JSON: nested too deeply") from None
    except ValueError as error:
        raise ProblemError(400, "invalid_json", f"the body is not valid JSON: {str(error)[:200]}") from None


def parse(body: bytes | str) -> Any:
    """JSON by RFC 8259 and nothing more; ValueError or RecursionError says what is wrong with it."""
    text = body if isinstance(body, str) else body.decode("utf-8")
    parsed = json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_unique)
    if re.search(r"\\u[dD][89a-fA-F]", text):
        try:
            json.dumps(parsed, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("half of a surrogate pair is not a character") from None
    return parsed


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number in JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(f"{digits[:40]} is beyond the range of a number")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return table


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more, in one message; afterwards the client's own messages (its disconnect)."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed
