"""Errors in one form, and bodies that are not honest JSON."""

import json

import pytest
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel
from support.asgi import call, get
from support.modules import SampleModule

from trading_api.models.common import FieldError
from trading_api.shared.problems import ProblemError, problem


class Echo(BaseModel):
    """Takes what a careless model takes."""

    number: float = 0.0
    text: str = ""
    anything: object = None


def app():
    """A module with an echo, a known refusal and a plain one."""
    api = APIRouter()

    @api.post("/echo")
    def echo(body: Echo) -> Echo:
        return body

    @api.get("/refused")
    def refused() -> None:
        raise ProblemError(409, "order_final", "order 7 is filled", headers={"Retry-After": "1"})

    @api.get("/plain")
    def plain() -> None:
        raise HTTPException(404, "order 7 is unknown")

    @api.get("/typed")
    def typed(count: int) -> int:
        return count

    return SampleModule("alpha", api).create_app()


HOSTILE = {
    "NaN": b'{"number": NaN}',
    "Infinity": b'{"number": -Infinity}',
    "too large": b'{"number": 1e400}',
    "lone surrogate": b'{"text": "\\ud800"}',
    "raw surrogate": b'{"text": "\xed\xa0\x80"}',
    "lone surrogate key": b'{"anything": {"\\udfff": 1}}',
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
    body = b'{"number": 1.5, "text": "\\ud83d\\ude00 \\u00e9 \xc3\xa9", "anything": [123456789012345678901234567890, null]}'

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


def test_a_refusal_keeps_its_code_and_headers():
    """Programs read the code, people the detail."""
    answer = get(app(), "/refused")

    assert answer.content == (
        b'{"type":"about:blank","title":"Conflict","status":409,"detail":"order 7 is filled","code":"order_final"}'
    )
    assert answer.headers["retry-after"] == "1"


def test_a_plain_http_exception_becomes_a_problem_too():
    """FastAPI would answer {"detail": ...}, whatever the document promises."""
    assert get(app(), "/plain").json() == {
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "order 7 is unknown", "code": "not_found",
    }  # fmt: skip


def test_a_wrong_parameter_is_named_without_an_echo_of_its_value():
    """The value may be huge, or a secret."""
    answer = get(app(), "/typed", params={"count": "x" * 2000})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "query.count"
    assert "xxx" not in answer.text


def test_a_wrong_method_says_which_are_right():
    """405 without Allow leaves the caller guessing."""
    answer = call(app(), "DELETE", "/typed")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.content == (
        b'{"type":"about:blank","title":"Method Not Allowed","status":405,'
        b'"detail":"this path does not take that method","code":"method_not_allowed"}'
    )


@pytest.mark.parametrize(
    ("status", "title"), [(413, "Content Too Large"), (422, "Unprocessable Content"), (409, "Conflict"), (499, "Error")]
)
def test_a_status_has_one_title_under_every_python(status, title):
    """Python 3.13 renamed some, and the gateway's bytes know nothing of Python; an odd status must not fail itself."""
    assert json.loads(problem(status, "c", "d").body)["title"] == title


def test_half_a_surrogate_in_an_error_does_not_break_the_answer():
    """An error about hostile text must be sendable itself."""
    answer = problem(400, "odd", "a\ud800b", errors=[FieldError(field="f", message="m", code="c")])

    assert json.loads(answer.body)["detail"] == "a?b"
    assert json.loads(answer.body)["errors"] == [{"field": "f", "message": "m", "code": "c"}]
