"""Lots, and what closing them earns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading_api.shared.trading.position import Method, Position, half_even

TRADES = [(100, 1_000), (50, 1_100), (-120, 1_200), (-80, 950), (50, 900)]
"""Steps (negative is a sale) and the price in cents."""


@pytest.mark.parametrize(
    ("method", "realised"),
    [(Method.FIFO, [0, 0, 22_000, 17_500, 20_000]), (Method.AVERAGE, [0, 0, 20_000, 17_500, 20_000])],
)
def test_five_trades_realise_what_the_books_say(method, realised):
    """Bought 100 at 10 and 50 at 11, sold 120 at 12 and 80 at 9.50, bought 50 at 9: 200 were earned either way."""
    position, total, totals, held, cash = Position("X"), 0, [], [], 0
    for qty, price in TRADES:
        position, gain = position.traded(qty, qty * price, method)
        total, cash = total + gain, cash - qty * price
        totals.append(total)
        held.append(position.qty)

    assert totals == realised
    assert held == [100, 150, 30, -50, 0]
    assert cash == 20_000


@given(st.lists(st.tuples(st.integers(-50, 50).filter(bool), st.integers(1, 999)), max_size=30))
def test_both_methods_earn_the_same_in_the_end(trades):
    """Rounded shares of an average cost lose nothing: once flat, the cash is the gain."""
    for method in Method:
        position, total, cash = Position("X"), 0, 0
        for qty, price in [*trades, (-sum(qty for qty, _ in trades), 500)]:
            if qty:
                position, gain = position.traded(qty, qty * price, method)
                total, cash = total + gain, cash - qty * price
            assert total + (-position.cost) == cash

        assert (position.lots, total) == ((), cash)


def test_one_order_that_flips_a_position_realises_only_what_it_closed():
    """The rest opens a new position at the new price."""
    position, _ = Position("X").traded(30, 30_000, Method.FIFO)
    position, realised = position.traded(-80, -96_000, Method.FIFO)

    assert realised == 30 * 1_200 - 30_000
    assert [(lot.qty, lot.cost) for lot in position.lots] == [(-50, -60_000)]


@pytest.mark.parametrize(
    ("n", "d", "rounded"), [(5, 2, 2), (7, 2, 4), (-5, 2, -2), (5, -2, -2), (10, 4, 2), (11, 4, 3)]
)
def test_halves_go_to_the_even_number(n, d, rounded):
    assert half_even(n, d) == rounded
