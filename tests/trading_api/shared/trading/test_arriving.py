"""A latency between the client and the exchange: what is on its way has not happened, and may come too late."""

import pytest
from support.desk import Desk, small_venue

from trading_api.models.orders import Side
from trading_api.shared.trading.fills import FillModel
from trading_api.shared.trading.order import LATE, Happening, State
from trading_api.shared.trading.refusals import OrderFinished, OrderRefused

LATENCY = 1_500
"""Ticks come every second: of two that follow a command, the first is before its arrival."""


@pytest.fixture
def desk():
    return Desk(small_venue(latency_ms=LATENCY))


def test_an_order_meets_the_first_tick_after_it_has_arrived(desk):
    """The one before it was at a better price."""
    order = desk.buy(5)
    desk.tick(990)
    assert desk.fills() == []
    desk.tick(1_005)

    assert desk.fills() == [(order.id, 5, 1_006)]


def test_what_has_arrived_once_is_not_held_up_again(desk):
    """Neither a second part of a fill, nor a stop that was reached, nor the legs of an entry."""
    entry = desk.place(desk.new(Side.BUY, 10, limit=1_100), stop=900, target=1_200)
    desk.tick(1_000)
    desk.tick(1_000)
    desk.tick(890)

    assert desk.fills() == [(entry.id, 10, 1_001), (f"{entry.id}s", 10, 889)]


def test_a_cancellation_takes_its_time_and_then_no_price_matters(desk):
    order = desk.buy(5, limit=950)
    desk.tick(1_000)
    desk.tick(1_000)
    asked = desk.cancel(order)
    assert (asked.state, asked.message) == (State.WORKING, "a cancellation is on its way to the exchange")
    desk.tick(960)
    desk.tick(900)

    last = desk.order(order.id)
    assert (last.state, last.updated, desk.fills()) == (State.CANCELED, asked.updated + LATENCY, [])
    assert last.pending is None
    with pytest.raises(OrderFinished):
        desk.cancel(last)


def test_a_fill_may_win_the_race_against_a_cancellation(desk):
    """The order says so; nothing is canceled."""
    order = desk.buy(5, limit=950)
    desk.tick(1_000)
    desk.tick(1_000)
    desk.cancel(order)
    desk.tick(940)
    desk.tick(940)

    last = desk.order(order.id)
    assert (last.state, last.message, last.pending) == (State.FILLED, LATE, None)
    assert desk.happenings(order.id) == [Happening.ACCEPT, Happening.ASK, Happening.FILL_REST]


def test_a_modification_holds_from_its_arrival_on(desk):
    """Until then the old limit does: the first tick would have met the new one."""
    order = desk.buy(5, limit=900)
    desk.tick(1_000)
    desk.tick(1_000)
    asked = desk.modify(order, limit=970, qty=8)
    assert (asked.limit, asked.qty) == (900, 5)
    desk.tick(960)
    assert desk.fills() == []
    desk.tick(965)

    assert desk.fills() == [(order.id, 8, 966)]
    assert desk.happenings(order.id)[1:] == [Happening.ASK, Happening.MODIFY, Happening.FILL_REST]
    assert desk.order(order.id).message == ""


def test_a_modification_to_less_than_has_filled_meanwhile_is_refused():
    """What it asks for is not possible any more; the order goes on as it was."""
    desk = Desk(small_venue(latency_ms=LATENCY, fills=FillModel()))
    order = desk.buy(20, limit=1_050)
    desk.tick(1_000, volume=0)
    desk.tick(1_000, volume=20)
    desk.modify(desk.order(order.id), qty=10)
    desk.tick(1_000, volume=100)
    desk.tick(1_000, volume=0)

    assert desk.happenings(order.id)[1:] == [
        Happening.FILL_PART, Happening.ASK, Happening.FILL_PART, Happening.REFUSE,
    ]  # fmt: skip
    last = desk.order(order.id)
    assert (last.qty, last.filled, last.state) == (20, 12, State.PARTIAL)
    assert "too late" in last.message
    desk.tick(1_000, volume=500)
    assert desk.order(order.id).state is State.FILLED


def test_there_is_one_change_at_a_time_and_a_cancellation_overtakes(desk):
    order = desk.buy(5, limit=900)
    desk.modify(order, limit=910)
    with pytest.raises(OrderRefused, match="on its way") as refused:
        desk.modify(desk.order(order.id), limit=920)
    assert refused.value.code == "change_pending"
    desk.cancel(desk.order(order.id))
    again = desk.cancel(desk.order(order.id))
    desk.tick(1_000, after_ms=LATENCY)

    assert desk.order(order.id).state is State.CANCELED
    assert desk.happenings(order.id) == [Happening.ACCEPT, Happening.ASK, Happening.ASK, Happening.CANCEL]
    assert again.pending is not None


def test_the_account_has_what_either_terms_take_while_a_change_is_on_its_way(desk):
    """Then only what the new ones take: half of 9.00 a piece."""
    order = desk.buy(100, limit=900)
    before = desk.account.reserved
    desk.modify(order, qty=40)
    between = desk.account.reserved
    desk.tick(1_000, after_ms=LATENCY)
    more = desk.modify(desk.order(order.id), qty=60)

    assert (before, between) == (450_000_000, 450_000_000)
    assert (desk.account.reserved, more.qty) == (270_000_000, 40)
    desk.tick(1_000, after_ms=LATENCY)
    assert desk.account.reserved == 270_000_000


def test_without_a_latency_nothing_is_ever_on_its_way():
    desk = Desk(small_venue())
    order = desk.buy(5, limit=900)
    changed = desk.modify(order, limit=910)
    desk.cancel(changed)

    assert desk.happenings(order.id) == [Happening.ACCEPT, Happening.MODIFY, Happening.CANCEL]
