"""The Python client of an application that has everything a contract can hold: type-checked, then used."""

import asyncio
import datetime
import importlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import httpx
import pytest
import trading_client
from fastapi import FastAPI, Header, HTTPException, Query, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field, WithJsonSchema
from support.node import npm_package

from devstack.codegen.contract import Contract, read_contract
from devstack.codegen.python import python_client

REPOSITORY = Path(__file__).parents[4]
METHODS = frozenset({"get", "put", "post", "delete", "patch"})
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


@app.get("/search/{name}")
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


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract({"openapi.json": app.openapi()})


@pytest.fixture(scope="module")
def folder(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("client")
    for artifact in python_client(contract, "zoo", "out"):
        artifact.write(root)
    return root / "out/python"


@pytest.fixture(scope="module")
def zoo(folder: Path) -> Iterator[ModuleType]:
    """The package, imported."""
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module("zoo_client")
    finally:
        sys.path.remove(str(folder))


@pytest.fixture
def client(zoo: ModuleType) -> Any:
    calls.clear()
    retry = zoo.Retry(attempts=3, first_s=0.01)
    return zoo.AsyncZooClient("http://zoo", transport=httpx.ASGITransport(app), retry=retry).api


def test_every_operation_has_a_method_in_both_clients(contract: Contract, zoo: ModuleType) -> None:
    """No silent loss."""
    names = {one.id for one in contract.operations}

    assert len(names) == 8
    assert names <= set(dir(zoo.ZooClient("http://zoo").api))
    assert names <= set(dir(zoo.AsyncZooClient("http://zoo").api))


@pytest.mark.parametrize("prefix", ["", "Async"])
def test_no_operation_of_the_committed_specification_is_lost(prefix: str) -> None:
    """Counted on both sides: a method for each, and no method more but those that go through all pages."""
    spec = json.loads((REPOSITORY / "generated/specs/openapi.json").read_text())
    wanted = {said["operationId"] for item in spec["paths"].values() for key, said in item.items() if key in METHODS}
    modules = sorted({name.partition("_")[0] for name in wanted})
    classes = {module: vars(getattr(trading_client, f"{prefix}{module.capitalize()}Client")) for module in modules}
    methods = {f"{module}_{name}" for module, found in classes.items() for name in found if not name.startswith("_")}

    assert len(wanted) > 50
    assert wanted <= methods
    more = {name for name in methods - wanted if not name.endswith("close")}
    assert {name.removesuffix("_all") for name in more} <= wanted


@pytest.fixture
def used(folder: Path) -> Path:
    """With a program that uses it, whose types are asserted, and the first one that its README shows."""
    (folder / "use.py").write_text(USE)
    sample = re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)[0]
    (folder / "readme.py").write_text(sample)
    return folder


CHECKED = ("zoo_client", "use.py", "readme.py")


def test_the_package_passes_mypy_at_its_strictest(used: Path) -> None:
    """And so does whoever uses it."""
    words = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(used / "cache"), *CHECKED]
    done = subprocess.run(words, cwd=used, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.timeout(240)
def test_the_package_passes_pyright_at_its_strictest(used: Path) -> None:
    """The other type checker; the committed client as well. It finds a fault, too: what must be an error is one."""
    pyright = npm_package("pyright", "1.1.414") / "pyright/index.js"
    shutil.copytree(REPOSITORY / "generated/python/trading_client", used / "trading_client")
    strict = {
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": True,
        "enableTypeIgnoreComments": True,
    }
    (used / "pyrightconfig.json").write_text(json.dumps({"include": [*CHECKED, "trading_client"], **strict}))

    words = ["node", str(pyright), "--pythonpath", sys.executable, "--outputjson"]
    done = subprocess.run(words, cwd=used, capture_output=True, text=True, timeout=110, check=False)
    said = json.loads(done.stdout)

    assert said["generalDiagnostics"] == []
    assert said["summary"]["filesAnalyzed"] > len(CHECKED)


USE = """\
from decimal import Decimal
from typing import assert_type
from zoo_client import ZooClient, models

client = ZooClient("http://zoo").api
tree = client.get_tree()
assert_type(tree, models.Tree)
assert_type(tree.children, list[models.Tree])
assert_type(client.search("a", tags=["b"], from_=1), list[str])
assert_type(client.get_text(), str)
assert_type(models.Circle(radius=Decimal(1)).radius, Decimal)
for number in client.get_pages_all():
    assert_type(number, int)
client.get_tree(1)  # type: ignore[call-arg] # must be an error: it takes nothing by position
client.search()  # type: ignore[call-arg] # must be an error: it needs a word
"""


def test_values_come_back_as_they_went(client: Any, zoo: ModuleType) -> None:
    """Exact, of the right class; and what was not set was not sent, but for the words that tell models apart."""
    sent = zoo.models.Everything(
        shape=zoo.models.Circle(radius=Decimal("1.10")),
        when=datetime.datetime(2030, 1, 2, tzinfo=datetime.UTC),
        key=uuid4(),
    )

    back = asyncio.run(client.post_everything(sent))

    assert back.shape == sent.shape
    assert isinstance(back.shape.radius, Decimal)
    assert (back.when, back.key) == (sent.when, sent.key)
    assert calls[-1]["set"] == {"shape", "when", "key", "level"}


def test_a_write_with_a_key_is_tried_again_with_the_same_key(client: Any, zoo: ModuleType) -> None:
    """The server knows it by that."""
    square = zoo.models.Square()
    asyncio.run(
        client.post_everything(
            zoo.models.Everything(shape=square, when=datetime.datetime.now(datetime.UTC), key=uuid4())
        )
    )

    first, second = (call["key"] for call in calls)
    assert first == second
    UUID(first)


def test_a_write_without_a_key_is_sent_once(client: Any, zoo: ModuleType) -> None:
    """It might be done twice."""
    with pytest.raises(zoo.ServerError):
        asyncio.run(client.post_unsafe())

    assert len(calls) == 1


def test_parameters_arrive_as_they_are(client: Any) -> None:
    """Quoted where they are part of a path, repeated where they are a list, under the name on the wire."""
    said = asyncio.run(client.search("a b?&%", tags=["x&y", "ü"], from_=3))

    assert said == ["a b?&%", "x&y", "ü", "3"]


def test_a_model_that_holds_itself(client: Any) -> None:
    """Down to the leaves."""
    assert asyncio.run(client.get_tree()).children[0].name == "b"


def test_a_field_may_be_called_as_its_type(client: Any, zoo: ModuleType) -> None:
    """The generator then imports the type by another name."""
    day = datetime.date(2024, 3, 14)

    assert asyncio.run(client.get_day(day)) == zoo.models.Day(date=day)


def test_all_pages_are_gone_through(client: Any) -> None:
    """Until there is no cursor."""

    async def all_of_them() -> list[int]:
        return [number async for number in client.get_pages_all()]

    assert asyncio.run(all_of_them()) == [0, 1, 2, 3, 4, 5]


def test_errors_are_typed_as_documented_and_raw_where_they_are_not(client: Any, zoo: ModuleType) -> None:
    """Whoever answered."""
    assert asyncio.run(client.delete_thing("mine")) is None
    with pytest.raises(zoo.Conflict) as taken:
        asyncio.run(client.delete_thing("taken"))
    with pytest.raises(zoo.NotFound) as gone:
        asyncio.run(client.delete_thing("gone"))

    assert taken.value.body == zoo.models.Taken(by="Ann")
    assert gone.value.body is None
    assert "it is gone" in gone.value.text


def test_text_is_text(client: Any) -> None:
    """Without quotes."""
    assert asyncio.run(client.get_text()) == "plain"


def test_an_answer_of_another_shape_says_so(zoo: ModuleType) -> None:
    """Client and server are of different versions."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"unknown": 1}))
    with zoo.ZooClient("http://zoo", transport=transport) as client, pytest.raises(zoo.BadAnswer, match="GET /tree"):
        client.api.get_tree()


def test_one_field_more_is_a_small_diff(contract: Contract, folder: Path) -> None:
    """Under fifteen lines over all files."""
    document = app.openapi()
    more = {**document["components"]["schemas"]["Tree"]["properties"], "leaves": {"type": "integer"}}
    tree = {**document["components"]["schemas"]["Tree"], "properties": more}
    schemas = {**document["components"]["schemas"], "Tree": tree}
    grown = read_contract({"openapi.json": {**document, "components": {"schemas": schemas}}})

    lines = 0
    for artifact in python_client(grown, "zoo", "out"):
        before = (folder.parents[1] / artifact.path).read_text().splitlines()
        after = artifact.text.splitlines()
        lines += len(set(after) - set(before)) + abs(len(after) - len(before))

    assert 0 < lines < 15
