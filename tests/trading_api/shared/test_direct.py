"""What a direct route answers is what FastAPI would answer."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Response
from pydantic import BaseModel, ConfigDict
from support.asgi import call

from trading_api.models.numbers import ExactDecimal
from trading_api.shared import problems
from trading_api.shared.direct import DirectRoute
from trading_api.shared.problems import ProblemError
from trading_api.shared.strict_json import StrictBody

Name = Annotated[str, Header(alias="X-Name", pattern="^[a-z]{1,5}$")]
Key = Annotated[str | None, Header(alias="X-Key", max_length=3)]
JSON = {"content-type": "application/json"}


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int
    price: ExactDecimal | None = None


class Reply(BaseModel):
    said: str


async def put_item(item: Item, name: Name = "nobody", key: Key = None) -> Response:
    """What reached the function, word for word."""
    if item.count == 13:
        raise ProblemError(409, "unlucky", "not that one")
    return Response(Reply(said=repr((item, name, key))).model_dump_json(), 201, media_type="application/json")


async def get_item(number: int, item: Item) -> Reply:
    return Reply(said=repr((number, item)))


def application(route_class):
    app, api = FastAPI(), APIRouter(route_class=route_class) if route_class else APIRouter()
    problems.install(app)
    app.add_middleware(StrictBody)
    api.post("/items", status_code=201, response_model=Reply)(put_item)
    api.post("/items/{number}")(get_item)
    app.include_router(api)
    return app


DIRECT, USUAL = application(DirectRoute), application(None)


def answered(app, path, body, headers):
    found = call(app, "POST", path, content=body, headers=headers)
    return found.status_code, dict(found.headers), found.text


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"count": 1}', JSON),
        (b'{"count": "1", "price": "12.50"}', {**JSON, "X-Name": "anna", "x-key": "k"}),
        (b'{"count": 1, "price": 12.5}', JSON),
        (b'{"count": 1.5, "other": 1}', {**JSON, "X-Name": "TOO LONG", "X-Key": "long"}),
        (b'{"count": 1}', {**JSON, "X-Key": ""}),
        (b'{"count": 1}', [*JSON.items(), ("X-Name", "anna"), ("X-Name", "berta")]),
        (b'{"count": 1}', {"content-type": "application/json; charset=utf-8"}),
        (b'{"count": 1}', {"content-type": "text/plain"}),
        (b'{"count": 13}', JSON),
        (b'{"count": 1, "count": 2}', JSON),
        (b"[1]", JSON),
        (b"null", JSON),
        (b"{", JSON),
        (b"", JSON),
        (b"", {}),
    ],
)
def test_it_answers_as_fastapi_does(body, headers):
    """Well-formed or not, to the byte."""
    assert answered(DIRECT, "/items", body, headers) == answered(USUAL, "/items", body, headers)


def test_functions_of_another_form_are_left_to_fastapi():
    """One with a parameter in its path, which answers a value."""
    assert answered(DIRECT, "/items/7", b'{"count": 1}', JSON)[2] == '{"said":"(7, Item(count=1, price=None))"}'
    assert answered(DIRECT, "/items/x", b"{}", JSON) == answered(USUAL, "/items/x", b"{}", JSON)


def test_its_description_is_fastapis():
    """The clients are made from it."""
    assert DIRECT.openapi() == USUAL.openapi()


def test_what_is_well_formed_does_not_go_through_fastapis_parameters(monkeypatch):
    """That is what it is for."""
    monkeypatch.setattr("fastapi.routing.solve_dependencies", None)
    assert answered(DIRECT, "/items", b'{"count": 1}', {**JSON, "X-Name": "anna"})[0] == 201


def test_what_a_route_depends_on_is_asked():
    """Whether it is said of the route or where the routes are included."""
    asked = []

    async def ask() -> None:
        asked.append("asked")

    api = APIRouter(route_class=DirectRoute)
    api.post("/one", dependencies=[Depends(ask)])(put_item)
    api.post("/two")(put_item)
    app = FastAPI()
    app.add_middleware(StrictBody)
    app.include_router(api, dependencies=[Depends(ask)])

    answered(app, "/one", b'{"count": 1}', JSON)
    assert asked == ["asked"], "once, as FastAPI does"
    answered(app, "/two", b'{"count": 1}', JSON)
    assert asked == ["asked"] * 2
