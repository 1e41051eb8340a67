"""One order and the table of what may happen to it. Pure: each change gives a new value; the table knows no exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

from trading_api.models.orders import DurationType, OrderStatus, OrderType, ParentType, Side


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
    """What can happen to an order."""

    ACCEPT = "accept"
    HOLD = "hold"
    ACTIVATE = "activate"
    TRIGGER = "trigger"
    FILL_PART = "fill_part"
    FILL_REST = "fill_rest"
    MODIFY = "modify"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REJECT = "reject"


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
        State.HELD: {Happening.ACTIVATE: State.WORKING, Happening.MODIFY: State.HELD, **_ENDS},
        State.WORKING: {
            Happening.TRIGGER: State.TRIGGERED,
            Happening.MODIFY: State.WORKING,
            **_FILLS,
            **_ENDS,
            **_REJECTED,
        },
        State.TRIGGERED: {Happening.MODIFY: State.TRIGGERED, **_FILLS, **_ENDS, **_REJECTED},
        State.PARTIAL: {Happening.MODIFY: State.PARTIAL, **_FILLS, **_ENDS},
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


class NotInTable(Exception):
    """The table does not have this transition: a fault of ours, or a request about an order that has moved on."""

    def __init__(self, order: "Order", happening: Happening) -> None:
        super().__init__(f"the order {order.id} is {order.state}; {happening} cannot happen to it")


class Place(IntEnum):
    """The place of an order in a bracket."""

    NONE, STOP, TARGET = range(3)


@dataclass(frozen=True, slots=True)
class Order:
    """Prices in ticks, quantities in steps, `reserved` in micros, times in ms. `filled_value` = sum of qty x price of fills."""

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
            changes["reserved"] = 0
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
