"""One account that trades by the market's own time, whoever drives it: in an engine's process, or behind the broker's API.

Everything comes from outside, prices and times too, so the same calls give the same changes wherever they are made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from trading_api.shared.trading import exchange, orders
from trading_api.shared.trading.account import Account, Journal, Marks
from trading_api.shared.trading.changes import Change, EntryKind
from trading_api.shared.trading.contract import Session
from trading_api.shared.trading.order import Happening, Order
from trading_api.shared.trading.quotes import Moment, Tick
from trading_api.shared.trading.refusals import OrderRefused
from trading_api.shared.trading.venue import Venue


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one day, the same for every symbol: trading in the `spans` of [start, end), all of them before `close_ms`."""

    open_ms: int
    close_ms: int
    spans: tuple[tuple[int, int], ...]

    def session(self, symbol: str, at_ms: int) -> Session | None:
        """The day, where a moment lies in one of its spans; breaks are outside of any. See `Hours`."""
        if any(start <= at_ms < end for start, end in self.spans) and at_ms < self.close_ms:
            return Session(self.open_ms, self.close_ms)
        return None

    def next_open(self, symbol: str, at_ms: int) -> int | None:
        """When trading begins next on this day."""
        later = [start for start, _ in self.spans if at_ms < start < self.close_ms]
        return later[0] if later else None


class Replayed:
    """The account and the commands that change it. `taken` gives what they changed."""

    def __init__(self, account: Account, venue: Venue) -> None:
        self._journal = Journal(account)
        self._venue = venue

    @property
    def account(self) -> Account:
        """As it stands: to read, never to change."""
        return self._journal.account

    def deposit(self, micros: int, at_ms: int) -> None:
        """The cash that the account begins with."""
        self._journal.money(EntryKind.DEPOSIT, micros, at_ms, "opening")

    def place(self, placed: Sequence[Order], quotes: Mapping[str, Tick], at_ms: int) -> Order:
        """Take an order and the legs that wait for it; one that breaks a rule is written down as rejected."""
        try:
            return orders.place(self._journal, self._venue, quotes, placed, at_ms)
        except OrderRefused as refusal:
            message = f"{refusal.code}: {refusal}"
            return self._journal.order(placed[0], Happening.REJECT, at_ms, message=message)

    def cancel(self, order_id: str, at_ms: int) -> None:
        """End an open order; nothing where it is over already."""
        order = self.account.orders.get(order_id)
        if order is not None:
            orders.cancel(self._journal, order, at_ms, "canceled by the engine")

    def show(self, ticks: Mapping[str, Sequence[Tick]], marks: dict[str, int]) -> Iterator[int]:
        """Show ticks to the orders that are open when they come, in order of time, and keep `marks` up to date.

        Yields each moment (ms) that was shown, after what it changed. A symbol without an open order is passed over.
        """
        rows = [(tick.ts, symbol, tick) for symbol, found in ticks.items() for tick in found]
        for ts, group in groupby(sorted(rows, key=_by_time), key=_moment):
            working = {order.symbol for order in self.account.orders.values()}
            moments: dict[str, Moment] = {symbol: tick for _, symbol, tick in group if symbol in working}
            if moments:
                marks.update({symbol: moment.last for symbol, moment in moments.items()})
                exchange.pass_moments(self._journal, self._venue, moments, marks)
                yield ts

    def look(self, marks: Marks, at_ms: int) -> None:
        """A minute is over: what expired ends, and too little margin has its consequences."""
        exchange.expire(self._journal, at_ms)
        exchange.look(self._journal, self._venue, marks, at_ms)

    def taken(self) -> Sequence[Change]:
        """What has changed since the last call."""
        found, self._journal.changes = self._journal.changes, []
        return found


def _by_time(row: tuple[int, str, Tick]) -> tuple[int, str]:
    return row[0], row[1]


def _moment(row: tuple[int, str, Tick]) -> int:
    return row[0]
