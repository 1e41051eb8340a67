"""Follows the market through a day for one account: ticks to orders, minutes to the strategy, signals to new orders.

Only the market's time counts here: however the day is cut into calls of `follow`, and wherever it is resumed, every order,
fill and row comes out the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trading_api.engines.day import MINUTE_MS, TradingDay
from trading_api.engines.execution import Execution, saved
from trading_api.engines.recorder import Recorder
from trading_api.engines.strategy import Action, Desk, Signal, View
from trading_api.models.orders import DurationType, OrderType, Side
from trading_api.shared.trading import orders
from trading_api.shared.trading.contract import Contracts
from trading_api.shared.trading.margin import worth
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.quotes import Tick


@dataclass(slots=True)
class Progress:
    """How far the day is, in JSON values: with the account and the strategy's state it is all there is to know."""

    at: int
    orders: int = 0
    signals: int = 0
    halted: str = ""
    marks: dict[str, int] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)


class Trader:
    """`daily_loss` in micros, or None. `prefix` begins the ids of orders."""

    def __init__(
        self,
        desk: Desk,
        day: TradingDay,
        execution: Execution,
        recorder: Recorder,
        contracts: Contracts,
        *,
        prefix: str,
        daily_loss: int | None,
    ) -> None:
        self.progress = Progress(day.open_ms)
        self.execution = execution
        self._desk = desk
        self._day = day
        self._recorder = recorder
        self._contracts = contracts
        self._prefix = f"{prefix}-{day.date:%Y%m%d}"
        self._daily_loss = daily_loss
        recorder.origins = self.progress.origins

    @property
    def at(self) -> int:
        """Everything before this moment has been seen."""
        return self.progress.at

    @property
    def squaring(self) -> bool:
        """Whether positions are only closed from now on."""
        return bool(self.progress.halted) or self.at >= self._day.square_off_ms

    @property
    def flat(self) -> bool:
        """Whether nothing is held and nothing under way."""
        return not self.execution.account.positions and not self.execution.account.orders

    def state(self) -> Mapping[str, Any]:
        """For a checkpoint."""
        names = ("at", "orders", "signals", "halted", "marks", "origins")
        progress = {name: getattr(self.progress, name) for name in names}
        account = saved(self.execution.account)
        return {"progress": progress, "account": account, "strategy": self._desk.strategy.state()}

    def resume(self, state: Mapping[str, Any]) -> None:
        """Be where the checkpoint was; the execution has its account already."""
        self.progress = Progress(**state["progress"])
        self._recorder.origins = self.progress.origins
        self._desk.strategy.restore(state["strategy"])

    def begin(self) -> None:
        """A day without a checkpoint: learn from the past, write down the opening deposit."""
        self._desk.strategy.warm(self._desk.quotes, self._day.open_ms)
        self._record()

    async def follow(self, until_ms: int) -> bool:
        """Go on to `until_ms`, at most to the end of the minute; whether that was reached."""
        stop = min(until_ms, (self.at // MINUTE_MS + 1) * MINUTE_MS, self._day.close_ms)
        await self._match(stop)
        self.progress.at = stop
        if stop % MINUTE_MS and stop < self._day.close_ms:
            return False
        await self._minute()
        return True

    async def _match(self, stop: int) -> None:
        """Show every tick before `stop` to the orders that are open when it comes."""
        account, quotes = self.execution.account, self._desk.quotes
        symbols = sorted({order.symbol for order in account.orders.values()})
        if symbols:
            ticks = {symbol: quotes.ticks(symbol, self.at, stop) for symbol in symbols}
            await self.execution.shown(ticks, stop, self.progress.marks)
        self._record()

    async def _minute(self) -> None:
        """The end of a minute: marks, margin, the equity's row, and what the strategy or the close wants."""
        prices = self._prices()
        self.progress.marks.update({symbol: tick.last for symbol, tick in prices.items()})
        await self.execution.looked(self.progress.marks, self.at)
        self._record()
        view = self._view(prices)
        self._measure(view)
        if self._day.hours.session(self._prefix, self.at - 1) is not None and self.at < self._day.close_ms:
            for signal in await self._wishes(view):
                await self._act(signal, view)
            self._record()

    def _prices(self) -> dict[str, Tick]:
        account = self.execution.account
        working = {order.symbol for order in account.orders.values()}
        wanted = sorted({*self._desk.strategy.symbols, *account.positions, *working})
        found = ((symbol, self._desk.quotes.newest(symbol, self.at)) for symbol in wanted)
        return {symbol: tick for symbol, tick in found if tick is not None}

    def _view(self, prices: Mapping[str, Tick]) -> View:
        account = self.execution.account
        entering = (order.symbol for order in account.orders.values() if order.type is OrderType.MARKET)
        held = {symbol: position.qty for symbol, position in account.positions.items()}
        return View(self.at, (self.at - self._day.open_ms) // MINUTE_MS, prices, held, frozenset(entering))

    def _measure(self, view: View) -> None:
        """Write the minute's rows; stop trading for the day where the loss is too large or the margin was called."""
        account = self.execution.account
        found = worth(account, self._contracts, self.progress.marks)
        exposure = sum(
            abs(self._contracts[symbol].value(qty, self.progress.marks[symbol])) for symbol, qty in view.held.items()
        )
        self._recorder.equity(found, exposure, self.at)
        self._recorder.greeks(self._desk.strategy.greeks(view), self.at)
        if self._daily_loss is not None and found.equity <= account.deposits - self._daily_loss:
            self.progress.halted = self.progress.halted or "the daily loss limit is reached"
        if account.terms.halted:
            self.progress.halted = self.progress.halted or "the equity fell below the maintenance margin"

    async def _wishes(self, view: View) -> Sequence[Signal]:
        """The strategy's signals; from the square-off on, exits of all that is held, and no other order stays."""
        signals = self._desk.strategy.minute(view)
        if not self.squaring:
            return signals
        account = self.execution.account
        for order in sorted(account.orders.values(), key=lambda order: order.id):
            if order.parent is None and not order.reduce_only:
                await self.execution.cancel(order.id, self.at)
        reason = self.progress.halted or "square-off"
        return [Signal(symbol, Action.EXIT, reason) for symbol in sorted(view.held) if view.free(symbol)]

    async def _act(self, signal: Signal, view: View) -> None:
        """Turn a signal into an order with its legs, and write both down."""
        prices = self._priced(signal.symbol, view)
        tick = prices.get(signal.symbol)
        if tick is None:
            return
        self.progress.signals += 1
        self.progress.orders += 1
        signal_id, order_id = (
            f"{self._prefix}-{kind}{number:04d}"
            for kind, number in (("S", self.progress.signals), ("", self.progress.orders))
        )
        placed = self._orders(order_id, signal, view.held.get(signal.symbol, 0), tick.last)
        self.progress.origins.update({order.id: signal_id for order in placed})
        self._recorder.signal(signal, signal_id, order_id, tick.last, (self.at, self._desk.strategy.timeframe))
        await self.execution.place(placed, prices, self.at)

    def _priced(self, symbol: str, view: View) -> Mapping[str, Tick]:
        """The prices, with that of a symbol which the strategy has only now begun to look at."""
        found = view.prices.get(symbol) or self._desk.quotes.newest(symbol, self.at)
        return view.prices if found is None else {**view.prices, symbol: found}

    def _orders(self, order_id: str, signal: Signal, held: int, last: int) -> Sequence[Order]:
        """The order of a signal with the legs behind it; `held` contracts, `last` price in ticks."""
        leaving = signal.action is Action.EXIT
        side = Side.SELL if signal.action is Action.SELL or (leaving and held > 0) else Side.BUY
        entry = Order(
            id=order_id,
            account=self.execution.account.id,
            symbol=signal.symbol,
            type=OrderType.MARKET,
            side=side,
            qty=abs(held) if leaving else signal.qty,
            duration=DurationType.DAY,
            reduce_only=leaving,
            created=self.at,
            updated=self.at,
        )
        away = int(side)
        stop = None if signal.stop is None else max(1, last - away * signal.stop)
        target = None if signal.target is None else max(1, last + away * signal.target)
        return [entry, *orders.legs(entry, stop, target, None, (f"{order_id}-1", f"{order_id}-2"))]

    def _record(self) -> None:
        self._recorder.changes(self.execution.changes())
