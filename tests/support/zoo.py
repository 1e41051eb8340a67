"""An application that has everything a contract can hold, and what it was called with."""

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import FastAPI, Header, HTTPException, Query, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field, WithJsonSchema

Money = Annotated[Decimal, WithJsonSchema({"type": "string", "format": "decimal"})]


class Circle(BaseModel):
    kind: Literal["circle"] = "circle"
    radius: Money


class Square(BaseModel):
    kind: Literal["square"] = "square"
    side: Money = Decimal("1.50")


class Tree(BaseModel):
    name: str
    children: "list[Tree]" = []


class Everything(BaseModel):
    shape: Circle | Square = Field(discriminator="kind")
    when: datetime.datetime
    key: UUID
    note: str | None = None
    level: Literal["low", "high"] = "low"


class Day(BaseModel):
    date: datetime.date  # a field by the name of its type
    night: datetime.date | None = None


class Page(BaseModel):
    items: list[int]
    next_cursor: str | None = None


class Taken(BaseModel):
    by: str


app = FastAPI(title="zoo", version="1.2", generate_unique_id_function=lambda route: route.name)
calls: list[dict[str, Any]] = []


@app.post("/everything", status_code=201)
async def post_everything(body: Everything, idempotency_key: Annotated[str | None, Header()] = None) -> Everything:
    """Take everything and give it back."""
    calls.append({"key": idempotency_key, "set": body.model_fields_set})
    if len(calls) % 2:
        raise HTTPException(503, "again")
    return body


@app.post("/unsafe")
async def post_unsafe() -> int:
    """Has no key."""
    calls.append({})
    raise HTTPException(503, "again")


@app.get("/days/{date}")
async def get_day(date: datetime.date) -> Day:
    """A day that is called as its type."""
    return Day(date=date)


@app.get("/tree")
async def get_tree() -> Tree:
    """A model that holds itself."""
    return Tree(name="a", children=[Tree(name="b")])


@app.get("/search/{name:path}")
async def search(
    name: str,
    tags: Annotated[list[str], Query()],
    start: Annotated[int | None, Query(alias="from")] = None,
) -> list[str]:
    """Lists, an alias that is a keyword, and a path that needs quotes."""
    return [name, *tags, str(start)]


@app.get("/pages")
async def get_pages(cursor: str | None = None) -> Page:
    """Three of them."""
    at = int(cursor or 0)
    return Page(items=[at * 2, at * 2 + 1], next_cursor=str(at + 1) if at < 2 else None)


@app.delete("/things/{key}", status_code=204, response_model=None, responses={409: {"model": Taken}})
async def delete_thing(key: str) -> Response:
    """Nothing comes back."""
    if key == "taken":
        return Response('{"by": "Ann"}', 409, media_type="application/json")
    if key == "gone":
        raise HTTPException(404, "it is gone")
    return Response(status_code=204)


@app.get("/text", response_class=PlainTextResponse)
async def get_text() -> str:
    """Not JSON."""
    return "plain"
