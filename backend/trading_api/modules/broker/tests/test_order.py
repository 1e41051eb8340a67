"""What an order must satisfy, and how it changes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading_api.models.broker import OrderStatus, OrderType, PreOrder, Side
from trading_api.modules.broker.order import Order, OrderFinished, OrderRefused, accepted


def asked(**changes) -> PreOrder:
    fields = {"symbol": "AAPL", "type": OrderType.LIMIT, "side": Side.BUY, "qty": "5", "limitPrice": "100.50"}
    return PreOrder.model_validate({**fields, **changes})


def order(**changes) -> Order:
    return replace(accepted(asked(), "id", "DEMO", 1000), **changes)


@given(st.integers(1, 10**9), st.decimals("0.01", 10**9, places=2), st.sampled_from(Side))
@settings(deadline=None)
def test_an_order_comes_back_as_it_was_asked(qty, price, side):
    """Ticks and steps inside, the same digits outside."""
    placed = accepted(asked(qty=str(qty), limitPrice=str(price), side=side), "id", "DEMO", 1000).placed()

    assert (placed.qty, placed.limitPrice, placed.side) == (qty, price, side)
    assert (placed.status, placed.version, placed.filledQty, placed.avgPrice) == (OrderStatus.WORKING, 1, 0, None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"symbol": "NOPE"}, "symbol_unknown"),
        ({"symbol": "SIMX"}, "not_tradable"),
        ({"qty": "0"}, "qty_out_of_range"),
        ({"qty": "-5"}, "qty_out_of_range"),
        ({"qty": "1000000001"}, "qty_out_of_range"),
        ({"qty": "1.5"}, "qty_off_step"),
        ({"limitPrice": None}, "limit_price_required"),
        ({"limitPrice": "0"}, "price_out_of_range"),
        ({"limitPrice": "-1"}, "price_out_of_range"),
        ({"limitPrice": "999999999999.99"}, "price_out_of_range"),
        ({"limitPrice": "100.505"}, "price_off_tick"),
        ({"type": OrderType.MARKET}, "order_type_unsupported"),
        ({"type": OrderType.STOP}, "order_type_unsupported"),
        ({"type": OrderType.STOP_LIMIT}, "order_type_unsupported"),
    ],
)
def test_each_broken_rule_has_its_code(changes, code):
    """Programs act on the code; the words may change."""
    with pytest.raises(OrderRefused) as refused:
        accepted(asked(**changes), "id", "DEMO", 1000)

    assert refused.value.code == code


def test_a_refused_type_says_what_is_missing():
    """Nothing fills yet: accepting a market order would promise what nobody does."""
    with pytest.raises(OrderRefused, match=r"market orders need the paper matcher, which is not there yet"):
        accepted(asked(type=OrderType.MARKET), "id", "DEMO", 1000)


def test_cancelling_ends_an_order_and_counts_a_version():
    """Each change is one version."""
    cancelled = order().cancelled(2000)

    assert (cancelled.status, cancelled.version, cancelled.updated, cancelled.created) == (
        OrderStatus.CANCELED,
        2,
        2000,
        1000,
    )


@pytest.mark.parametrize("status", [status for status in OrderStatus if status.terminal])
def test_nothing_happens_to_an_order_that_is_final(status):
    """A filled order that could be canceled would be money from nowhere."""
    with pytest.raises(OrderFinished, match=r"that is final"):
        order(status=status).cancelled(2000)


def test_the_price_is_exact():
    """No float on the way: this one has no exact binary form."""
    assert order(limit_ticks=30).placed().limitPrice == Decimal("0.30")
