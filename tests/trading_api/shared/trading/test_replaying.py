"""One account that is driven by the market's own time."""

from hypothesis import given
from hypothesis import strategies as st

from trading_api.models.orders import DurationType, OrderType, Side
from trading_api.shared.trading import codec
from trading_api.shared.trading.account import Account, replayed
from trading_api.shared.trading.contract import MICROS, Contract
from trading_api.shared.trading.fills import FillModel
from trading_api.shared.trading.order import Order, State
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.replaying import DayHours, Replayed
from trading_api.shared.trading.venue import Venue

OPEN, CLOSE = 0, 600_000
HOURS = DayHours(OPEN, CLOSE, ((OPEN, 300_000), (360_000, CLOSE)))
VENUE = Venue({s: Contract(s, 10_000) for s in ("A", "B")}, HOURS, FillModel())


def begun() -> Replayed:
    account = Replayed(Account("X"), VENUE)
    account.deposit(1_000 * MICROS, OPEN)
    return account


def buy(order_id: str, symbol: str = "A", qty: int = 1, at: int = 0, **more: object) -> Order:
    values: dict[str, object] = {"duration": DurationType.DAY, "created": at, "updated": at, **more}
    return Order(order_id, "X", symbol, OrderType.MARKET, Side.BUY, qty, **values)


def tick(ts: int, last: int = 100, volume: int = 1_000) -> Tick:
    return Tick(ts, last, last - 1, last + 1, volume)


def test_only_symbols_with_an_open_order_are_shown_and_only_while_it_is_open() -> None:
    account, marks = begun(), {}
    account.place([buy("1")], {"A": tick(0)}, 0)

    shown = list(account.show({"A": [tick(1_000), tick(2_000, 105)], "B": [tick(1_500, 7)]}, marks))

    assert shown == [1_000], "it was filled then, and nobody waited for more"
    assert marks == {"A": 100}
    assert account.account.positions["A"].qty == 1


def test_an_order_that_breaks_a_rule_is_rejected_and_says_which() -> None:
    account = begun()

    rejected = account.place([buy("1", qty=1_000_000)], {"A": tick(0)}, 0)

    assert (rejected.state, rejected.message.split(":")[0]) == (State.REJECTED, "buying_power")


def test_a_day_order_ends_with_the_day_and_not_with_its_break() -> None:
    account = begun()
    account.place([buy("1")], {"A": tick(0)}, 0)

    account.look({}, 330_000)
    assert "1" in account.account.orders
    account.look({}, CLOSE)

    assert account.taken()[-1].order.state is State.EXPIRED


def test_nothing_fills_in_a_break() -> None:
    account = begun()
    account.place([buy("1")], {"A": tick(0)}, 0)

    list(account.show({"A": [tick(330_000)]}, {}))
    assert "A" not in account.account.positions
    list(account.show({"A": [tick(360_000)]}, {}))

    assert account.account.positions["A"].qty == 1


def test_cancelling_what_is_over_changes_nothing() -> None:
    account = begun()
    account.place([buy("1")], {"A": tick(0)}, 0)
    list(account.show({"A": [tick(1_000)]}, {}))
    account.taken()

    account.cancel("1", 2_000)
    account.cancel("unknown", 2_000)

    assert account.taken() == []


@given(st.lists(st.integers(1, 299), min_size=1, max_size=8, unique=True))
def test_however_the_ticks_are_cut_the_changes_are_the_same(cuts: list[int]) -> None:
    """And the account that is put aside as JSON between the cuts goes on as if it had not been."""
    ticks = [tick(1_000 * n, 100 + n % 7, 20) for n in range(1, 300)]
    whole, pieces = begun(), begun()
    changes = []
    for account in (whole, pieces):
        account.place([buy("1", qty=9)], {"A": tick(0)}, 0)
    list(whole.show({"A": ticks}, {}))
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), 300], strict=True):
        list(pieces.show({"A": [t for t in ticks if start * 1_000 <= t.ts < end * 1_000]}, {}))
        changes += pieces.taken()
        pieces = Replayed(codec.account(codec.whole(pieces.account)), VENUE)

    assert changes == whole.taken()
    assert pieces.account == whole.account
    assert replayed("X", changes) == whole.account
