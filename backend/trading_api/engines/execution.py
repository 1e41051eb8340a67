"""Where an engine's orders go. `Execution` is the seam: in this process (here), or through the broker's API."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pydantic import TypeAdapter

from trading_api.shared.trading import exchange, orders
from trading_api.shared.trading.account import Account, Journal, Marks
from trading_api.shared.trading.changes import Change, EntryKind, Terms
from trading_api.shared.trading.order import Happening, Order
from trading_api.shared.trading.quotes import Moment, Tick
from trading_api.shared.trading.refusals import OrderRefused
from trading_api.shared.trading.venue import Venue

_ACCOUNT: TypeAdapter[Account] = TypeAdapter(Account)


class Execution(Protocol):
    """Takes orders for one account and tells, in order, everything that became of them."""

    @property
    def account(self) -> Account:
        """The account as it stands: to read, never to change."""

    async def place(self, placed: Sequence[Order], quotes: Mapping[str, Tick], now_ms: int) -> Order:
        """Place an order and the legs that wait for it; an order that breaks a rule comes back rejected."""

    async def cancel(self, order_id: str, now_ms: int) -> None:
        """End an open order; nothing where it is over already."""

    async def passed(self, moments: Mapping[str, Moment], marks: Marks) -> None:
        """The market moved: these moments are of one time."""

    async def looked(self, marks: Marks, now_ms: int) -> None:
        """A minute is over: what expired ends, and too little margin has its consequences."""

    def changes(self) -> Sequence[Change]:
        """What has happened since the last call."""


class LocalExecution:
    """The matcher of the broker in this process: fills depend on the market's time and on nothing else."""

    def __init__(self, account: Account, venue: Venue) -> None:
        self._journal = Journal(account)
        self._venue = venue

    @classmethod
    def opened(cls, name: str, terms: Terms, cash_micros: int, venue: Venue, now_ms: int) -> "LocalExecution":
        """A new account with its first deposit."""
        made = cls(Account(name, terms), venue)
        made._journal.money(EntryKind.DEPOSIT, cash_micros, now_ms, "opening")
        return made

    @property
    def account(self) -> Account:
        """See `Execution`."""
        return self._journal.account

    async def place(self, placed: Sequence[Order], quotes: Mapping[str, Tick], now_ms: int) -> Order:
        """See `Execution`."""
        try:
            return orders.place(self._journal, self._venue, quotes, placed, now_ms)
        except OrderRefused as refusal:
            message = f"{refusal.code}: {refusal}"
            return self._journal.order(placed[0], Happening.REJECT, now_ms, message=message)

    async def cancel(self, order_id: str, now_ms: int) -> None:
        """See `Execution`."""
        order = self.account.orders.get(order_id)
        if order is not None:
            orders.cancel(self._journal, order, now_ms, "canceled by the engine")

    async def passed(self, moments: Mapping[str, Moment], marks: Marks) -> None:
        """See `Execution`."""
        exchange.pass_moments(self._journal, self._venue, moments, marks)

    async def looked(self, marks: Marks, now_ms: int) -> None:
        """See `Execution`."""
        exchange.expire(self._journal, now_ms)
        exchange.look(self._journal, self._venue, marks, now_ms)

    def changes(self) -> Sequence[Change]:
        """See `Execution`."""
        found, self._journal.changes = self._journal.changes, []
        return found


def saved(account: Account) -> dict[str, object]:
    """The account as JSON values; `restored` gives it back, equal."""
    values: dict[str, object] = _ACCOUNT.dump_python(account, mode="json")
    return values


def restored(values: object) -> Account:
    """The account that was saved; ValueError."""
    return _ACCOUNT.validate_python(values)
