"""What trading costs, from a YAML file: fees, slippage and how much of the volume one account can take, per segment."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trading_api.settings import Settings, SettingsError
from trading_api.shared import checked_yaml
from trading_api.shared.trading.contract import MICROS, Segment
from trading_api.shared.trading.fills import BPS, Fees, FillModel, Slippage, SlippageKind

PARTS = 10_000
"""Of a basis point: as fine as rates are told."""
Money = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=6)]
Rate = Annotated[Decimal, Field(ge=0, le=BPS, decimal_places=4)]


class CostsError(ValueError):
    """The file cannot be used; the message names the file, the place and the remedy."""


def costs_of(settings: Settings) -> "Costs":
    """What trading costs by the file that the settings name, nothing without one; SettingsError says what to mend in it."""
    if settings.broker_costs is None:
        return Costs()
    try:
        return Costs.load(Path(settings.broker_costs))
    except CostsError as error:
        raise SettingsError(f"BROKER_COSTS: {error}") from None


class _Section(BaseModel):
    """YAML in, values out; a key nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SlippageSection(_Section):
    """How far the price moves away from who needs it now: in ticks, 1/10000 of the price, or the latter per volume taken."""

    kind: Literal["none", "ticks", "bps", "impact"] = "none"
    amount: Annotated[int, Field(ge=0, le=10_000)] = 0

    @property
    def model(self) -> Slippage:
        """As fills reckon."""
        return Slippage(SlippageKind(self.kind), self.amount)


class FeesSection(_Section):
    """Money of the currency, and rates in 1/10000 of the turnover; `min` and `max` bound the fee of one fill."""

    per_order: Money = Decimal(0)
    per_unit: Money = Decimal(0)
    bps: Rate = Decimal(0)
    sell_tax_bps: Rate = Decimal(0)
    min: Money = Decimal(0)
    max: Money | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "FeesSection":
        if self.max is not None and self.max < self.min:
            raise ValueError(f"max must not be below min ({self.min})")
        return self

    def model(self, minor: int) -> Fees:
        """As fills reckon."""
        return Fees(
            per_order=_micros(self.per_order),
            per_step=_micros(self.per_unit),
            rate_bps=int(self.bps * PARTS),
            sell_tax_bps=int(self.sell_tax_bps * PARTS),
            least=_micros(self.min),
            most=None if self.max is None else _micros(self.max),
            minor=minor,
            parts=PARTS,
        )


class SegmentSection(_Section):
    """The costs of one segment; what is left out costs nothing."""

    fees: FeesSection = FeesSection()
    slippage: SlippageSection = SlippageSection()
    participation_percent: Annotated[int, Field(ge=1, le=100)] = 10
    """Of the volume of a second: what one account can trade in it."""


class Costs(_Section):
    """The whole file."""

    latency_ms: Annotated[int, Field(ge=0, le=60_000)] = 0
    """How long an order, or a change of one, is on its way to the exchange."""
    minor_unit: Annotated[Decimal, Field(gt=0, le=1, decimal_places=6)] = Decimal("0.01")
    """What fees are rounded to, halves to the even, once per fill."""
    segments: dict[Segment, SegmentSection] = {}

    @classmethod
    def load(cls, path: Path) -> "Costs":
        """Read and check the file; CostsError names every fault in it."""
        return checked_yaml.load(
            cls, path, CostsError, remedy="name a file that can be read", see="docs/market-data.md"
        )

    @property
    def models(self) -> Mapping[Segment, FillModel]:
        """As the exchange reckons, for each segment that the file has."""
        minor = _micros(self.minor_unit)
        return {
            name: FillModel(found.slippage.model, found.fees.model(minor), found.participation_percent * BPS // 100)
            for name, found in self.segments.items()
        }


def _micros(amount: Decimal) -> int:
    return int(amount * MICROS)
