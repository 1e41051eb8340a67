"""What the end of a session does to futures and options: a daily mark to market, and at expiry cash for the position. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from trading_api.shared.trading.account import Journal
from trading_api.shared.trading.changes import EntryKind, PositionChanged, Settled
from trading_api.shared.trading.contract import Contract, Contracts
from trading_api.shared.trading.position import Position
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.venue import Venue


@dataclass(frozen=True, slots=True)
class Closing:
    """A session of `symbol` is over at `ts`: its positions are settled at `ticks`, and closed where it was the last one."""

    ts: int
    symbol: str
    ticks: int
    final: bool


class Closes(Protocol):
    """When sessions end."""

    def closes(self, symbol: str, after_ms: int, until_ms: int) -> Sequence[int]:
        """The ends of sessions after `after_ms`, up to and with `until_ms`, in order."""


class Last(Protocol):
    """The newest prices."""

    def last(self, symbol: str, at_ms: int) -> Tick | None:
        """The newest tick at `at_ms`; None before the first."""


def due(
    positions: Iterable[tuple[str, int]], contracts: Contracts, closes: Closes, prices: Last, until: int
) -> list[Closing]:
    """What is to be settled up to `until` (ms) of positions that last changed then, as pairs of symbol and ms; in order."""
    found = [
        closing
        for symbol, changed in positions
        if contracts[symbol].ending
        for ts in closes.closes(symbol, changed, until)
        if (closing := _closing(contracts[symbol], prices, ts)) is not None
    ]
    return sorted(found, key=lambda closing: (closing.ts, closing.symbol))


def _closing(contract: Contract, prices: Last, ts: int) -> Closing | None:
    """None for the close of a session that is not an option's last: only futures are marked every day."""
    ending = contract.ending
    assert ending, "asked of what ends"  # noqa: S101 - narrows the type for mypy
    final = ts >= ending.at_ms
    if not final and ending.right:
        return None
    tick = prices.last(ending.underlying if final else contract.symbol, ts - 1)
    if tick is None:
        return None
    return Closing(ts, contract.symbol, contract.settled_at(tick.last) if final else tick.last, final)


def settle(journal: Journal, venue: Venue, closing: Closing) -> None:
    """Settle a position in cash, once: what changed after the close, or at it, has been settled already."""
    account, contract = journal.account, venue.contracts[closing.symbol]
    held = account.position(closing.symbol)
    if not held.qty or held.updated >= closing.ts:
        return
    value = contract.value(held.qty, closing.ticks)
    realised = value - held.cost if contract.marked or closing.final else 0
    after = Position(held.symbol) if closing.final else held.marked(value)
    ended = held.qty if closing.final else 0
    journal.note(Settled(closing.symbol, ended, closing.ticks, realised, closing.ts))
    journal.note(PositionChanged(after, closing.ts))
    amount = realised if contract.marked else value
    if amount or closing.final:
        kind = EntryKind.VARIATION if contract.marked else EntryKind.SETTLEMENT
        journal.money(kind, amount, closing.ts, closing.symbol)
