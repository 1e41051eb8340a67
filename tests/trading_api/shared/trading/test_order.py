"""The table of what may happen to an order."""

import pytest
from support.desk import Desk

from trading_api.models.orders import OrderStatus, Side
from trading_api.shared.trading.order import STATUS, TABLE, Happening, NotInTable, State


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("happening", Happening)
def test_nothing_happens_that_is_not_in_the_table(state, happening):
    """Each of the ninety pairs either leads where the table says, one version on, or is refused."""
    from dataclasses import replace

    order = replace(Desk().new(Side.BUY, 5), state=state, version=3, reserved=7)
    if happening not in TABLE[state]:
        with pytest.raises(NotInTable, match=rf"is {state}; {happening} cannot happen"):
            order.after(happening, 2_000)
        return
    after = order.after(happening, 2_000)
    assert (after.state, after.version, after.updated) == (TABLE[state][happening], 4, 2_000)
    assert after.reserved == (0 if after.state.final else 7)


def test_final_states_are_final():
    final = {State.FILLED, State.CANCELED, State.EXPIRED, State.REJECTED}

    assert {state for state in State if state.final} == final


def test_the_world_is_told_in_its_own_numbers():
    """An expired order is a canceled one whose message says so."""
    assert [STATUS[state] for state in (State.NEW, State.HELD, State.PARTIAL, State.EXPIRED, State.REJECTED)] == [
        OrderStatus.PLACING,
        OrderStatus.INACTIVE,
        OrderStatus.WORKING,
        OrderStatus.CANCELED,
        OrderStatus.REJECTED,
    ]


def test_time_never_runs_back_for_an_order():
    """Two instances' clocks differ by some milliseconds."""
    assert Desk(now=5_000).new(Side.BUY, 5).after(Happening.ACCEPT, 4_000).updated == 5_000
