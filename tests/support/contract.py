"""What a layout says to a request, reduced to what a client may rely on, so that layouts can be compared with each other."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from typing import Any

Headers = tuple[tuple[str, str], ...]
Fields = tuple[tuple[str, tuple[str, ...]], ...]

JSON: Headers = (("Content-Type", "application/json"),)
PROBLEM = "application/problem+json"
HANDSHAKE: Headers = (
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
)
BY_NATURE = {
    "date": "the clock",
    "server": "nginx says nginx, uvicorn says uvicorn",
    "connection": "belongs to one hop",
    "x-devstack-instance": "names the process that answered; documents of the gateway come from none",
    "etag": "only nginx, which serves files, can tell whether a document is still the same",
    "last-modified": "likewise",
    "expires": "nginx adds it to Cache-Control, which says the same and is compared",
}
"""Headers in which layouts may differ, and why. All others are compared."""
MADE_HERE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Call:
    """One request and what every layout must answer to it.

    `path` stands below the base URL unless it begins with `//`, which stands for the root. `owner` is the module whose instance
    is asked directly besides gateway and single; None where an instance alone cannot know the answer.
    """

    name: str
    path: str
    status: int
    owner: str | None = "core"
    method: str = "GET"
    headers: Headers = ()
    host: str | None = None
    body: bytes | None = None
    code: str | None = None
    """The problem's code. With it goes the content type of problems."""
    media: str = "application/json"
    says: Mapping[str, str] = field(default_factory=dict)
    """Headers by lower-case name that the answer must carry with this value; "" for those it must not."""
    contains: str = ""
    volatile: tuple[str, ...] = ()
    """Keys of the JSON answer whose values differ from process to process; their presence is compared."""

    def target(self, base: str) -> str:
        """What stands in the request line."""
        return self.path.removeprefix("/") if self.path.startswith("//") else f"{base}{self.path}"


@dataclass(frozen=True)
class Seen:
    """What came back: all headers but those of BY_NATURE, and the body with its volatile values struck out."""

    status: int
    fields: Fields
    body: str

    def header(self, name: str) -> str:
        """A header's values, "" when there is none."""
        return ", ".join(value for key, values in self.fields if key == name for value in values)

    def without(self, *names: str) -> "Seen":
        """The same without some headers, for differences that have a reason."""
        return replace(self, fields=tuple(item for item in self.fields if item[0] not in names))


def observe(port: int, base: str, call: Call) -> Seen:
    """Send it on a connection of its own. No header is added but Host, so the bytes are the same for every layout."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.putrequest(call.method, call.target(base), skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", f"127.0.0.1:{port}" if call.host is None else call.host)
        for name, value in call.headers:
            connection.putheader(name, value.replace("{port}", str(port)))
        if call.body is not None:
            connection.putheader("Content-Length", str(len(call.body)))
        connection.endheaders(call.body)
        answer = connection.getresponse()
        body = b"" if answer.status == 101 else answer.read()
    return Seen(answer.status, _fields(answer.getheaders(), call), _body(body, call))


def mismatches(call: Call, seen: Seen) -> list[str]:
    """In which ways an answer is not what the call expects."""
    wanted = {"content-type": PROBLEM if call.code else call.media} if seen.status != 101 else {}
    found = [
        f"{name}: {seen.header(name)!r}, not {value!r}"
        for name, value in {**wanted, **call.says}.items()
        if seen.header(name) != value
    ]
    if seen.status != call.status:
        found.append(f"status {seen.status}, not {call.status}")
    if call.code and call.method != "HEAD" and _problem(seen) != (call.status, call.code):
        found.append(f"no problem {call.code}: {seen.body[:200]}")
    if call.contains not in seen.body:
        found.append(f"{call.contains!r} is not in {seen.body[:200]}")
    return found


def struck(value: Any, names: Iterable[str]) -> Any:
    """A JSON value in which the values under these keys are replaced by a mark, at any depth."""
    if isinstance(value, dict):
        return {key: "*" if key in names else struck(each, names) for key, each in value.items()}
    return [struck(each, names) for each in value] if isinstance(value, list) else value


def _fields(headers: list[tuple[str, str]], call: Call) -> Fields:
    ignored = {*BY_NATURE, *(("content-length",) if call.volatile else ())}
    table: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in ignored:
            table.setdefault(name.lower(), []).append(value)
    ids = table.get("x-request-id", [])
    table["x-request-id"] = ["made here" if MADE_HERE.fullmatch(value) else value for value in ids]
    return tuple(sorted((name, tuple(values)) for name, values in table.items()))


def _body(body: bytes, call: Call) -> str:
    text = body.decode("utf-8", "backslashreplace")
    return json.dumps(struck(json.loads(text), call.volatile)) if call.volatile else text


def _problem(seen: Seen) -> tuple[int, str] | None:
    try:
        said = json.loads(seen.body)
        return said["status"], said["code"]
    except (ValueError, KeyError):
        return None
