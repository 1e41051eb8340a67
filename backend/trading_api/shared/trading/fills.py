"""What a fill costs beyond the quote: slippage, fees, and how much of a tick's volume one account may take. Pure integers."""

from dataclasses import dataclass, field
from enum import StrEnum

from trading_api.models.orders import Side
from trading_api.shared.trading.contract import Contract
from trading_api.shared.trading.position import half_even

BPS = 10_000


class SlippageKind(StrEnum):
    """How the price moves away from who needs it now."""

    NONE = "none"
    TICKS = "ticks"
    BPS = "bps"
    IMPACT = "impact"


@dataclass(frozen=True, slots=True)
class Slippage:
    """`amount`: ticks, 1/10000 of the price, or 1/10000 of the price per whole tick volume taken."""

    kind: SlippageKind = SlippageKind.NONE
    amount: int = 0

    def worse(self, ticks: int, side: Side, qty: int, volume: int | None) -> int:
        """The price that a market order gets where the quote is `ticks`; at least one tick."""
        return max(1, ticks + int(side) * self._by(ticks, qty, volume))

    def _by(self, ticks: int, qty: int, volume: int | None) -> int:
        if self.kind is SlippageKind.TICKS:
            return self.amount
        if self.kind is SlippageKind.BPS:
            return -(-ticks * self.amount // BPS)
        if self.kind is SlippageKind.IMPACT and volume:
            return -(-ticks * self.amount * qty // (BPS * volume))
        return 0


@dataclass(frozen=True, slots=True)
class Fees:
    """Micros, but for the rates: 1/10000 of the turnover, in so many `parts`. Rounded half to even to `minor`, once per fill."""

    per_order: int = 0
    per_step: int = 0
    rate_bps: int = 0
    sell_tax_bps: int = 0
    least: int = 0
    most: int | None = None
    minor: int = 10_000
    parts: int = 1

    def of(self, contract: Contract, side: Side, qty: int, ticks: int, *, first: bool) -> int:
        """The fee of one fill; `first` of its order or a later one."""
        turnover = contract.value(qty, ticks)
        rate = self.rate_bps + (self.sell_tax_bps if side is Side.SELL else 0)
        fee = (self.per_order if first else 0) + self.per_step * qty
        whole = BPS * self.parts
        bounded = max(whole * fee + rate * turnover, whole * self.least)
        if self.most is not None:
            bounded = min(bounded, whole * self.most)
        return half_even(bounded, whole * self.minor) * self.minor


@dataclass(frozen=True, slots=True)
class FillModel:
    """The seams of a simulated venue. `participation_bps` of a moment's volume is what one account can trade in it."""

    slippage: Slippage = field(default_factory=Slippage)
    fees: Fees = field(default_factory=Fees)
    participation_bps: int | None = 1_000

    def takes(self, volume: int | None) -> int | None:
        """How many steps can be traded in a moment; None is any number."""
        if volume is None or self.participation_bps is None:
            return None
        return volume * self.participation_bps // BPS
