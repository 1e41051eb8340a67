"""Errors in one form, whoever raises them."""

import json

import pytest
from fastapi import APIRouter, HTTPException
from support.asgi import call, get
from support.modules import SampleModule

from trading_api.models.common import FieldError
from trading_api.shared.problems import ProblemError, problem


def app():
    """A module with a known refusal and a plain one."""
    api = APIRouter()

    @api.get("/refused")
    def refused() -> None:
        raise ProblemError(409, "order_final", "order 7 is filled", headers={"Retry-After": "1"})

    @api.get("/plain")
    def plain() -> None:
        raise HTTPException(404, "order 7 is unknown")

    @api.get("/unsorted")
    def unsorted() -> None:
        raise HTTPException(405, headers={"Allow": "PUT, GET, HEAD"})

    @api.get("/typed")
    def typed(count: int) -> int:
        return count

    return SampleModule("alpha", api).create_app()


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


def test_the_right_methods_are_told_in_one_order():
    """Starlette joins a set: without this two instances of one server would contradict each other."""
    assert get(app(), "/unsorted").headers["allow"] == "GET, HEAD, PUT"


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
