"""What a strategy is to an engine: once a minute it is shown the market and says what it wants. It places nothing itself.

Strategies are small and deterministic and promise no profit. What they remember is in `state`, exact, so that a resumed one
decides as if nothing had happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from trading_api.engines.quotes import Listing, Quotes
from trading_api.shared.trading.quotes import Tick


class Action(StrEnum):
    """What a strategy wants. An exit closes whatever is held."""

    BUY = "buy"
    SELL = "sell"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Signal:
    """One wish: `qty` in contracts, `strength` in percent, `stop` and `target` in ticks behind and beyond the entry."""

    symbol: str
    action: Action
    reason: str
    qty: int = 0
    strength: int = 100
    stop: int | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What a strategy sees at the end of a minute. `minute` counts from the open; `busy` symbols have an order under way."""

    at_ms: int
    minute: int
    prices: Mapping[str, Tick]
    held: Mapping[str, int]
    busy: frozenset[str]

    def free(self, symbol: str) -> bool:
        """Whether something could be done in a symbol now."""
        return symbol in self.prices and symbol not in self.busy


class Strategy(Protocol):
    """One of the three; `timeframe` is in minutes."""

    name: str
    timeframe: int

    @property
    def symbols(self) -> Sequence[str]:
        """Those whose prices it needs now."""

    def warm(self, quotes: Quotes, before_ms: int) -> None:
        """Learn from the past before the open."""

    def minute(self, view: View) -> Sequence[Signal]:
        """What it wants at the end of a minute."""

    def greeks(self, view: View) -> Sequence[Mapping[str, object]]:
        """Sensitivities of what is held, as rows of greeks.csv; nothing where there are none."""

    def state(self) -> Mapping[str, Any]:
        """What it remembers, as JSON values."""

    def restore(self, state: Mapping[str, Any]) -> None:
        """Remember that again."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that differs between engines: what may be traded, at which prices, by which rule. `foresees` as of feeds."""

    strategy: Strategy
    listings: Mapping[str, Listing]
    quotes: Quotes
    foresees: bool
    world: str
