"""Orders through the broker's API: commands over HTTP, what became of them over the WebSocket, both by the generated clients.

The engine keeps no rules here. It drives a replay of the broker's (see docs/decisions): brings it prices and moments, and
applies the changes that it hears to an account of its own. A command is answered with how many changes there are after it;
so many are applied, and no more. So an engine that comes back after a crash hears again what it heard before, in step.
"""

import asyncio
import json
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from trading_client import (
    AsyncBrokerClient,
    AsyncSession,
    BrokerStream,
    ClientError,
    Conflict,
    ConnectionFailed,
    Forbidden,
    NotFound,
    Retry,
    ServerError,
    Unauthorized,
    Unprocessable,
    models,
)

from trading_api.engines.exits import EngineError, ExitCode
from trading_api.shared.trading import codec
from trading_api.shared.trading.account import Account, Marks
from trading_api.shared.trading.changes import Change
from trading_api.shared.trading.order import Order, Place
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.replaying import DayHours
from trading_api.shared.trading.venue import Venue

T = TypeVar("T")
HEARD_S = 2.0
"""How long the stream may be behind an answer before what is missing is asked for."""
PAGE = 1_000
PATIENT = Retry(attempts=8, first_s=0.2, longest_s=4.0)
"""A broker that is restarted is away for some seconds."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where the broker is, under which id this engine's replay stands, who drives it, and what lets it in, if anything must."""

    gateway: str
    id: str
    owner: str
    token: str | None = field(default=None, repr=False)

    @property
    def bearing(self) -> Mapping[str, str]:
        """The headers that say who calls."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


class ApiExecution:
    """Drives one replay. `account` is empty, or what a checkpoint knows of it; `cash` in micros."""

    def __init__(self, account: Account, venue: Venue, hours: DayHours, cash: int, route: Route) -> None:
        self._account = account
        self._rules = rules_of(account.id, venue, hours, cash)
        self._route = route
        self._fence = 0
        self._changes: list[Change] = []
        self._heard: dict[int, models.ReplayChange] = {}
        self._news = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._session = AsyncSession(route.gateway, headers=route.bearing, retry=PATIENT)
        self._broker = AsyncBrokerClient(self._session)
        self._stream = BrokerStream(route.gateway, headers={**route.bearing, "X-Account": route.id})

    @property
    def account(self) -> Account:
        """See `Execution`."""
        return self._account

    async def open(self) -> None:
        """Take the replay over, hear it from now on, and read the opening deposit if this is its first owner."""
        opened = await self._asked(self._broker.open_replay(self._route.id, self._rules, owner=self._route.owner))
        if opened.changes < self._account.changes:
            raise EngineError(
                f"the broker at {self._route.gateway} has {opened.changes} changes of {self._route.id}, the checkpoint "
                f"{self._account.changes}: the day was begun with another store or execution; go on with that, or --fresh"
            )
        self._fence = opened.fence
        self._listening = asyncio.create_task(self._listen())
        if not self._account.changes:
            await self._follow(1)

    async def close(self) -> None:
        """Leave the stream and the connections."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError, ClientError):
                await self._listening
        await self._stream.aclose()
        await self._session.aclose()

    async def place(self, placed: Sequence[Order], quotes: Mapping[str, Tick], now_ms: int) -> None:
        """See `Execution`."""
        entry, *legs = placed
        needed = {entry.symbol, *self._account.positions}
        prices = {leg.place: leg.stop if leg.place is Place.STOP else leg.limit for leg in legs}
        body = models.ReplayOrder(
            id=entry.id,
            at=now_ms,
            symbol=entry.symbol,
            type=models.OrderType(int(entry.type)),
            side=models.Side(int(entry.side)),
            qty=entry.qty,
            limitPrice=entry.limit,
            stopPrice=entry.stop,
            duration=models.DurationType(entry.duration.value),
            reduceOnly=entry.reduce_only,
            stop=prices.get(Place.STOP),
            target=prices.get(Place.TARGET),
            quotes={symbol: _tick(tick) for symbol, tick in quotes.items() if symbol in needed},
        )
        key = f"place-{entry.id}"
        await self._told(
            self._broker.place_replay_order(self._route.id, body, x_fence=self._fence, idempotency_key=key)
        )

    async def cancel(self, order_id: str, now_ms: int) -> None:
        """See `Execution`."""
        await self._told(
            self._broker.cancel_replay_order(
                self._route.id, order_id, at=now_ms, x_fence=self._fence, idempotency_key=f"cancel-{order_id}-{now_ms}"
            )
        )

    async def shown(self, ticks: Mapping[str, Sequence[Tick]], until_ms: int, marks: dict[str, int]) -> None:
        """See `Execution`."""
        found = {symbol: [_tick(tick) for tick in rows] for symbol, rows in ticks.items()}
        body = models.ReplayTicks(until=until_ms, ticks=found)
        await self._told(self._broker.show_replay_ticks(self._route.id, body, x_fence=self._fence))
        marks.update({symbol: rows[-1].last for symbol, rows in ticks.items() if rows})

    async def looked(self, marks: Marks, now_ms: int) -> None:
        """See `Execution`. Where nothing is held, wanted or owed there is nothing that a look could change."""
        account = self._account
        if not account.positions and not account.orders and account.cash >= 0 and account.terms.daily_loss is None:
            return
        body = models.ReplayMarks(at=now_ms, marks=dict(marks))
        key = f"marks-{now_ms}"
        await self._told(self._broker.mark_replay(self._route.id, body, x_fence=self._fence, idempotency_key=key))

    def changes(self) -> Sequence[Change]:
        """See `Execution`."""
        found, self._changes = self._changes, []
        return found

    async def _told(self, answer: Awaitable[models.ReplayProgress]) -> None:
        await self._follow((await self._asked(answer)).changes)

    async def _asked(self, answer: Awaitable[T]) -> T:
        """The broker's answer; EngineError where trying again later, or another start, may help."""
        try:
            return await answer
        except (ConnectionFailed, ServerError) as error:
            raise EngineError(
                f"the broker at {self._route.gateway} does not answer: {error}; is the stack up? invoke status",
                ExitCode.TEMPORARY,
            ) from error
        except (Unauthorized, Forbidden) as error:
            raise EngineError(
                f"the broker at {self._route.gateway} does not let this engine in: {error}; name a file with a token for every "
                "account as token_file in the config (docs/session.md)"
            ) from error
        except NotFound as error:
            raise EngineError(f"{self._route.gateway} is no gateway to a broker with replays: {error}") from error
        except Conflict as error:
            raise EngineError(
                f"the broker refuses to go on with this day: {error.detail}; or begin anew with --fresh"
            ) from error
        except Unprocessable as error:
            if error.code != "idempotency_key_reused":
                raise
            raise EngineError("the broker knows other prices of this day; trade it anew with --fresh") from error

    async def _follow(self, count: int) -> None:
        """Apply what was heard until the account has had so many changes."""
        while self._account.changes < count:
            change = self._heard.pop(self._account.changes + 1, None)
            if change is None:
                await self._more()
                continue
            made = codec.decoded(change.kind, json.dumps(change.body))
            self._account.apply(made)
            self._changes.append(made)

    async def _more(self) -> None:
        """Wait for the next change; ask for it where the stream is past it, silent or ended."""
        self._news.clear()
        if not self._heard and self._listening is not None and not self._listening.done():
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARD_S):
                    await self._news.wait()
        if self._account.changes + 1 not in self._heard:
            found = await self._asked(
                self._broker.get_replay_changes(self._route.id, after=self._account.changes, limit=PAGE)
            )
            self._heard |= {change.number: change for change in found}
            if self._account.changes + 1 not in self._heard:
                raise EngineError(
                    f"the broker at {self._route.gateway} told of a change of {self._route.id} after number "
                    f"{self._account.changes} and does not have it; is its store shared by all instances?",
                    ExitCode.TEMPORARY,
                )

    async def _listen(self) -> None:
        """Put by what the stream tells; after its end what is missing is asked for."""
        try:
            async with await self._stream.replay() as updates:
                async for update in updates:
                    if update.payload.number > self._account.changes:
                        self._heard[update.payload.number] = update.payload
                        self._news.set()
        finally:
            self._news.set()


def rules_of(account: str, venue: Venue, hours: DayHours, cash: int) -> models.NewReplay:
    """What the broker must know to trade as this process would."""
    fees, fills = venue.fills.fees, venue.fills
    return models.NewReplay(
        account=account,
        cash=cash,
        contracts=[
            models.ReplayContract(
                symbol=one.symbol,
                tick=one.tick,
                initialBps=one.initial_bps,
                maintenanceBps=one.maintenance_bps,
                collarBps=one.collar_bps,
            )
            for one in venue.contracts.values()
        ],
        hours=models.ReplayHours(
            open=hours.open_ms,
            close=hours.close_ms,
            spans=[models.ReplaySpan(start=start, end=end) for start, end in hours.spans],
        ),
        fills=models.ReplayFills(
            fees=models.ReplayFees(
                perOrder=fees.per_order,
                perStep=fees.per_step,
                rateBps=fees.rate_bps,
                sellTaxBps=fees.sell_tax_bps,
                least=fees.least,
                most=fees.most,
                minor=fees.minor,
            ),
            slippageKind=fills.slippage.kind.value,
            slippage=fills.slippage.amount,
            participationBps=fills.participation_bps,
        ),
    )


def _tick(tick: Tick) -> models.ReplayTick:
    return models.ReplayTick(ts=tick.ts, last=tick.last, bid=tick.bid, ask=tick.ask, volume=tick.volume)
