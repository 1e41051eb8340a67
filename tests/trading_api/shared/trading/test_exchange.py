"""What ticks, bars and time do to orders."""

import pytest
from support.desk import CENT, Desk, small_venue

from trading_api.models.orders import DurationType, Side
from trading_api.shared.trading import margin
from trading_api.shared.trading.changes import AccountKind, OnBreach, Terms
from trading_api.shared.trading.contract import Session
from trading_api.shared.trading.fills import Fees, FillModel, Slippage, SlippageKind
from trading_api.shared.trading.order import Happening, State


def capped(**model) -> Desk:
    """A tenth of each tick's volume can be traded."""
    return Desk(small_venue(fills=FillModel(**model)))


def test_a_market_order_waits_for_a_price_newer_than_itself():
    """What was known when it was placed cannot be what it fills at."""
    desk = Desk()
    desk.buy(5)
    desk.tick(1_234, after_ms=0)
    assert desk.fills() == []

    desk.tick(1_010)

    assert desk.fills() == [("o00001", 5, 1_011)], "the ask of the first tick after it"


def test_a_market_order_slips_away_from_who_needs_it():
    desk = Desk(small_venue(fills=FillModel(Slippage(SlippageKind.TICKS, 3), participation_bps=None)))
    desk.buy(5)
    desk.sell(2, symbol="TWO")
    desk.tick(1_000)
    desk.tick(1_000, symbol="TWO")

    assert [ticks for _, _, ticks in desk.fills()] == [1_001 + 3, 999 - 3]


def test_a_limit_fills_at_its_limit_or_better_and_never_worse():
    desk = Desk()
    desk.buy(5, limit=990)
    for last in (995, 990):
        desk.tick(last)
    assert desk.fills() == [], "somebody asks 991"

    desk.tick(980)

    assert desk.fills() == [("o00001", 5, 981)]


def test_a_stop_triggers_on_a_trade_and_fills_at_the_quote():
    desk = Desk()
    stop = desk.buy(5, stop=1_050)
    desk.tick(1_049)
    desk.tick(1_060)

    assert desk.fills() == [(stop.id, 5, 1_061)]
    assert desk.happenings(stop.id) == [Happening.ACCEPT, Happening.TRIGGER, Happening.FILL_REST]


def test_a_stop_limit_that_triggers_beyond_its_limit_rests_until_it_is_met():
    desk = Desk()
    order = desk.buy(5, stop=1_050, limit=1_055)
    desk.tick(1_060)
    assert desk.order(order.id).state is State.TRIGGERED

    desk.tick(1_052)

    assert desk.fills() == [(order.id, 5, 1_053)]


def test_a_trailing_stop_follows_the_market_one_way_only():
    desk = Desk()
    desk.buy(5)
    desk.tick(1_000)
    stop = desk.sell(5, stop=980, trail=20, reduce_only=True)
    for last in (1_030, 1_015):
        desk.tick(last)
    assert desk.order(stop.id).stop == 1_010

    desk.tick(1_009)

    assert desk.fills()[-1] == (stop.id, 5, 1_008)


@pytest.mark.parametrize(
    ("duration", "state", "filled"),
    [
        (DurationType.GTC, State.PARTIAL, 4),
        (DurationType.IOC, State.CANCELED, 4),
        (DurationType.FOK, State.CANCELED, 0),
    ],
)
def test_what_is_not_filled_at_once_rests_is_canceled_or_undoes_all(duration, state, filled):
    """A tick of 40 lets an account trade 4."""
    desk = capped()
    order = desk.buy(10, duration=duration)
    desk.tick(1_000, volume=40)

    assert (desk.order(order.id).state, desk.order(order.id).filled) == (state, filled)


def test_an_immediate_order_without_a_price_it_takes_ends_at_the_first_tick():
    desk = Desk()
    order = desk.buy(10, limit=900, duration=DurationType.IOC)
    desk.tick(1_000)

    assert desk.order(order.id).message == "canceled: what was not filled at once"


def test_own_orders_share_the_volume_by_price_and_then_by_time():
    desk = capped()
    late_but_better = [desk.buy(3, limit=1_010), desk.buy(3, limit=1_020), desk.buy(3, limit=1_020)]
    desk.tick(1_000, volume=50)

    assert desk.fills() == [(late_but_better[1].id, 3, 1_001), (late_but_better[2].id, 2, 1_001)]


def test_a_day_order_ends_with_its_session():
    desk = Desk()
    order = desk.buy(5, limit=900, duration=DurationType.DAY)
    desk.now = 86_400_000 - 1_000
    desk.tick(1_000)

    assert (desk.order(order.id).state, desk.order(order.id).message) == (State.EXPIRED, "expired")


class Mornings:
    """Open from hour 1 to 2 of each day."""

    def session(self, symbol, at_ms):
        start = at_ms - at_ms % 86_400_000 + 3_600_000
        return Session(start, start + 3_600_000) if start <= at_ms < start + 3_600_000 else None

    def next_open(self, symbol, at_ms):
        today = at_ms - at_ms % 86_400_000 + 3_600_000
        return today if at_ms < today else today + 86_400_000


def test_an_order_placed_while_the_market_is_closed_waits_for_it_to_open():
    """And a day order is good for that session."""
    desk = Desk(small_venue(hours=Mornings()))
    order = desk.buy(5, duration=DurationType.DAY)
    desk.tick(1_000)
    assert desk.fills() == []

    desk.now = 3_600_000
    desk.tick(1_000)

    assert desk.fills() == [(order.id, 5, 1_001)]
    assert order.expires == 7_200_000


@pytest.mark.parametrize(
    ("order", "bar", "filled"),
    [
        ({"stop": 1_050}, (1_060, 1_070, 1_055, 1_065), [1_060]),
        ({"stop": 1_050}, (1_040, 1_070, 1_035, 1_045), [1_050]),
        ({"stop": 1_050}, (1_040, 1_049, 1_035, 1_045), []),
        ({"limit": 990}, (980, 1_000, 970, 995), [980]),
        ({"limit": 990}, (1_000, 1_010, 985, 1_005), [990]),
        ({"limit": 990}, (1_000, 1_010, 991, 1_005), []),
        ({"stop": 1_050, "limit": 1_052}, (1_040, 1_070, 1_035, 1_060), [1_050]),
        ({"stop": 1_050, "limit": 1_052}, (1_060, 1_070, 1_055, 1_065), []),
        ({}, (1_010, 1_070, 985, 1_005), [1_010]),
    ],
)
def test_bars_fill_at_the_open_when_it_is_beyond_and_at_the_price_when_it_is_inside(order, bar, filled):
    desk = Desk()
    desk.buy(5, **order)
    desk.bar(*bar)

    assert [ticks for _, _, ticks in desk.fills()] == filled


def test_with_both_legs_inside_one_bar_the_stop_wins():
    """Nobody knows which came first, so the worse is taken."""
    desk = Desk()
    entry = desk.place(desk.new(Side.BUY, 5), stop=980, target=1_020)
    desk.tick(1_000)
    desk.bar(1_000, 1_030, 970, 1_000)

    assert desk.fills()[1:] == [(f"{entry.id}s", 5, 980)]
    assert desk.order(f"{entry.id}t").state is State.CANCELED


def test_fees_are_rounded_once_per_fill_and_leave_the_cash():
    desk = Desk(small_venue(fills=FillModel(fees=Fees(per_order=5 * CENT, rate_bps=10), participation_bps=None)))
    desk.buy(7)
    desk.tick(1_000)

    assert desk.account.fees == 12 * CENT, "5 cents and 0.1 % of 70.07, which is 7.007"
    assert desk.account.cash == (1_000_000 - 7 * 1_001 - 12) * CENT


def test_a_fill_that_the_account_can_no_longer_pay_is_rejected():
    """The price ran away between the order and its fill."""
    desk = Desk(terms=Terms(kind=AccountKind.CASH))
    order = desk.buy(990)
    desk.tick(1_100)

    assert desk.order(order.id).state is State.REJECTED
    assert desk.fills() == []
    assert desk.account.reserved == 0


@pytest.mark.parametrize(("on_breach", "halted", "held"), [
    (OnBreach.WARN, False, 1_900), (OnBreach.HALT, True, 1_900), (OnBreach.LIQUIDATE, True, 0)])  # fmt: skip
def test_equity_below_maintenance_warns_halts_or_liquidates(on_breach, halted, held):
    """The largest loser goes first."""
    desk = Desk(terms=Terms(on_breach=on_breach))
    desk.buy(1_900)
    desk.tick(1_000)
    for last in (600, 600):
        desk.tick(last)

    assert (desk.account.terms.halted, desk.account.position("ONE").qty) == (halted, held)


def test_margin_is_released_once_flat():
    desk = Desk()
    desk.buy(100)
    desk.tick(1_000)
    taken = margin.worth(desk.account, desk.venue.contracts, desk.marks)
    desk.sell(100, reduce_only=True)
    desk.tick(1_000)
    after = margin.worth(desk.account, desk.venue.contracts, desk.marks)

    assert (taken.margin, after.margin, after.reserved) == (100 * 1_000 * CENT // 2, 0, 0)
    assert after.equity == after.cash == after.available
