"""One order and the table of what may happen to it. Pure: each change gives a new value; the table knows no exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

from trading_api.models.orders import DurationType, OrderStatus, OrderType, ParentType, Side
from trading_api.shared.trading.refusals import NotInTable


class State(StrEnum):
    """Where an order stands, more finely than the world is told."""

    NEW = "new"
    HELD = "held"
    WORKING = "working"
    TRIGGERED = "triggered"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REJECTED = "rejected"

    @property
    def final(self) -> bool:
        """Whether nothing can happen any more."""
        return not TABLE[self]

    @property
    def live(self) -> bool:
        """Whether it can fill."""
        return self in {State.WORKING, State.TRIGGERED, State.PARTIAL}


class Happening(StrEnum):
    """What can happen to an order. With a latency a change is first asked for; what came too late is refused."""

    ACCEPT = "accept"
    HOLD = "hold"
    ACTIVATE = "activate"
    TRIGGER = "trigger"
    FILL_PART = "fill_part"
    FILL_REST = "fill_rest"
    MODIFY = "modify"
    ASK = "ask"
    REFUSE = "refuse"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REJECT = "reject"


_CHANGES = (Happening.MODIFY, Happening.ASK, Happening.REFUSE)
_ENDS = {Happening.CANCEL: State.CANCELED, Happening.EXPIRE: State.EXPIRED}
_FILLS = {Happening.FILL_PART: State.PARTIAL, Happening.FILL_REST: State.FILLED}
_REJECTED = {Happening.REJECT: State.REJECTED}
_FINAL: dict[Happening, State] = {}

TABLE: Mapping[State, Mapping[Happening, State]] = MappingProxyType(
    {
        State.NEW: {
            Happening.ACCEPT: State.WORKING,
            Happening.HOLD: State.HELD,
            Happening.CANCEL: State.CANCELED,
            **_REJECTED,
        },
        State.HELD: {Happening.ACTIVATE: State.WORKING, **dict.fromkeys(_CHANGES, State.HELD), **_ENDS},
        State.WORKING: {
            Happening.TRIGGER: State.TRIGGERED,
            **dict.fromkeys(_CHANGES, State.WORKING),
            **_FILLS,
            **_ENDS,
            **_REJECTED,
        },
        State.TRIGGERED: {**dict.fromkeys(_CHANGES, State.TRIGGERED), **_FILLS, **_ENDS, **_REJECTED},
        State.PARTIAL: {**dict.fromkeys(_CHANGES, State.PARTIAL), **_FILLS, **_ENDS},
        State.FILLED: _FINAL,
        State.CANCELED: _FINAL,
        State.EXPIRED: _FINAL,
        State.REJECTED: _FINAL,
    }
)
"""From a state, what may happen, and where that leads. What is not here does not happen."""

STATUS = {
    State.NEW: OrderStatus.PLACING,
    State.HELD: OrderStatus.INACTIVE,
    State.WORKING: OrderStatus.WORKING,
    State.TRIGGERED: OrderStatus.WORKING,
    State.PARTIAL: OrderStatus.WORKING,
    State.FILLED: OrderStatus.FILLED,
    State.CANCELED: OrderStatus.CANCELED,
    State.EXPIRED: OrderStatus.CANCELED,
    State.REJECTED: OrderStatus.REJECTED,
}
"""What the world is told."""

STOPS = frozenset({OrderType.STOP, OrderType.STOP_LIMIT})


LATE = "the change came too late: the order had filled before it"


class Asked(StrEnum):
    """What a client can ask of an open order."""

    CANCEL = "cancel"
    MODIFY = "modify"


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that the exchange hears of at `at` (ms): its end, or other terms, for which `rest` steps reserve `reserved`."""

    asked: Asked
    at: int
    qty: int = 0
    limit: int | None = None
    stop: int | None = None
    trail: int | None = None
    duration: DurationType = DurationType.GTC
    expires: int | None = None
    reserved: int = 0
    rest: int = 1


class Place(IntEnum):
    """The place of an order in a bracket."""

    NONE, STOP, TARGET = range(3)


@dataclass(frozen=True, slots=True)
class Order:
    """Prices in ticks, quantities in steps, `reserved` in micros, times in ms. `filled_value` = sum of qty x price of fills.

    The exchange knows the order from `effective` on, and of what it is asked for when that is no longer `pending`.
    """

    id: str
    account: str
    symbol: str
    type: OrderType
    side: Side
    qty: int
    limit: int | None = None
    stop: int | None = None
    trail: int | None = None
    duration: DurationType = DurationType.GTC
    expires: int | None = None
    reduce_only: bool = False
    parent: str | None = None
    parent_type: ParentType | None = None
    place: Place = Place.NONE
    client_id: str | None = None
    state: State = State.NEW
    filled: int = 0
    filled_value: int = 0
    reserved: int = 0
    message: str = ""
    version: int = 0
    created: int = 0
    updated: int = 0
    effective: int = 0
    pending: Pending | None = None

    @property
    def rest(self) -> int:
        """What is not filled yet."""
        return self.qty - self.filled

    @property
    def waits(self) -> bool:
        """Whether it must be triggered before it may fill."""
        return self.type in STOPS and self.state is State.WORKING

    @property
    def status(self) -> OrderStatus:
        """What the world is told."""
        return STATUS[self.state]

    def after(self, happening: Happening, ts: int, **changes: Any) -> "Order":
        """The order after something happened at `ts`, one version on; NotInTable. Time never runs back for an order."""
        state = TABLE[self.state].get(happening)
        if state is None:
            raise NotInTable(self, happening)
        if state.final:
            changes |= {"reserved": 0, "pending": None}
            if self.pending and state is State.FILLED:
                changes["message"] = LATE
        return replace(self, **changes, state=state, version=self.version + 1, updated=max(ts, self.updated))

    def filled_by(self, qty: int, ticks: int, ts: int) -> "Order":
        """The order after a fill; what it reserved shrinks with what is left to fill."""
        rest = self.rest - qty
        return self.after(
            Happening.FILL_PART if rest else Happening.FILL_REST,
            ts,
            filled=self.filled + qty,
            filled_value=self.filled_value + qty * ticks,
            reserved=self.reserved * rest // self.rest,
        )
