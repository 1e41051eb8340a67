"""What became of orders and of the account, written down as rows. Each change gives the same rows, whoever replays it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from trading_api.engines import amounts
from trading_api.engines.day import iso
from trading_api.engines.quotes import Listing
from trading_api.engines.segments import Segments
from trading_api.engines.strategy import Signal
from trading_api.models.orders import Side
from trading_api.shared.trading.changes import (
    Change,
    DayBegan,
    Entry,
    Execution,
    OrderChanged,
    PositionChanged,
    TermsChanged,
    WasReset,
)
from trading_api.shared.trading.margin import Worth
from trading_api.shared.trading.order import Happening, Order

_EVENTS: dict[type, TypeAdapter[Any]] = {
    kind: TypeAdapter(kind)
    for kind in (OrderChanged, Execution, Entry, PositionChanged, TermsChanged, DayBegan, WasReset)
}
FILLS = frozenset({Happening.FILL_PART, Happening.FILL_REST})


class Recorder:
    """Writes an engine's segments. `origins` knows which signal an order came from."""

    def __init__(self, engine: str, strategy: str, listings: Mapping[str, Listing], segments: Segments) -> None:
        self.origins: dict[str, str] = {}
        self._names = {"engine": engine}
        self._strategy = strategy
        self._listings = listings
        self._segments = segments

    def changes(self, changes: Sequence[Change]) -> None:
        """Write down everything that happened, in its order."""
        fill: Execution | None = None
        for change in changes:
            self._segments.event(
                {"event": type(change).__name__, **_EVENTS[type(change)].dump_python(change, mode="json")}
            )
            if isinstance(change, Execution):
                fill = change
                self._execution(change)
            elif isinstance(change, OrderChanged):
                self._order(change.order, change.happening, fill if change.happening in FILLS else None)

    def _order(self, order: Order, happening: Happening, fill: Execution | None) -> None:
        """A row for every change; fee and realised profit are those of the fill that made it, so that they add up."""
        listing = self._listings[order.symbol]
        self._segments.row(
            "orders",
            ts=iso(order.updated),
            **self._names,
            account=order.account,
            order_id=order.id,
            client_order_id=order.client_id or "",
            parent_id=order.parent or "",
            symbol=order.symbol,
            segment=listing.segment,
            side=_word(order.side),
            type=order.type.name.lower(),
            duration=order.duration,
            qty=order.qty,
            limit_price=amounts.price(listing, order.limit),
            stop_price=amounts.price(listing, order.stop),
            status=order.state,
            filled_qty=order.filled,
            avg_price=amounts.average(listing, order),
            fee=amounts.money(fill.fee if fill else 0),
            realized_pl=amounts.money(fill.realised if fill else 0),
            strategy=self._strategy,
            signal_id=self._origin(order.id, order.parent),
            reason=order.message if happening is not Happening.ACCEPT and order.message else happening.value,
        )

    def _execution(self, fill: Execution) -> None:
        listing = self._listings[fill.symbol]
        self._segments.row(
            "executions",
            ts=iso(fill.ts),
            **self._names,
            execution_id=fill.id,
            order_id=fill.order_id,
            signal_id=self._origin(fill.order_id, None),
            symbol=fill.symbol,
            segment=listing.segment,
            side=_word(fill.side),
            qty=fill.qty,
            price=amounts.price(listing, fill.ticks),
            multiplier=listing.multiplier,
            value=amounts.money(fill.value),
            fee=amounts.money(fill.fee),
            realized_pl=amounts.money(fill.realised),
        )

    def signal(self, signal: Signal, signal_id: str, order_id: str, last: int, at: tuple[int, int]) -> None:
        """What the strategy wanted, and the price it saw: `at` is the moment (ms) and the size of its bars."""
        self._segments.row(
            "signals",
            ts=iso(at[0]),
            **self._names,
            signal_id=signal_id,
            strategy=self._strategy,
            symbol=signal.symbol,
            timeframe=at[1],
            action=signal.action,
            price=amounts.price(self._listings[signal.symbol], last),
            strength=signal.strength,
            reason=signal.reason,
            order_id=order_id,
        )

    def equity(self, worth: Worth, exposure: int, at_ms: int) -> None:
        """The account at the end of a minute; `exposure` is what all positions are worth, whatever their side."""
        self._segments.row(
            "equity",
            ts=iso(at_ms),
            **self._names,
            cash=amounts.money(worth.cash),
            equity=amounts.money(worth.equity),
            realized_pl=amounts.money(worth.realised),
            unrealized_pl=amounts.money(worth.unrealised),
            fees=amounts.money(worth.fees),
            exposure=amounts.money(exposure),
            margin=amounts.money(worth.margin),
        )

    def greeks(self, rows: Sequence[Mapping[str, object]], at_ms: int) -> None:
        """Sensitivities of positions."""
        for row in rows:
            self._segments.row("greeks", ts=iso(at_ms), **self._names, **row)

    def _origin(self, order_id: str, parent: str | None) -> str:
        return self.origins.get(order_id) or self.origins.get(parent or "", "")


def _word(side: Side) -> str:
    return side.name.lower()
