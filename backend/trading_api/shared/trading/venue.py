"""The rules of the simulated exchange: what trades, when, and how it fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trading_api.shared.trading.contract import AlwaysOpen, Contracts, Hours, Segment
from trading_api.shared.trading.fills import FillModel


@dataclass(frozen=True, slots=True)
class Venue:
    """Everything about the exchange that an account's commands and fills depend on."""

    contracts: Contracts
    hours: Hours = field(default_factory=AlwaysOpen)
    fills: FillModel = field(default_factory=FillModel)
    segments: Mapping[Segment, FillModel] = field(default_factory=dict)
    """Where they fill otherwise than `fills` says."""

    latency_ms: int = 0
    """How long the exchange does not know of an order, or of a change of one, that was accepted."""

    def model(self, symbol: str) -> FillModel:
        """How orders in that symbol fill."""
        return self.segments.get(self.contracts[symbol].segment, self.fills)
