"""JSON as RFC 8259 has it, no more, and without NUL: in request bodies, whose size is bounded too, and in WebSocket frames."""

import json
import re
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trading_api.shared.problems import ProblemError, problem

PARSED = "trading_api.json"
"""The key of a JSON body's value in the scope, for who need not read it again."""
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""The escape, and not an escaped backslash with `u0000` after it."""


class StrictBody:
    """ASGI middleware: a body has a bounded size, and a JSON body is UTF-8 JSON by RFC 8259 with finite numbers and unique keys.

    Python's parser also takes NaN, 1e400 and half surrogates, which no response could carry back. NUL is JSON, but no text
    of ours has one, PostgreSQL cannot store it and C programs read only up to it: it is refused here and in the query.
    """

    def __init__(self, app: ASGIApp, max_bytes: int = 1 << 20) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a JSON body, refuse it or hand it on; count any other while it is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if b"%00" in scope["query_string"]:
            await problem(422, "invalid_request", "query: a parameter holds a NUL character")(scope, receive, send)
            return
        receiving = _limited(receive, self.max_bytes)
        if not _is_json(scope):
            await self.app(scope, receiving, send)
            return
        try:
            body = await _whole(receiving)
            parsed = _required_json(body)
        except ProblemError as refusal:
            await problem(refusal.status_code, refusal.code, refusal.detail)(scope, receive, send)
        else:
            await self.app({**scope, **parsed}, _replay(body, receive), send)


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


def _required_json(body: bytes) -> dict[str, Any]:
    """What the scope learns of a body: JSON, or nothing of an empty one, of which FastAPI says what it misses.

    ProblemError 400 says what is wrong.
    """
    try:
        return {PARSED: parse(body)} if body else {}
    except RecursionError:
        raise ProblemError(400, "invalid_json", "the body is not valid JSON: nested too deeply") from None
    except ValueError as error:
        raise ProblemError(400, "invalid_json", f"the body is not valid JSON: {str(error)[:200]}") from None


def parse(body: bytes | str) -> Any:
    """JSON by RFC 8259, without NUL; ValueError or RecursionError says what is wrong with it."""
    text = body if isinstance(body, str) else body.decode("utf-8")
    parsed = json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_unique)
    if re.search(r"\\u[dD][89a-fA-F]", text):
        try:
            json.dumps(parsed, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("half of a surrogate pair is not a character") from None
    if NUL.search(text):
        raise ValueError("a text holds a NUL character")
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
