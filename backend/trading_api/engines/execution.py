"""Where an engine's orders go. `Execution` is the seam: in this process (here), or through the broker's API (remote.py)."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pydantic import TypeAdapter

from trading_api.shared.trading.account import Account, Marks
from trading_api.shared.trading.changes import Change, Terms
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.replaying import Replayed
from trading_api.shared.trading.venue import Venue

_ACCOUNT: TypeAdapter[Account] = TypeAdapter(Account)


class Execution(Protocol):
    """Takes orders for one account and tells, in order, everything that became of them."""

    @property
    def account(self) -> Account:
        """The account as it stands: to read, never to change."""

    async def open(self) -> None:
        """Be ready for commands; EngineError where that is impossible."""

    async def close(self) -> None:
        """No more commands."""

    async def place(self, placed: Sequence[Order], quotes: Mapping[str, Tick], now_ms: int) -> None:
        """Place an order and the legs that wait for it; an order that breaks a rule is rejected."""

    async def cancel(self, order_id: str, now_ms: int) -> None:
        """End an open order; nothing where it is over already."""

    async def shown(self, ticks: Mapping[str, Sequence[Tick]], until_ms: int, marks: dict[str, int]) -> None:
        """The market moved to `until_ms`: the ticks before it, of symbols with open orders. `marks` follows them."""

    async def looked(self, marks: Marks, now_ms: int) -> None:
        """A minute is over: what expired ends, and too little margin has its consequences."""

    def changes(self) -> Sequence[Change]:
        """What has happened since the last call."""


class LocalExecution:
    """The matcher of the broker in this process: fills depend on the market's time and on nothing else."""

    def __init__(self, account: Account, venue: Venue) -> None:
        self._replayed = Replayed(account, venue)

    @classmethod
    def opened(cls, name: str, terms: Terms, cash_micros: int, venue: Venue, now_ms: int) -> "LocalExecution":
        """A new account with its first deposit."""
        made = cls(Account(name, terms), venue)
        made._replayed.deposit(cash_micros, now_ms)
        return made

    @property
    def account(self) -> Account:
        """See `Execution`."""
        return self._replayed.account

    async def open(self) -> None:
        """It is."""

    async def close(self) -> None:
        """Nothing is held open."""

    async def place(self, placed: Sequence[Order], quotes: Mapping[str, Tick], now_ms: int) -> None:
        """See `Execution`."""
        self._replayed.place(placed, quotes, now_ms)

    async def cancel(self, order_id: str, now_ms: int) -> None:
        """See `Execution`."""
        self._replayed.cancel(order_id, now_ms)

    async def shown(self, ticks: Mapping[str, Sequence[Tick]], until_ms: int, marks: dict[str, int]) -> None:
        """See `Execution`."""
        for _ in self._replayed.show(ticks, marks):
            pass

    async def looked(self, marks: Marks, now_ms: int) -> None:
        """See `Execution`."""
        self._replayed.look(marks, now_ms)

    def changes(self) -> Sequence[Change]:
        """See `Execution`."""
        return self._replayed.taken()


def saved(account: Account) -> dict[str, object]:
    """The account as JSON values; `restored` gives it back, equal."""
    values: dict[str, object] = _ACCOUNT.dump_python(account, mode="json")
    return values


def restored(values: object) -> Account:
    """The account that was saved; ValueError."""
    return _ACCOUNT.validate_python(values)
