"""Bodies that are not honest JSON, or have no end."""

import json

import pytest
from fastapi import APIRouter
from pydantic import BaseModel
from support.asgi import call
from support.modules import SampleModule


class Echo(BaseModel):
    """Takes what a careless model takes."""

    number: float = 0.0
    text: str = ""
    anything: object = None


def app():
    """A module that gives back what it was given."""
    api = APIRouter()

    @api.post("/echo")
    def echo(body: Echo) -> Echo:
        return body

    return SampleModule("alpha", api).create_app()


HOSTILE = {
    "NaN": b'{"number": NaN}',
    "Infinity": b'{"number": -Infinity}',
    "too large": b'{"number": 1e400}',
    "lone surrogate": b'{"text": "\\ud800"}',
    "raw surrogate": b'{"text": "\xed\xa0\x80"}',
    "lone surrogate key": b'{"anything": {"\\udfff": 1}}',
    "NUL": b'{"text": "a\\u0000b"}',
    "NUL after a backslash": b'{"text": "\\\\\\u0000"}',
    "NUL key": b'{"anything": {"\\u0000": 1}}',
    "deep": b'{"anything": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "long integer": b'{"number": ' + b"1" * 5000 + b"}",
    "bad UTF-8": b'{"text": "\xff"}',
    "UTF-16": '{"text": "a"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "duplicate key": b'{"number": 1, "number": 2}',
    "truncated": b'{"number": 1',
    "two values": b"{}{}",
    "only space": b" ",
    "list": b"[]",
    "null": b"null",
    "nothing": b"",
}


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json; charset=utf-8"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_body_is_refused_and_never_a_server_error(body, kind):
    """Python's parser takes NaN and half surrogates, which no answer can carry: each was a 500."""
    answer = call(app(), "POST", "/echo", content=body, headers={"content-type": kind})

    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().keys() >= {"type", "title", "status", "detail", "code"}
    assert len(answer.content) < 4000


def test_an_honest_body_arrives_unchanged():
    """Strictness must not cost characters: pairs of surrogates, escapes and large integers are JSON."""
    text = rb'"\ud83d\ude00 \u00e9 \\u0000 \u0001"'
    body = b'{"number": 1.5, "text": ' + text + b', "anything": [123456789012345678901234567890, "\xc3\xa9", null]}'

    answer = call(app(), "POST", "/echo", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 200
    assert answer.json() == json.loads(body)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_of_a_megabyte_and_more_is_not_read_to_its_end(kind):
    """Memory is bounded by us, not by the sender."""
    read = 0

    async def endless():
        nonlocal read
        while read < 50 << 20:
            read += 1 << 16
            yield b"[" * (1 << 16)

    answer = call(app(), "POST", "/echo", content=endless(), headers={"content-type": kind})

    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
    assert read < 3 << 20
