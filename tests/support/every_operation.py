"""Every operation of the reference application, called by its Python client with an answer worth looking at.

The clients for asyncio and for threads have the same methods; `noted` makes them one, and writes down what was answered.
"""

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from trading_client import AsyncTradingClient, TradingClient, models

MODULES = ("core", "broker", "datafeed")
DAY = date(2024, 3, 14)
SECOND = 1_710_423_000
"""13:30 UTC of that day, when the exchange opens."""
OPEN_MS, CLOSE_MS = SECOND * 1000, SECOND * 1000 + 23_400_000
WITHIN_S = 30.0
Found = TypeVar("Found")


def methods(client: type) -> set[str]:
    """What a module's client can do, but for its own end."""
    return {name for name, _ in inspect.getmembers(client, inspect.isfunction) if name[0] != "_"} - {"close", "aclose"}


def noted(client: AsyncTradingClient | TradingClient, answered: set[str]) -> AsyncTradingClient:
    """The client's methods, awaited whichever it is; the name of each goes into `answered` when its answer is there."""
    facade = SimpleNamespace()
    for module in MODULES:
        part = getattr(client, module)
        wraps = {name: _items if name.endswith("_all") else _answer for name in methods(type(part))}
        told = {name: wrap(getattr(part, name), f"{module}_{name}", answered) for name, wrap in wraps.items()}
        setattr(facade, module, SimpleNamespace(**told))
    return cast(AsyncTradingClient, facade)


def _answer(call: Callable[..., Any], name: str, answered: set[str]) -> Callable[..., Any]:
    async def asked(*args: Any, **options: Any) -> Any:
        found = call(*args, **options)
        value = await found if inspect.isawaitable(found) else found
        answered.add(name)
        return value

    return asked


def _items(call: Callable[..., Any], name: str, answered: set[str]) -> Callable[..., Any]:
    async def asked(*args: Any, **options: Any) -> AsyncIterator[Any]:
        found = call(*args, **options)
        if isinstance(found, AsyncIterator):
            async for item in found:
                yield item
        else:
            for item in found:
                yield item
        answered.add(name)

    return asked


async def until(ask: Callable[[], Awaitable[Found]], good: Callable[[Found], bool], what: str) -> Found:
    """The first answer that is good; the market moves once a second."""
    deadline = time.monotonic() + WITHIN_S
    while not good(found := await ask()):
        assert time.monotonic() < deadline, f"{what} did not happen within {WITHIN_S:g} s: {found}"
        await asyncio.sleep(0.1)
    return found


def order(qty: int, **more: Any) -> models.PreOrder:
    """To buy AAPL at the next price, or as told."""
    told = {"symbol": "AAPL", "type": models.OrderType.MARKET, "side": models.Side.BUY, "qty": Decimal(qty), **more}
    return models.PreOrder(**told)


def resting(price: str) -> models.PreOrder:
    """An order far below the market."""
    return order(1, type=models.OrderType.LIMIT, limitPrice=Decimal(price))


async def call_all(client: AsyncTradingClient, account: str) -> None:
    """Trade for this account, which is the client's, and drive a replay; a session of DAY must have run."""
    await call_core(client)
    await call_datafeed(client)
    await call_broker(client, account)
    await call_replays(client, f"{account}-R")


async def call_core(client: AsyncTradingClient) -> None:
    """A session of DAY must have run."""
    core = client.core
    assert (await core.get_health()).status == "ok"
    assert (await core.get_ready()).status == "ready"
    assert (await core.get_instance()).server == "core"
    assert {info.name for info in await core.get_modules()} == {"core"}
    assert (await core.get_version()).module == "core"
    assert [one.module for one in (await core.get_versions()).modules] == ["core"]
    before = time.time()
    assert before - 1 <= (await core.get_server_time()).time / 1000 <= time.time()
    (session,) = (await core.get_sessions("XNYS", from_=DAY, to=DAY)).sessions
    assert (session.day, session.open) == (DAY, OPEN_MS)
    assert "equity" in {one.engine for one in await core.get_engines(date=DAY)}
    assert DAY in {link.date for link in await core.get_reports()}
    assert (await core.get_report(DAY)).date == DAY
    assert (await core.get_session_status(date=DAY)).state == "done"


async def call_datafeed(client: AsyncTradingClient) -> None:
    """Each under its own name, and by that of UDF."""
    feed, day = client.datafeed, 86_400
    assert (await feed.get_health()).status == "ok"
    assert (await feed.get_ready()).status == "ready"
    assert (await feed.get_instance()).server == "datafeed"
    assert (await feed.get_version()).module == "datafeed"
    assert (await feed.get_connections()).behind == 0
    bars = await feed.get_bars(symbol="AAPL", resolution="1D", to_time=SECOND, count_back=3)
    assert len(bars.bars) == 3
    assert "1D" in (await feed.get_config()).supported_resolutions
    assert await feed.get_marks(symbol="NVDA", to_time=SECOND)
    assert await feed.get_timescale_marks(symbol="AAPL") == [], "a market that never closes has no unusual hours"
    assert (await feed.get_option_chain("SIMX")).options
    assert [type(one) for one in await feed.get_quotes(symbols="AAPL,NOPE")] == [models.QuoteOk, models.QuoteFailed]
    assert isinstance((await feed.post_quotes(models.QuotesRequest(symbols=["XOM"])))[0], models.QuoteOk)
    assert (await feed.resolve_symbol("AAPL")).pricescale == 100
    assert [one.symbol for one in await feed.search_symbols(user_input="AAPL")] == ["AAPL"]
    assert "1D" in (await feed.udf_config()).supported_resolutions
    history = await feed.udf_history(symbol="AAPL", resolution="1D", from_=0, to=SECOND, countback=3)
    assert isinstance(history, models.UdfHistory)
    assert history.c == [bar.close for bar in bars.bars]
    marks = await feed.udf_marks(symbol="NVDA", from_=SECOND - 400 * day, to=SECOND)
    assert isinstance(marks, models.UdfMarks)
    assert await feed.udf_timescale_marks(symbol="AAPL", from_=0, to=SECOND) == []
    assert (await feed.udf_quotes(symbols="AAPL")).d[0].n == "AAPL"
    assert (await feed.udf_search(query="AAPL", limit=1))[0].full_name == "SIM:AAPL"
    assert "AAPL" in (await feed.udf_symbol_info()).symbol
    assert isinstance(await feed.udf_symbols(symbol="AAPL"), models.SymbolInfo)
    before = time.time()
    assert before - 1 <= int(await feed.udf_time()) <= time.time()


async def call_broker(client: AsyncTradingClient, account: str) -> None:
    """All of it but replays, for an account of its own; the broker must have BROKER_ADMIN."""
    await _administer(client, account)
    await _look_around(client)
    await _rest_and_cancel(client)
    await _hold(client)
    await _look_back(client)


async def _administer(client: AsyncTradingClient, account: str) -> None:
    broker = client.broker
    assert (await broker.reset_account(account, models.Reset(cash=Decimal(50_000)))).balance == 50_000
    assert (await broker.deposit_cash(account, models.Deposit(amount=Decimal("100.25")))).balance == Decimal("50100.25")
    assert (await broker.set_halt(account, models.Halt(halted=True))).halted
    assert not (await broker.set_halt(account, models.Halt(halted=False))).halted
    assert (await broker.get_account_info()).id == account
    assert [one.id for one in await broker.get_accounts()] == [account]


async def _look_around(client: AsyncTradingClient) -> None:
    broker = client.broker
    assert (await broker.get_health()).status == "ok"
    assert (await broker.get_ready()).status == "ready"
    assert (await broker.get_instance()).server == "broker"
    assert (await broker.get_version()).module == "broker"
    assert (await broker.get_connection()).status is models.ConnectionStatus.CONNECTED
    assert (await broker.get_connections()).behind == 0
    assert (await broker.get_instrument("AAPL")).minTick == Decimal("0.01")
    wanted = models.LeverageRequest(symbol="AAPL", leverage=Decimal(2))
    assert (await broker.preview_leverage(wanted)).errors == []
    assert (await broker.set_leverage(wanted)).leverage == 2
    assert (await broker.leverage_info(symbol="AAPL")).leverage == 2


async def _rest_and_cancel(client: AsyncTradingClient) -> None:
    broker = client.broker
    assert (await broker.preview_order(resting("10"))).errors == []
    first = (await broker.place_order(resting("10"))).orderId
    second = (await broker.place_order(resting("11"))).orderId
    assert [one.id for one in await broker.get_orders()] == [first, second]
    changed = await broker.modify_order(first, models.OrderPrices(qty=Decimal(2), limitPrice=Decimal("10.5")))
    assert await broker.get_order(first) == changed
    assert (await broker.cancel_order(first)).status is models.OrderStatus.CANCELED
    assert [one.id for one in (await broker.cancel_orders(symbol="AAPL")).orders] == [second]
    assert [one.id for one in await broker.get_orders_history()] == [second, first]
    assert [one.order.qty for one in await broker.get_order_events(first)] == [1, 2, 2]


async def _hold(client: AsyncTradingClient) -> None:
    broker = client.broker
    await broker.place_order(order(2))
    await until(broker.get_positions, lambda held: [one.qty for one in held] == [2], "the buying")
    await broker.edit_position_brackets("AAPL", models.Brackets(stopLoss=Decimal(1), takeProfit=Decimal(100_000)))
    assert len(await broker.get_orders()) == 2, "a stop and a target stand behind it"
    await broker.reverse_position("AAPL")
    await until(broker.get_positions, lambda held: [one.side for one in held] == [models.Side.SELL], "the turn")
    await broker.close_position("AAPL")
    await until(broker.get_positions, lambda held: held == [], "the end")


async def _look_back(client: AsyncTradingClient) -> None:
    broker = client.broker
    page = await broker.get_executions(limit=1)
    assert page.cursor, "there is more than one"
    every = [one async for one in broker.get_executions_all(limit=1)]
    assert every[:1] == page.executions
    assert await broker.get_executions_of_symbol("AAPL") == every
    assert {one.kind for one in await broker.get_ledger()} >= {"deposit", "trade"}
    worth = await broker.get_equity()
    assert (worth.unrealizedPL, worth.equity) == (0, worth.balance)
    assert (await broker.get_equity_history())[-1].balance == worth.balance


async def call_replays(client: AsyncTradingClient, replay_id: str) -> None:
    """A market that the caller brings along: three shares are bought, an order rests and is canceled."""
    broker, tick = client.broker, models.ReplayTick(ts=OPEN_MS, last=1000, bid=999, ask=1001, volume=1000)
    replay = await broker.open_replay(replay_id, rules(), owner="every-operation")
    assert replay_id in {one.id for one in await broker.get_replays()}

    bought = models.ReplayOrder(id="bought", at=OPEN_MS, symbol="A", side=models.Side.BUY, qty=3, quotes={"A": tick})
    rests = bought.model_copy(update={"id": "rests", "type": models.OrderType.LIMIT, "limitPrice": 900})
    for wanted in (bought, rests):
        await broker.place_replay_order(replay_id, wanted, x_fence=replay.fence)
    shown = models.ReplayTicks(until=OPEN_MS + 60_000, ticks={"A": [tick.model_copy(update={"ts": OPEN_MS + 1000})]})
    await broker.show_replay_ticks(replay_id, shown, x_fence=replay.fence)
    assert (await broker.get_replay(replay_id)).positions == {"A": 3}

    await broker.cancel_replay_order(replay_id, "rests", at=OPEN_MS + 60_000, x_fence=replay.fence)
    marked = models.ReplayMarks(at=OPEN_MS + 120_000, marks={"A": 1000})
    progress = await broker.mark_replay(replay_id, marked, x_fence=replay.fence)
    assert progress.clock == OPEN_MS + 120_000
    changes = await broker.get_replay_changes(replay_id)
    assert [one.number for one in changes] == list(range(1, progress.changes + 1))


def rules() -> models.NewReplay:
    """One contract without costs, for one day."""
    spans = [models.ReplaySpan(start=OPEN_MS, end=CLOSE_MS)]
    return models.NewReplay(
        account="PAPER",
        cash=10_000_000_000,
        contracts=[models.ReplayContract(symbol="A", tick=10_000)],
        hours=models.ReplayHours(open=OPEN_MS, close=CLOSE_MS, spans=spans),
        fills=models.ReplayFills(fees=models.ReplayFees()),
    )
