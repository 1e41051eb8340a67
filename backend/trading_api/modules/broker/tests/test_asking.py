"""Decimals as they are asked for, ticks and steps as they are kept."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading_api.models.broker import PreOrder
from trading_api.models.orders import OrderStatus, OrderType, Side
from trading_api.modules.broker import asking, views
from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.trading.order import Happening
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.refusals import OrderRefused

AAPL = INSTRUMENTS["AAPL"]
QUOTE = Tick(0, 10_000, 9_999, 10_001)


def asked(**changes) -> PreOrder:
    fields = {"symbol": "AAPL", "type": OrderType.LIMIT, "side": Side.BUY, "qty": "5", "limitPrice": "100.50"}
    return PreOrder.model_validate({**fields, **changes})


@given(st.integers(1, 10**9), st.decimals("0.01", 10**9, places=2), st.sampled_from(Side))
@settings(deadline=None)
def test_an_order_comes_back_as_it_was_asked(qty, price, side):
    """The same digits outside, whole numbers inside."""
    (order,) = asking.order(AAPL, asked(qty=str(qty), limitPrice=str(price), side=side), "id", "DEMO", QUOTE)
    placed = views.placed(INSTRUMENTS, order.after(Happening.ACCEPT, 1_000))

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
        ({"limitPrice": "0"}, "price_out_of_range"),
        ({"limitPrice": "-1"}, "price_out_of_range"),
        ({"limitPrice": "999999999999.99"}, "price_out_of_range"),
        ({"limitPrice": "100.505"}, "price_off_tick"),
        ({"stopLoss": "90.001"}, "price_off_tick"),
        ({"stopType": 1}, "trail_invalid"),
        ({"stopType": 2}, "order_type_unsupported"),
        ({"duration": {"type": "GTD"}}, "duration_invalid"),
        ({"duration": {"type": "DAY", "datetime": 5}}, "duration_invalid"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_code(changes, code):
    """Programs act on the code; the words may change."""
    wanted = asked(**changes)

    with pytest.raises(OrderRefused) as refused:
        asking.order(asking.instrument(INSTRUMENTS, wanted.symbol), wanted, "id", "DEMO", QUOTE)

    assert refused.value.code == code


def test_a_trailing_stop_starts_at_its_distance():
    """As an order of its own, and behind an entry."""
    trailing = {"stopType": 1, "trailingStopPips": 20}
    (own,) = asking.order(AAPL, asked(type=3, side=-1, limitPrice=None, **trailing), "id", "DEMO", QUOTE)
    _, leg = asking.order(AAPL, asked(type=2, limitPrice=None, **trailing), "id", "DEMO", QUOTE)

    assert (own.stop, own.trail) == (9_980, 20)
    assert (leg.stop, leg.trail, leg.parent, leg.side) == (9_980, 20, "id", Side.SELL)


@pytest.mark.parametrize(
    ("micros", "said"),
    [(1_230_000, "1.23"), (-10_000, "-0.01"), (1, "0.000001"), (0, "0.00"), (10**18, "1000000000000.00")],
)
def test_money_is_said_exactly(micros, said):
    """Two digits, or six where two do not hold it."""
    assert str(views.money(micros)) == said


def test_a_mean_price_is_rounded_to_six_digits():
    assert views.average(INSTRUMENTS, "AAPL", 100, 3) == Decimal("0.333333")
