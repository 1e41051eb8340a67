"""A position: lots of one sign, and what closing some of them earns. Pure; every split of a cost is exact in the end."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """Which lots a trade closes first: the oldest, or a share of all."""

    FIFO = "fifo"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Lot:
    """`qty` steps, negative when sold short, for `cost` micros of the same sign."""

    qty: int
    cost: int


@dataclass(frozen=True, slots=True)
class Position:
    """The open lots of one symbol, oldest first; `updated` (ms) is when they last changed."""

    symbol: str
    lots: tuple[Lot, ...] = ()
    updated: int = 0

    @property
    def qty(self) -> int:
        """Steps; negative is short."""
        return sum(lot.qty for lot in self.lots)

    @property
    def cost(self) -> int:
        """What the open lots cost, in micros, with the sign of the position."""
        return sum(lot.cost for lot in self.lots)

    def traded(self, qty: int, value: int, method: Method) -> tuple["Position", int]:
        """The position after `qty` (signed) for `value` micros (same sign), and what that realised. May flip the side."""
        held = self.qty
        closing = max(-abs(held), min(abs(held), qty)) if held * qty < 0 else 0
        closed_value = _share(value, closing, qty)
        lots, cost = _released(self.lots, abs(closing))
        realised = -closed_value - cost
        if opening := qty - closing:
            lots = _joined((*lots, Lot(opening, value - closed_value)), method)
        return Position(self.symbol, lots), realised

    def marked(self, value: int) -> "Position":
        """The position as if it had just been entered for `value`: what it has gained or lost is paid."""
        return Position(self.symbol, (Lot(self.qty, value),) if self.lots else ())


def _released(lots: tuple[Lot, ...], qty: int) -> tuple[tuple[Lot, ...], int]:
    """What is left of the lots without the first `qty` steps, and the cost of these."""
    cost, left = 0, list(lots)
    while qty:
        lot = left.pop(0)
        taken = min(qty, abs(lot.qty))
        part = _share(lot.cost, taken, abs(lot.qty))
        cost, qty = cost + part, qty - taken
        if taken < abs(lot.qty):
            sign = 1 if lot.qty > 0 else -1
            left.insert(0, Lot(lot.qty - sign * taken, lot.cost - part))
    return tuple(left), cost


def _joined(lots: tuple[Lot, ...], method: Method) -> tuple[Lot, ...]:
    """Under `average` there is one lot; under `fifo` neighbours of one price are one."""
    if method is Method.AVERAGE:
        return (Lot(sum(lot.qty for lot in lots), sum(lot.cost for lot in lots)),)
    *before, last = lots
    if before and before[-1].cost * last.qty == last.cost * before[-1].qty:
        return (*before[:-1], Lot(before[-1].qty + last.qty, before[-1].cost + last.cost))
    return lots


def _share(amount: int, part: int, whole: int) -> int:
    """`amount` x `part` / `whole`, half to even; all of it for the whole."""
    return half_even(amount * part, whole)


def half_even(numerator: int, denominator: int) -> int:
    """A quotient of whole numbers, rounded to the nearest one, halves to the even one."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(numerator, denominator)
    return quotient + (2 * rest > denominator or (2 * rest == denominator and quotient % 2 == 1))
