"""What is refused, and under which code."""

import pytest
from support.desk import Desk

from trading_api.models.orders import DurationType, Side
from trading_api.shared.trading.changes import AccountKind, Terms
from trading_api.shared.trading.contract import MICROS
from trading_api.shared.trading.risk import OrderRefused


def refusal(desk: Desk, side: Side = Side.BUY, qty: int = 5, **fields) -> str:
    legs = {name: fields.pop(name) for name in ("leg_stop", "leg_target") if name in fields}
    before = len(desk.log)
    with pytest.raises(OrderRefused) as refused:
        desk.place(desk.new(side, qty, **fields), stop=legs.get("leg_stop"), target=legs.get("leg_target"))
    assert len(desk.log) == before, "a refusal changes nothing"
    return refused.value.code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"symbol": "NOPE"}, "symbol_unknown"),
        ({"qty": 0}, "qty_out_of_range"),
        ({"qty": 1_000_000_001}, "qty_out_of_range"),
        ({"limit": 0}, "price_out_of_range"),
        ({"limit": 10**11 + 1}, "price_out_of_range"),
        ({"limit": None}, "limit_price_required"),
        ({"stop": None}, "stop_price_required"),
        ({"trail": 5}, "trail_invalid"),
        ({"limit": 1_101}, "price_collar"),
        ({"side": Side.SELL, "limit": 899}, "price_collar"),
        ({"stop": 1_050, "limit": 1_200}, "price_collar"),
        ({"duration": DurationType.GTD, "expires": 500, "limit": 900}, "duration_invalid"),
        ({"duration": DurationType.GTD, "expires": 5_000}, "duration_invalid"),
        ({"qty": 2_000}, "buying_power"),
        ({"qty": 900_000_000, "limit": 1_050}, "buying_power"),
        ({"reduce_only": True}, "reduce_only"),
        ({"leg_stop": 1_001}, "bracket_invalid"),
        ({"leg_target": 1_001}, "bracket_invalid"),
        ({"leg_stop": -1}, "price_out_of_range"),
    ],
)
def test_each_broken_rule_has_its_code(fields, code):
    assert refusal(Desk(), **fields) == code


@pytest.mark.parametrize(
    ("terms", "fields", "code"),
    [
        (Terms(halted=True), {}, "halted"),
        (Terms(kind=AccountKind.CASH), {"side": Side.SELL}, "short_sale"),
        (Terms(largest_position=4), {}, "position_limit"),
        (Terms(kind=AccountKind.CASH), {"qty": 1_000}, "buying_power"),
    ],
)
def test_each_limit_of_an_account_has_its_code(terms, fields, code):
    assert refusal(Desk(terms=terms), **fields) == code


def test_a_day_that_lost_enough_opens_nothing_more():
    """Closing is always allowed."""
    desk = Desk(terms=Terms(daily_loss=50 * MICROS))
    desk.buy(100)
    desk.tick(1_000)
    desk.tick(949)

    assert refusal(desk) == "daily_loss"
    assert desk.sell(50, reduce_only=True).version == 1


def test_open_orders_share_the_buying_power():
    """Two orders that together are more than there is are not both taken."""
    desk = Desk()
    first = desk.buy(1_500, limit=1_000)
    assert refusal(desk, qty=600, limit=1_000) == "buying_power"

    desk.cancel(first)

    assert desk.buy(600, limit=1_000).version == 1


def test_an_order_that_only_closes_needs_no_buying_power():
    desk = Desk()
    desk.buy(1_990)
    desk.tick(1_000, spread=0)

    assert desk.sell(1_990).reserved == 0
