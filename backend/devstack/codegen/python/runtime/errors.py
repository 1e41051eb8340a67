"""Everything a client raises. `ClientError` is above all of it."""

import json
from collections.abc import Mapping
from typing import Any, cast


class ClientError(Exception):
    """Something did not work out between this client and its server."""


class ConnectionFailed(ClientError):
    """There was no answer: nobody listens, the line broke, or it took too long. A write may or may not have been done."""


class AnswerTimeout(ConnectionFailed):
    """The answer did not come in time."""


class BadAnswer(ClientError):
    """The server says it worked, but its answer is not of the documented shape: client and server are of different versions."""


class ApiError(ClientError):
    """The server refused. Subclasses stand for the statuses that programs tell apart.

    `body` is the documented model of this status, if the answer has its shape; `text` is always what was sent.
    `code` is the stable word of a problem (RFC 9457 with a `code`), empty where there is none.
    """

    def __init__(
        self, request: str, status: int, text: str, body: object | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.request, self.status, self.text, self.body = request, status, text, body
        self.headers = dict(headers or {})
        problem = _object(text)
        self.code = str(problem.get("code") or "")
        self.detail = str(problem.get("detail") or text[:500])
        super().__init__(f"{request}: {status}{' ' + self.code if self.code else ''}: {self.detail}")


class BadRequest(ApiError):
    """400: the request cannot be understood."""


class Unauthorized(ApiError):
    """401: the server does not know who asks."""


class Forbidden(ApiError):
    """403: who asks may not."""


class NotFound(ApiError):
    """404: there is no such thing."""


class Conflict(ApiError):
    """409: it does not fit the state things are in."""


class PreconditionFailed(ApiError):
    """412: it was changed by somebody else meanwhile."""


class Unprocessable(ApiError):
    """422: a value is not what it should be."""


class TooManyRequests(ApiError):
    """429: ask less often."""


class ServerError(ApiError):
    """5xx: the server failed."""


BY_STATUS: Mapping[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: PreconditionFailed,
    422: Unprocessable,
    429: TooManyRequests,
}


def error_class(status: int) -> type[ApiError]:
    """The class of a status."""
    return ServerError if status >= 500 else BY_STATUS.get(status, ApiError)


class StreamError(ClientError):
    """Something is wrong with a WebSocket or one of its subscriptions."""


class FrameRefused(StreamError):
    """The server refused a frame; the connection goes on. `code` is a stable word."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


class StreamClosed(StreamError):
    """The WebSocket is closed and is not opened again. `code` is its close code, 1006 where there was none."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"closed with {code}{': ' + reason if reason else ''}")
        self.code, self.reason = code, reason


class SlowConsumer(StreamError):
    """This consumer of a lossless topic left its full queue alone for too long. What was queued has been handed out."""


class UpdatesMissing(StreamError):
    """The server skipped updates of a lossless topic, and did so again when it was asked for them."""

    def __init__(self, topic: str, expected: int, received: int) -> None:
        super().__init__(f"{topic}: update {expected} was expected and {received} came")
        self.topic, self.expected, self.received = topic, expected, received


def _object(text: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return cast("dict[str, Any]", parsed) if isinstance(parsed, dict) else {}
