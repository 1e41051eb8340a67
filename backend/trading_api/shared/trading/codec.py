"""Changes of accounts as JSON and back: what the journal keeps. A change of these forms needs a way to read the old ones."""

from functools import cache, lru_cache
from typing import Any

from pydantic import TypeAdapter

from trading_api.shared.trading.account import Account
from trading_api.shared.trading.changes import (
    Change,
    DayBegan,
    Entry,
    Execution,
    OrderChanged,
    PositionChanged,
    Settled,
    Terms,
    TermsChanged,
    WasReset,
)
from trading_api.shared.trading.order import Pending
from trading_api.shared.trading.position import Lot

KINDS: dict[str, Any] = {
    "order": OrderChanged,
    "execution": Execution,
    "settled": Settled,
    "entry": Entry,
    "position": PositionChanged,
    "terms": TermsChanged,
    "day": DayBegan,
    "reset": WasReset,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def written(value: Any, kind: Any) -> str:
    """A value of ours as JSON."""
    return _adapter(kind).dump_json(value).decode()


def encoded(change: Change) -> tuple[str, str]:
    """The kind of a change and its JSON."""
    kind = type(change)
    return _NAMES[kind], written(change, kind)


def ref(change: Change) -> str:
    """The order that a change is about; empty where it is about none."""
    if isinstance(change, OrderChanged):
        return change.order.id
    return change.order_id if isinstance(change, Execution) else ""


def decoded(kind: str, body: str) -> Change:
    """The change that was encoded."""
    change: Change = _adapter(KINDS[kind]).validate_json(body)
    return change


def terms(body: str) -> Terms:
    """The rules of an account."""
    found: Terms = _adapter(Terms).validate_json(body)
    return found


@lru_cache(maxsize=256)
def written_terms(rules: Terms) -> str:
    """The rules of an account as JSON; they are written with each of its changes, and hardly ever change."""
    return written(rules, Terms)


def pending(body: str | None) -> Pending | None:
    """What was asked of an order."""
    found: Pending | None = None if body is None else _adapter(Pending).validate_json(body)
    return found


def lots(body: str) -> tuple[Lot, ...]:
    """The lots of a position."""
    found: tuple[Lot, ...] = _adapter(tuple[Lot, ...]).validate_json(body)
    return found


def written_lots(held: tuple[Lot, ...]) -> str:
    """Lots as JSON."""
    return written(held, tuple[Lot, ...])


def whole(account: Account) -> str:
    """An account with all it holds as JSON, so that it can be put aside between two commands."""
    return written(account, Account)


def account(body: str) -> Account:
    """The account that was put aside, equal."""
    found: Account = _adapter(Account).validate_json(body)
    return found
