"""The rules of the simulated exchange: what trades, when, and how it fills."""

from dataclasses import dataclass, field

from trading_api.shared.trading.contract import AlwaysOpen, Contracts, Hours
from trading_api.shared.trading.fills import FillModel


@dataclass(frozen=True, slots=True)
class Venue:
    """Everything about the exchange that an account's commands and fills depend on."""

    contracts: Contracts
    hours: Hours = field(default_factory=AlwaysOpen)
    fills: FillModel = field(default_factory=FillModel)
