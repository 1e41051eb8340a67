"""What an engine is told: the config file as values, checked once. A config that exists can be traded by."""

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trading_api.engines.exits import EngineError
from trading_api.models.bars import Symbol
from trading_api.settings import FEED, INSTANCE
from trading_api.shared import checked_yaml

ENGINES: tuple["EngineName", ...] = ("equity", "fno", "options")
EngineName = Literal["equity", "fno", "options"]
Timeframe = Literal[1, 5, 15, 30]
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2, gt=0)]


class _Section(BaseModel):
    """YAML in, values out; a key nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MarketSection(_Section):
    """Where prices come from: the same words as the datafeed's environment."""

    feed: Annotated[str, Field(pattern=FEED)] = "simulator"
    seed: Annotated[str, Field(pattern=INSTANCE)] = "devstack"
    hours: Literal["exchange", "continuous"] = "exchange"


class FillSection(_Section):
    """What trading costs: money per order, 1/10000 of the turnover, and ticks a market order slips."""

    fee_per_order: Annotated[Decimal, Field(ge=0, decimal_places=6)] = Decimal("0.50")
    fee_bps: Annotated[int, Field(ge=0, le=1000)] = 1
    slippage_ticks: Annotated[int, Field(ge=0, le=1000)] = 1
    participation_bps: Annotated[int, Field(ge=1, le=10_000)] = 1_000


class _EngineSection(_Section):
    """What every engine is told."""

    cash: Money = Decimal(100_000)
    daily_loss: Money | None = None
    timeframe: Timeframe = 5
    """Minutes of the bars that the strategy looks at."""


class EquitySection(_EngineSection):
    """Stocks of the feed; `share_percent` of the cash goes into each position."""

    symbols: tuple[Symbol, ...] = ("AAPL", "MSFT", "NVDA", "XOM")
    share_percent: Annotated[int, Field(ge=1, le=100)] = 20
    oversold: Annotated[int, Field(ge=1, le=49)] = 30
    recovered: Annotated[int, Field(ge=50, le=99)] = 55


class FnoSection(_EngineSection):
    """Monthly futures on an index; without `contract` (a month, `2024-03`) the nearest that is not about to expire."""

    underlying: Symbol = "SIMX"
    contract: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None
    lots: Annotated[int, Field(ge=1, le=1000)] = 2
    roll_days: Annotated[int, Field(ge=0, le=20)] = 3
    fast: Annotated[int, Field(ge=2, le=200)] = 20
    slow: Annotated[int, Field(ge=3, le=400)] = 50

    @model_validator(mode="after")
    def _slower(self) -> Self:
        if self.fast >= self.slow:
            raise ValueError("fast must be below slow")
        return self


class OptionsSection(_EngineSection):
    """Monthly options on an index. Deltas are percent: sold near `delta`, bought back beyond `stop_delta`."""

    underlying: Symbol = "SIMX"
    expiry: date | None = None
    lots: Annotated[int, Field(ge=1, le=1000)] = 1
    delta: Annotated[int, Field(ge=5, le=45)] = 20
    stop_delta: Annotated[int, Field(ge=10, le=90)] = 40
    enter_minutes: Annotated[int, Field(ge=1, le=600)] = 15
    """After the open."""
    volatility_percent: Annotated[int, Field(ge=1, le=200)] = 16
    rate_bps: Annotated[int, Field(ge=-500, le=3000)] = 400


class EnginesSection(_Section):
    """Which engines there are; one that is left out takes no part in a session."""

    equity: EquitySection | None = None
    fno: FnoSection | None = None
    options: OptionsSection | None = None


class SessionSection(_Section):
    """Whose trading day it is, and how the session keeps its engines."""

    exchange: str = "XNYS"
    square_off_minutes: Annotated[int, Field(ge=1, le=240)] = 15
    """Before the close: from then on positions are only closed."""
    restart: Literal["never", "on-failure"] = "never"
    checkpoint_minutes: Annotated[int, Field(ge=1, le=120)] = 5


class Config(_Section):
    """The whole file."""

    market: MarketSection = MarketSection()
    fills: FillSection = FillSection()
    engines: EnginesSection = EnginesSection(equity=EquitySection(), fno=FnoSection(), options=OptionsSection())
    session: SessionSection = SessionSection()
    execution: Literal["local", "api"] = "local"
    """In the engine's process, or by the broker of a running stack, over the generated clients."""
    gateway: Annotated[str, Field(pattern=r"^https?://[^/\s]+/?$")] | None = None
    """The stack's address; only `execution: api` has a use for it."""
    token_file: Path | None = None
    """Holds the bearer token for a broker that asks for one, and nothing else."""
    data: Path = Path(".devstack/data")

    @classmethod
    def load(cls, path: Path) -> "Config":
        """Read and check the file; EngineError names every fault in it."""
        return checked_yaml.load(cls, path, EngineError, remedy="name the file with --config", see="docs/session.md")

    @property
    def names(self) -> tuple[EngineName, ...]:
        """The engines that the file has, in one order for everybody."""
        return tuple(name for name in ENGINES if getattr(self.engines, name) is not None)

    @property
    def hash(self) -> str:
        """Of all that decides orders: where files lie, who executes and how processes are kept is not part of it."""
        elsewhere = {"data": True, "execution": True, "gateway": True, "token_file": True}
        decisive = self.model_dump_json(exclude={**elsewhere, "session": {"restart", "checkpoint_minutes"}})
        return hashlib.sha256(decisive.encode()).hexdigest()[:16]
