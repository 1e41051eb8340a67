"""The generated Python client against a live stack, through nginx."""

import asyncio
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import trading_client
from support.project import Project
from trading_client import (
    AsyncTradingClient,
    Conflict,
    DatafeedStream,
    FrameRefused,
    NotFound,
    TradingClient,
    Unprocessable,
    Update,
    models,
)

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def stack(clone: Callable[..., Project]) -> Project:
    """`invoke up` in a copy of the checkout, ready."""
    project = clone()
    project.up()
    return project


@pytest.fixture
def client(stack: Project) -> Iterator[TradingClient]:
    """With an account of its own."""
    with TradingClient(stack.url, headers={"X-Account": f"T{time.monotonic_ns()}"}) as client:
        yield client


def order(qty: str = "3.00", price: str = "10.10") -> models.PreOrder:
    return models.PreOrder(
        symbol="AAPL",
        type=models.OrderType.LIMIT,
        side=models.Side.BUY,
        qty=Decimal(qty),
        limitPrice=Decimal(price),
    )


def test_an_order_comes_back_exact_and_typed(client: TradingClient) -> None:
    """Money is a Decimal all the way, a choice a member of its enum."""
    placed = client.broker.place_order(order("3.00", "10.10"))

    found = client.broker.get_order(placed.orderId)

    assert (found.qty, found.limitPrice) == (Decimal("3.00"), Decimal("10.10"))
    assert isinstance(found.qty, Decimal)
    assert found.side is models.Side.BUY
    assert [one.id for one in client.broker.get_orders()] == [placed.orderId]


def test_the_same_key_places_one_order(client: TradingClient) -> None:
    """So a client may send it again when it does not know whether it arrived."""
    first = client.broker.place_order(order(), idempotency_key="once")
    second = client.broker.place_order(order(), idempotency_key="once")

    assert first == second
    assert len(client.broker.get_orders()) == 1


def test_refusals_are_exceptions_that_know_their_problem(client: TradingClient) -> None:
    """Programs tell them apart by class and code, people read the detail."""
    placed = client.broker.place_order(order())
    client.broker.cancel_order(placed.orderId)

    with pytest.raises(NotFound) as missing:
        client.broker.get_order("b c?d")
    with pytest.raises(Conflict) as finished:
        client.broker.cancel_order(placed.orderId)
    with pytest.raises(Unprocessable) as wrong:
        client.datafeed.get_bars(symbol="AAPL", resolution="7", to_time=1)

    assert isinstance(missing.value.body, models.Problem)
    assert "b c?d" in missing.value.detail
    assert finished.value.code == "order_finished"
    assert isinstance(wrong.value.body, models.Problem)


def test_every_module_answers_for_itself(client: TradingClient) -> None:
    """The facade's modules share one pool of connections."""
    names = {info.name for info in client.core.get_modules()}

    assert "core" in names
    assert client.datafeed.get_health().status == "ok"
    assert client.broker.get_version().module == "broker"


def test_unions_come_back_as_the_class_they_are(client: TradingClient) -> None:
    """A quote that failed is another class than one that did not; lists go out as lists."""
    good, bad = client.datafeed.post_quotes(models.QuotesRequest(symbols=["AAPL", "NO SUCH"]))
    again = client.datafeed.get_quotes(symbols="AAPL")

    assert isinstance(good, models.QuoteOk)
    assert isinstance(bad, models.QuoteFailed)
    assert [type(one) for one in again] == [models.QuoteOk]


def test_the_client_for_asyncio_does_the_same(stack: Project) -> None:
    """Same names, same types."""

    async def talk() -> tuple[str, list[models.PlacedOrder]]:
        async with AsyncTradingClient(stack.url, headers={"X-Account": "ASYNC"}) as client:
            placed = await client.broker.place_order(order())
            return placed.orderId, await client.broker.get_orders()

    placed, orders = asyncio.run(talk())

    assert placed in [one.id for one in orders]


def test_two_consumers_of_one_topic_get_every_update(stack: Project) -> None:
    """And another topic's updates go to nobody else."""

    async def talk() -> tuple[list[Update[models.Bar]], list[Update[models.Bar]], list[Update[models.Quotes]]]:
        async with DatafeedStream(stack.url) as stream:
            request = models.BarsSubscribeRequest(symbol="AAPL", resolution="1")
            first, second, quotes = await asyncio.gather(
                stream.bars(request),
                stream.bars(request),
                stream.quotes(models.QuotesSubscribeRequest(symbols=["MSFT"])),
            )
            return await asyncio.gather(_some(first, 3), _some(second, 3), _some(quotes, 2))

    first, second, quotes = asyncio.run(talk())

    assert first == second
    assert all(isinstance(update.payload, models.Bar) for update in first)
    assert {quote.n for update in quotes for quote in update.payload.quotes} == {"MSFT"}


def test_after_unsubscribe_the_iterator_ends(stack: Project) -> None:
    """Whoever waits in it is let go."""

    async def talk() -> int:
        async with DatafeedStream(stack.url) as stream:
            bars = await stream.bars(models.BarsSubscribeRequest(symbol="AAPL", resolution="1"))
            asyncio.get_running_loop().call_later(0.5, lambda: asyncio.ensure_future(bars.unsubscribe()))
            return len([update async for update in bars])

    assert asyncio.run(asyncio.wait_for(talk(), 10)) >= 0


def test_a_refused_subscription_is_an_exception(stack: Project) -> None:
    """With the server's code; the connection serves others on."""

    async def talk() -> str:
        async with DatafeedStream(stack.url) as stream:
            good = await stream.bars(models.BarsSubscribeRequest(symbol="AAPL", resolution="1"))
            with pytest.raises(FrameRefused) as refused:
                await stream.bars(models.BarsSubscribeRequest(symbol="NOSUCH", resolution="1"))
            await _some(good, 1)
            return refused.value.code

    assert asyncio.run(asyncio.wait_for(talk(), 10)) == "symbol_unknown"


def test_an_address_where_nobody_listens_is_an_error_in_time() -> None:
    """A waiting call ends, with the reason."""

    async def talk() -> None:
        async with DatafeedStream("http://127.0.0.1:9", timeout=1, reconnect=None) as stream:
            await stream.bars(models.BarsSubscribeRequest(symbol="AAPL", resolution="1"))

    with pytest.raises(trading_client.ConnectionFailed, match=r"127\.0\.0\.1:9"):
        asyncio.run(asyncio.wait_for(talk(), 5))


async def _some(subscription: trading_client.Subscription, count: int) -> list:  # type: ignore[type-arg] # of any topic
    found: list = []  # type: ignore[type-arg] # as above
    async with asyncio.timeout(20):
        async for update in subscription:
            found.append(update)
            if len(found) == count:
                return found
    return found
