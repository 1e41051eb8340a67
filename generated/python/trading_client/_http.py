"""Requests over httpx: one way to send, sync and async; tried again only where that is safe.

Safe is what changes nothing, what carries an idempotency key, and what never reached the server.
"""

import asyncio
import random
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar, cast
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from .errors import AnswerTimeout, ApiError, BadAnswer, ConnectionFailed, error_class

T = TypeVar("T")

AGAIN = frozenset({429, 502, 503, 504})
"""Statuses that pass: too many at once, or a server that is being replaced."""
IN_PROGRESS = "in_progress"
"""A 409 whose code ends so answers a key whose first request is still under way."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how patiently it is tried again: waits double from `first_s` to `longest_s`, each drawn from zero to that."""

    attempts: int = 4
    first_s: float = 0.1
    longest_s: float = 2.0

    def wait_s(self, attempt: int, response: httpx.Response | None) -> float:
        """Seconds before the next try; a server that says Retry-After is believed, within `longest_s`."""
        said = response.headers.get("retry-after", "") if response is not None else ""
        if said.isdigit():
            return min(float(said), self.longest_s)
        return random.uniform(0, min(self.longest_s, self.first_s * 2**attempt))  # noqa: S311 - spreads load


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request, ready to be sent, and how its answers are read."""

    method: str
    path: str
    result: TypeAdapter[T]
    errors: Mapping[str, TypeAdapter[Any]] = field(default_factory=dict[str, TypeAdapter[Any]])
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes | None = None
    repeatable: bool = False

    def read(self, response: httpx.Response) -> T:
        """The result, or the error the answer stands for."""
        if response.is_success:
            return self._result(response)
        text = response.text
        raise error_class(response.status_code)(
            f"{self.method} {self.path}", response.status_code, text, self._error(response), response.headers
        )

    def again(self, attempt: int, retry: Retry, outcome: "httpx.Response | httpx.TransportError") -> bool:
        """Whether to try once more after this outcome."""
        if attempt + 1 >= retry.attempts:
            return False
        if isinstance(outcome, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
            return True  # it never left
        if not self.repeatable:
            return False
        return isinstance(outcome, httpx.TransportError) or outcome.status_code in AGAIN or _in_progress(outcome)

    def _result(self, response: httpx.Response) -> T:
        media = response.headers.get("content-type", "")
        try:
            if not response.content:
                return self.result.validate_python(None)
            if "json" in media:
                return self.result.validate_json(response.content)
            return self.result.validate_python(response.text if media.startswith("text/") else response.content)
        except ValidationError as error:
            raise BadAnswer(f"{self.method} {self.path}: {response.status_code}, but {error}") from error

    def _error(self, response: httpx.Response) -> Any:
        status = str(response.status_code)
        adapter = self.errors.get(status) or self.errors.get(f"{status[0]}XX") or self.errors.get("default")
        try:
            return adapter.validate_json(response.content) if adapter else None
        except ValidationError:
            return None  # whoever answered was not the application: the text tells


def _in_progress(response: httpx.Response) -> bool:
    if response.status_code != 409:
        return False
    return ApiError("", 409, response.text).code.endswith(IN_PROGRESS)


def quoted(value: object) -> str:
    """A value as one segment of a path."""
    return quote(_text(value), safe="")


def queried(pairs: Mapping[str, object]) -> list[tuple[str, str]]:
    """Query parameters: a list is the name again and again, None is left out."""
    found: list[tuple[str, str]] = []
    for name, value in pairs.items():
        many = cast("Iterable[object]", value) if isinstance(value, list | tuple | set | frozenset) else [value]
        found += [(name, _text(one)) for one in many if one is not None]
    return found


def headed(pairs: Mapping[str, object]) -> dict[str, str]:
    """Headers; None is left out."""
    return {name: _text(value) for name, value in pairs.items() if value is not None}


def new_key() -> str:
    """A key by which the server knows a write that it is sent again."""
    return str(uuid.uuid4())


def _text(value: object) -> str:
    plain = to_jsonable_python(value)
    return str(plain).lower() if isinstance(plain, bool) else str(plain)


def _failed(call: Call[Any], error: httpx.TransportError) -> ConnectionFailed:
    kind = AnswerTimeout if isinstance(error, httpx.TimeoutException) else ConnectionFailed
    return kind(f"{call.method} {call.path}: {error or type(error).__name__}")


class Session:
    """A connection pool to one server, shared by the clients made with it. Close it, or use it in a `with`."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 10.0,
        headers: Mapping[str, str] | None = None,
        retry: Retry | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._retry = retry or Retry()
        self._http = httpx.Client(base_url=base_url, timeout=timeout, headers=headers, transport=transport)

    @classmethod
    def of(cls, server: "str | Session") -> "Session":
        """A session as given, or a new one to this address."""
        return server if isinstance(server, Session) else cls(server)

    def send(self, call: Call[T], timeout: float | None) -> T:
        """Send it, perhaps again. `timeout` is in seconds for each try; None is the session's."""
        attempt = 0
        while True:
            outcome: httpx.Response | httpx.TransportError
            try:
                outcome = self._http.send(_request(self._http, call, timeout))
            except httpx.TransportError as error:
                outcome = error
            if not call.again(attempt, self._retry, outcome):
                break
            time.sleep(self._retry.wait_s(attempt, outcome if isinstance(outcome, httpx.Response) else None))
            attempt += 1
        if isinstance(outcome, httpx.TransportError):
            raise _failed(call, outcome) from outcome
        return call.read(outcome)

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncSession:
    """The same for asyncio."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 10.0,
        headers: Mapping[str, str] | None = None,
        retry: Retry | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._retry = retry or Retry()
        self._http = httpx.AsyncClient(base_url=base_url, timeout=timeout, headers=headers, transport=transport)

    @classmethod
    def of(cls, server: "str | AsyncSession") -> "AsyncSession":
        """A session as given, or a new one to this address."""
        return server if isinstance(server, AsyncSession) else cls(server)

    async def send(self, call: Call[T], timeout: float | None) -> T:  # noqa: ASYNC109 - httpx's own timeout per try
        """Send it, perhaps again. `timeout` is in seconds for each try; None is the session's."""
        attempt = 0
        while True:
            outcome: httpx.Response | httpx.TransportError
            try:
                outcome = await self._http.send(_request(self._http, call, timeout))
            except httpx.TransportError as error:
                outcome = error
            if not call.again(attempt, self._retry, outcome):
                break
            await asyncio.sleep(self._retry.wait_s(attempt, outcome if isinstance(outcome, httpx.Response) else None))
            attempt += 1
        if isinstance(outcome, httpx.TransportError):
            raise _failed(call, outcome) from outcome
        return call.read(outcome)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _request(http: httpx.Client | httpx.AsyncClient, call: Call[Any], timeout: float | None) -> httpx.Request:
    return http.build_request(
        call.method,
        call.path,
        params=list(call.query),
        headers=dict(call.headers),
        content=call.content,
        timeout=httpx.USE_CLIENT_DEFAULT if timeout is None else timeout,
    )
