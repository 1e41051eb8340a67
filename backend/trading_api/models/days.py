"""What paper engines and their session leave of a day: how they are, what the session did, and the report."""

from datetime import date
from typing import Literal

from pydantic import Field

from trading_api.models.base import Model
from trading_api.models.numbers import ExactDecimal

DAY_EXAMPLE = "2024-03-14"


class EngineStatus(Model):
    """What an engine said last. Times in ms since the epoch."""

    engine: str = Field(description="`equity`, `fno` or `options`")
    state: str = Field(description="Where it is: `running`, `draining`, `stopped`, …")
    pid: int
    at: int = Field(description="How far the market has come for it")
    beat: int = Field(description="When it said so")
    stale: bool = Field(description="It should have spoken since: more than 5 s of silence without an end")
    lag_ms: int = Field(default=0, description="How far it is behind the market")
    rss: int = Field(default=0, description="Resident memory, in bytes")
    open_orders: int = 0
    positions: int = 0
    checkpoint: int = Field(default=0, description="The number of its last checkpoint")
    exit: int | None = Field(default=None, description="Its exit code; none while it lives")
    reason: str = ""
    notes: list[str] = Field(default=[], description="What went otherwise than it should")


class SessionMoment(Model):
    """A state of the session, and when it began in ms since the epoch."""

    state: str
    at: int


class SessionCheck(Model):
    """One look before the open, and how long it took in ms."""

    name: str
    severity: Literal["ok", "warn", "error", "closed"]
    ms: float
    detail: str


class SessionEngine(Model):
    """One engine in a session; `exit` is its own code, negative for the signal that ended it."""

    pid: int | None = None
    started: int | None = None
    ended: int | None = None
    exit: int | None = None
    restarts: int = 0
    reason: str = ""


class SessionIncident(Model):
    """Something that went otherwise than it should, in ms since the epoch."""

    at: int
    engine: str
    what: str


class SessionStatus(Model):
    """A session of one day: what it looked at, how it went on, how its engines ended."""

    date: date
    layout: Literal["single", "multi"]
    state: str = Field(
        description="`created`, `checking`, `starting`, `running`, `stopping`, `eod`, `done` or `failed`"
    )
    replay: str | None = Field(
        default=None, description="`max`, or how many times the market's pace; none for a live day"
    )
    until: str | None = None
    config_hash: str = ""
    pid: int | None = None
    exit: int | None = None
    history: list[SessionMoment] = Field(default=[])
    checks: list[SessionCheck] = Field(default=[])
    engines: dict[str, SessionEngine] = Field(default={})
    incidents: list[SessionIncident] = Field(default=[])


class ReportLink(Model):
    """Where the report of a day is: JSON, or Markdown when `Accept` asks for it."""

    date: date
    url: str


class ReportSum(Model):
    """Profit and cost of some fills."""

    gross: ExactDecimal
    fees: ExactDecimal
    net: ExactDecimal
    turnover: ExactDecimal
    fills: int


class ReportProfit(ReportSum):
    """Of the whole day."""

    unrealized: ExactDecimal
    equity_at_open: ExactDecimal
    equity_at_close: ExactDecimal


class ReportTrades(Model):
    """How trades went, from flat to flat, before fees; none where there are no such figures."""

    count: int
    won: int
    lost: int
    win_rate: ExactDecimal | None
    profit_factor: ExactDecimal | None
    expectancy: ExactDecimal | None
    average_hold_s: int | None
    best: ExactDecimal | None
    worst: ExactDecimal | None


class ReportRisk(Model):
    """Of the equity of all engines together, minute by minute."""

    max_drawdown: ExactDecimal | None
    drawdown_from: str | None = None
    drawdown_to: str | None = None
    exposure_mean: ExactDecimal | None
    exposure_most: ExactDecimal | None


class ReportReconciliation(Model):
    """Whether ledger, executions and positions say the same; each row at fault."""

    ok: bool
    faults: list[str]


class DayReport(Model):
    """The report of a day, without any clock. How it was made (versions, seed, config) stands in the file and the Markdown."""

    date: date
    profit: ReportProfit
    trades: ReportTrades
    risk: ReportRisk
    slippage: ExactDecimal
    orders: int
    rejects: dict[str, int] = Field(description="How many orders were refused, by code")
    carried: dict[str, int] = Field(description="Positions that are still open, by engine and symbol")
    by_engine: dict[str, ReportSum]
    by_strategy: dict[str, ReportSum]
    by_symbol: dict[str, ReportSum]
    by_hour: dict[str, ReportSum]
    greeks_at_close: list[dict[str, str]]
    incidents: list[str]
    checks: dict[str, str]
    reconciliation: ReportReconciliation
    note: str
