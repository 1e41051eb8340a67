"""Entries with a stop and a target behind them."""

from support.desk import Desk, small_venue

from trading_api.models.orders import Side
from trading_api.shared.trading.fills import FillModel
from trading_api.shared.trading.order import Happening, State


def bracket(desk: Desk, **fields):
    """Buy 10 with a stop at 9.80 and a target at 10.20."""
    entry = desk.place(desk.new(Side.BUY, 10, **fields), stop=980, target=1_020)
    return entry, f"{entry.id}s", f"{entry.id}t"


def test_legs_sleep_until_the_entry_fills():
    desk = Desk()
    entry, stop, target = bracket(desk, limit=990)
    desk.tick(970)

    assert (desk.order(entry.id).state, desk.order(stop).state, desk.order(target).state) == (
        State.FILLED,
        State.WORKING,
        State.WORKING,
    )
    assert desk.fills() == [(entry.id, 10, 971)], "the stop was asleep at the price that woke it"


def test_legs_cover_what_the_entry_has_and_grow_with_it():
    desk = Desk(small_venue(fills=FillModel()))
    _, stop, target = bracket(desk)
    desk.tick(1_000, volume=40)
    assert (desk.order(stop).qty, desk.order(target).qty) == (4, 4)

    desk.tick(1_000, volume=40)

    assert (desk.order(stop).qty, desk.order(target).qty) == (8, 8)


def test_one_leg_cancels_the_other():
    desk = Desk()
    _, stop, target = bracket(desk)
    desk.tick(1_000)
    desk.tick(1_025)

    assert desk.fills()[-1] == (target, 10, 1_024)
    assert desk.order(stop).state is State.CANCELED
    assert desk.account.positions == {}


def test_a_leg_that_fills_in_part_leaves_the_rest_to_the_other():
    desk = Desk(small_venue(fills=FillModel()))
    _, stop, target = bracket(desk)
    desk.tick(1_000)
    desk.tick(1_025, volume=40)
    assert (desk.order(target).filled, desk.order(stop).rest) == (4, 6)

    desk.tick(970)

    assert desk.fills()[-1] == (stop, 6, 969)
    assert desk.account.positions == {}
    assert desk.account.orders == {}


def test_legs_of_an_entry_that_never_filled_end_with_it():
    desk = Desk()
    entry, stop, target = bracket(desk, limit=985)
    desk.cancel(desk.order(entry.id))

    assert desk.account.orders == {}
    assert desk.happenings(stop) == desk.happenings(target) == [Happening.HOLD, Happening.CANCEL]


def test_closing_the_position_by_hand_cancels_its_legs():
    desk = Desk()
    _, stop, target = bracket(desk)
    desk.tick(1_000)
    desk.sell(10)
    desk.tick(1_000)

    assert {desk.order(leg).message for leg in (stop, target)} == {"canceled: the position is closed"}


def test_legs_of_the_order_that_turns_a_position_survive_the_turn():
    """They protect the new position; those of the old one go."""
    desk = Desk()
    _, stop, _ = bracket(desk)
    desk.tick(1_000)
    turn = desk.place(desk.new(Side.SELL, 25), stop=1_050, target=950)
    desk.tick(1_000)

    assert desk.order(stop).state is State.CANCELED
    assert desk.order(f"{turn.id}s").state is State.WORKING
