"""Requests of the generated Python client: in this process, and through nginx, waited for by either of its forms."""

import asyncio
import datetime
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from support.asgi import served
from support.gateways import gateway
from support.ports import free_block
from support.zoo import app, calls

from devstack.deployment import Deployment
from devstack.gateway import binary
from devstack.plan.planner import plan


class Waited:
    """The client for asyncio, each call waited for."""

    def __init__(self, client: Any, runner: asyncio.Runner) -> None:
        self._client, self._runner = client, runner

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def asked(*args: Any, **options: Any) -> Any:
            found = getattr(self._client, name)(*args, **options)
            return self._runner.run(found if inspect.iscoroutine(found) else _all(found))

        return asked


async def _all(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application behind uvicorn and the gateway that a deploy.yaml gives it."""
    port = free_block(2)
    servers = {"web": {"port": port + 1, "routes": ("/",)}}
    drawn = plan(Deployment(**{"name": "zoo", "app": "support.zoo:app", "nginx": {"port": port}, "servers": servers}))
    with served(app, port=port + 1), gateway(drawn, tmp_path_factory.mktemp("zoo"), binary(None)):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=["asyncio in the process", "asyncio through nginx", "threads through nginx"])
def client(request: pytest.FixtureRequest, zoo: ModuleType) -> Iterator[Any]:
    calls.clear()
    form, _, way = request.param.partition(" ")
    retry = zoo.Retry(attempts=3, first_s=0.01)
    address = request.getfixturevalue("stack") if way == "through nginx" else "http://zoo"
    if form == "threads":
        with zoo.ZooClient(address, retry=retry) as plain:
            yield plain.api
        return
    transport = None if way == "through nginx" else httpx.ASGITransport(app)
    client = zoo.AsyncZooClient(address, transport=transport, retry=retry)
    with asyncio.Runner() as runner:
        yield Waited(client.api, runner)
        runner.run(client.aclose())


def test_values_come_back_as_they_went(client: Any, zoo: ModuleType) -> None:
    """Exact, of the right class; and what was not set was not sent, but for the words that tell models apart."""
    sent = zoo.models.Everything(
        shape=zoo.models.Circle(radius=Decimal("1.10")),
        when=datetime.datetime(2030, 1, 2, tzinfo=datetime.UTC),
        key=uuid4(),
    )

    back = client.post_everything(sent)

    assert back.shape == sent.shape
    assert isinstance(back.shape.radius, Decimal)
    assert (back.when, back.key) == (sent.when, sent.key)
    assert calls[-1]["set"] == {"shape", "when", "key", "level"}


def test_a_write_with_a_key_is_tried_again_with_the_same_key(client: Any, zoo: ModuleType) -> None:
    """The server knows it by that."""
    square = zoo.models.Square()
    client.post_everything(zoo.models.Everything(shape=square, when=datetime.datetime.now(datetime.UTC), key=uuid4()))

    first, second = (call["key"] for call in calls)
    assert first == second
    UUID(first)


def test_a_write_without_a_key_is_sent_once(client: Any, zoo: ModuleType) -> None:
    """It might be done twice."""
    with pytest.raises(zoo.ServerError):
        client.post_unsafe()

    assert len(calls) == 1


def test_parameters_arrive_as_they_are(client: Any) -> None:
    """Quoted where they are part of a path, repeated where they are a list, under the name on the wire."""
    said = client.search("a b/c?&%", tags=["x&y", "ü"], from_=3)

    assert said == ["a b/c?&%", "x&y", "ü", "3"]


def test_a_model_that_holds_itself(client: Any) -> None:
    """Down to the leaves."""
    assert client.get_tree().children[0].name == "b"


def test_a_field_may_be_called_as_its_type(client: Any, zoo: ModuleType) -> None:
    """The generator then imports the type by another name."""
    day = datetime.date(2024, 3, 14)

    assert client.get_day(day) == zoo.models.Day(date=day)


def test_all_pages_are_gone_through(client: Any) -> None:
    """Until there is no cursor."""
    assert list(client.get_pages_all()) == [0, 1, 2, 3, 4, 5]


def test_errors_are_typed_as_documented_and_raw_where_they_are_not(client: Any, zoo: ModuleType) -> None:
    """Whoever answered."""
    assert client.delete_thing("mine") is None
    with pytest.raises(zoo.Conflict) as taken:
        client.delete_thing("taken")
    with pytest.raises(zoo.NotFound) as gone:
        client.delete_thing("gone")

    assert taken.value.body == zoo.models.Taken(by="Ann")
    assert gone.value.body is None
    assert "it is gone" in gone.value.text


def test_text_is_text(client: Any) -> None:
    """Without quotes."""
    assert client.get_text() == "plain"


def test_an_answer_of_another_shape_says_so(zoo: ModuleType) -> None:
    """Client and server are of different versions."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"unknown": 1}))
    with zoo.ZooClient("http://zoo", transport=transport) as client, pytest.raises(zoo.BadAnswer, match="GET /tree"):
        client.api.get_tree()
