"""Both generated clients against a live stack, through nginx: every operation called, every topic subscribed.

What there is stands in the documents that the stack serves: an operation or a topic that is added there is missed here.
"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import every_operation as every
from support.node import Package
from support.project import Project
from trading_client import AsyncTradingClient, BrokerStream, DatafeedStream, Subscription, TradingClient, Update, models

PROGRAM = Path(every.__file__).with_suffix(".mjs")
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
pytest.importorskip("QuantLib", reason="a session's options engine needs it")


@pytest.fixture(scope="module")
def stack(clone: Callable[..., Project]) -> Project:
    """The whole stack behind nginx, administrators allowed, and a short session in its past."""
    project = clone()
    project.start("up", "--no-reload", BROKER_ADMIN="true").wait_for(r"ready in ", 40)
    ran = project.run(
        "session", "--layout", "single", "--replay", "max", "--date", every.DAY.isoformat(), "--until", "09:50"
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return project


@pytest.fixture(scope="module")
def operations(stack: Project) -> set[str]:
    """The ids of all operations."""
    paths: dict[str, dict[str, Any]] = stack.get("/api/v1/openapi.json").json()["paths"]
    return {operation["operationId"] for path in paths.values() for operation in path.values()}


@pytest.fixture(scope="module")
def topics(stack: Project) -> set[str]:
    """The topics of all modules, each as MODULE.topicName."""
    asked = [name.partition("_") for name in stack.get("/api/v1/asyncapi.json").json()["operations"]]
    return {f"{module}.{name.removesuffix('Subscribe')}" for module, _, name in asked if name.endswith("Subscribe")}


def test_the_python_client_calls_every_operation(stack: Project, operations: set[str]) -> None:
    answered: set[str] = set()
    with TradingClient(stack.url, headers={"X-Account": "EVERY"}) as client:
        asyncio.run(every.call_all(every.noted(client, answered), "EVERY"))

    assert answered == operations | {"broker_get_executions_all"}


def test_the_python_client_for_asyncio_calls_every_operation(stack: Project, operations: set[str]) -> None:
    answered: set[str] = set()

    async def call_all() -> None:
        async with AsyncTradingClient(stack.url, headers={"X-Account": "EVERY-ASYNC"}) as client:
            await every.call_all(every.noted(client, answered), "EVERY-ASYNC")

    asyncio.run(call_all())

    assert answered == operations | {"broker_get_executions_all"}


def test_the_python_streams_hear_every_topic(stack: Project, topics: set[str]) -> None:
    """One update of each at least, checked by its model."""
    heard = asyncio.run(listen(stack.url, "LISTENS", "LISTENS-R"))

    assert {_camel(name) for name in heard} == topics
    assert heard["broker.executions"].payload.orderId == heard["broker.orders"].payload.id
    assert heard["broker.replay"].payload.kind == "entry"


def test_the_typescript_client_calls_every_operation_and_hears_every_topic(
    stack: Project, package: Package, operations: set[str], topics: set[str]
) -> None:
    """In one program: what it is told in one call, it uses in the next."""
    named = 'const account = "EVERY-TS", replayId = "EVERY-TS-R";\n'
    with package.running(named + PROGRAM.read_text(), stack.url) as running:
        answered, heard = running.next(within=90)

    names = {(module, _camel(name)) for module, _, name in (one.partition("_") for one in operations)}
    assert {tuple(one.split(".")) for one in answered} == names | {("broker", "getExecutionsEach")}
    assert set(heard) == topics
    assert heard["broker.executions"]["orderId"] == heard["broker.orders"]["id"]


async def listen(url: str, account: str, replay_id: str) -> dict[str, Update[Any]]:
    """The first update of every topic, while an order is filled and a replay goes on."""
    async with (
        AsyncTradingClient(url, headers={"X-Account": account}) as client,
        BrokerStream(url, headers={"X-Account": account}) as broker,
        BrokerStream(url, headers={"X-Account": replay_id}) as replays,
        DatafeedStream(url) as feed,
    ):
        subscribed: dict[str, Subscription[Any, Any]] = {
            "broker.broker_connection": await broker.broker_connection(),
            "broker.equity": await broker.equity(),
            "broker.executions": await broker.executions(),
            "broker.orders": await broker.orders(),
            "broker.pl": await broker.pl(),
            "broker.positions": await broker.positions(),
            "broker.replay": await replays.replay(),
            "datafeed.bars": await feed.bars(models.BarsSubscribeRequest(symbol="AAPL", resolution="1")),
            "datafeed.depth": await feed.depth(models.DepthSubscribeRequest(symbol="AAPL")),
            "datafeed.quotes": await feed.quotes(models.QuotesSubscribeRequest(symbols=["AAPL"])),
        }
        await client.broker.place_order(every.order(1))
        await every.call_replays(client, replay_id)
        found = await asyncio.gather(*(asyncio.wait_for(anext(aiter(one)), 20) for one in subscribed.values()))
        await asyncio.gather(*(one.unsubscribe() for one in subscribed.values()))
        return dict(zip(subscribed, found, strict=True))


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
