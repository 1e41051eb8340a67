"""The ends of sessions: futures are marked every day, and what expires ends in cash."""

from dataclasses import replace

import pytest
from support.desk import CENT, DERIVED, HOUR_MS, Desk, small_venue

from trading_api.models.orders import DurationType, OrderType, Side
from trading_api.shared.trading import margin, settlement
from trading_api.shared.trading.account import Journal, replayed
from trading_api.shared.trading.changes import AccountKind, Entry, EntryKind, Settled, Terms
from trading_api.shared.trading.contract import MICROS, Session
from trading_api.shared.trading.order import Happening
from trading_api.shared.trading.position import Method
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.refusals import OrderRefused
from trading_api.shared.trading.settlement import Closing


class Hourly:
    """Every hour is a session."""

    def session(self, symbol, at_ms):
        start = at_ms - at_ms % HOUR_MS
        return Session(start, start + HOUR_MS)

    def next_open(self, symbol, at_ms):
        return at_ms - at_ms % HOUR_MS + HOUR_MS

    def closes(self, symbol, after_ms, until_ms):
        return range(after_ms - after_ms % HOUR_MS + HOUR_MS, until_ms + 1, HOUR_MS)


@pytest.fixture
def desk():
    return Desk(small_venue(hours=Hourly()))


def worth(desk):
    return margin.worth(desk.account, desk.venue.contracts, desk.marks)


def ledger(desk, *kinds):
    return [(entry.kind.value, entry.amount // CENT) for entry in desk.log if isinstance(entry, Entry)][1:]


def test_a_future_costs_nothing_but_margin(desk):
    """Three contracts of ten units at 10.05: 30.15 of margin, no cash; the gain is the account's at once."""
    desk.buy(3, symbol="FUT")
    desk.tick(200, symbol="FUT")
    assert desk.fills() == [("o00001", 3, 201)]
    assert (desk.account.cash, ledger(desk)) == (10_000 * MICROS, [])
    desk.tick(211, symbol="FUT")

    assert (worth(desk).equity, worth(desk).unrealised) == (10_015 * MICROS, 15 * MICROS)
    assert worth(desk).margin == 3 * 211 * 50 * CENT // 10


def test_every_close_pays_what_the_future_has_gained_since_the_one_before(desk):
    """And a sale pays the rest; together it is what the trades say."""
    desk.buy(2, symbol="FUT")
    desk.tick(199, symbol="FUT")
    desk.tick(206, symbol="FUT")
    desk.close(HOUR_MS)
    desk.tick(190, symbol="FUT")
    desk.close(2 * HOUR_MS)
    desk.sell(1, symbol="FUT")
    desk.tick(196, symbol="FUT")

    assert ledger(desk) == [("variation", 600), ("variation", -1600), ("variation", 250)]
    assert desk.account.position("FUT").cost == 190 * 50 * CENT
    assert worth(desk).equity == 10_000 * MICROS + ((195 - 200) + (196 - 200)) * 50 * CENT
    assert desk.account == replayed("A", desk.log)


@pytest.mark.parametrize("method", Method)
def test_what_is_settled_once_is_not_settled_again(desk, method):
    """Whoever settles late, or twice, finds a position that changed at the close or after it."""
    desk = Desk(small_venue(hours=Hourly()), Terms(method=method))
    desk.buy(2, symbol="FUT")
    desk.tick(199, symbol="FUT")
    desk.buy(1, symbol="FUT")
    desk.tick(204, symbol="FUT")
    desk.close(HOUR_MS)
    before, again = len(desk.log), Journal(desk.account)
    settlement.settle(again, desk.venue, Closing(HOUR_MS, "FUT", 300, final=False))

    assert again.changes == []
    assert [c.realised for c in desk.log if isinstance(c, Settled)] == [(2 * 4 - 1) * 50 * CENT]
    assert len(desk.account.position("FUT").lots) == 1
    assert len(desk.log) == before


def test_a_close_that_was_missed_is_settled_with_the_next(desk):
    """Nobody looked for three hours: there were three closes, at the price of each, here the same one."""
    desk.buy(1, symbol="FUT")
    desk.tick(199, symbol="FUT")
    desk.tick(203, symbol="FUT")
    desk.close(3 * HOUR_MS)

    marks = [change for change in desk.log if isinstance(change, Settled)]
    assert [mark.ts for mark in marks] == [HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS]
    assert ledger(desk) == [("variation", 150)]


def test_a_future_ends_at_the_price_of_its_index(desk):
    """Not at its own last one."""
    desk.sell(2, symbol="FUT")
    desk.tick(201, symbol="FUT")
    desk.tick(1_037, symbol="ONE")
    desk.close(5 * HOUR_MS)

    last = [change for change in desk.log if isinstance(change, Settled)][-1]
    assert (last.qty, last.ticks) == (-2, 207)
    assert desk.account.positions == {}
    assert desk.account.cash == 10_000 * MICROS - 2 * 7 * 50 * CENT
    assert worth(desk).margin == 0


@pytest.mark.parametrize(
    ("symbol", "side", "spot", "ticks", "amount"),
    [
        ("CALL", Side.BUY, 1_100, 20, 1000),
        ("CALL", Side.SELL, 1_100, 20, -1000),
        ("CALL", Side.BUY, 900, 0, 0),
        ("PUT", Side.BUY, 900, 20, 1000),
        ("PUT", Side.SELL, 1_100, 0, 0),
        ("CALL", Side.BUY, 1_003, 1, 50),
        ("CALL", Side.BUY, 1_002, 0, 0),
    ],
)
def test_an_option_ends_at_what_exercise_would_give(desk, symbol, side, spot, ticks, amount):
    """To the nearest tick; also nothing is written down."""
    desk.place(desk.new(side, 1, symbol=symbol))
    desk.tick(20, symbol=symbol)
    desk.tick(spot, symbol="ONE")
    desk.close(desk.venue.contracts[symbol].ending.at_ms)

    paid = int(side) * desk.fills()[0][2] * 50
    [settled] = [change for change in desk.log if isinstance(change, Settled)]
    assert (settled.qty, settled.ticks, settled.realised) == (int(side), ticks, (amount - paid) * CENT)
    assert ledger(desk) == [("trade", -paid), ("settlement", amount)]
    assert desk.account.positions == {}
    assert worth(desk).equity == desk.account.cash == 10_000 * MICROS + (amount - paid) * CENT


def test_orders_end_with_their_contract(desk):
    """Good till canceled is no longer than there is something to trade; afterwards none is taken."""
    resting = desk.buy(1, symbol="CALL", limit=5)
    until = desk.buy(1, symbol="CALL", limit=5, duration=DurationType.GTD, expires=9 * HOUR_MS)
    day = desk.buy(1, symbol="CALL", limit=5, duration=DurationType.DAY)
    desk.buy(1, symbol="CALL")
    desk.tick(20, symbol="CALL")
    legs = desk.place(desk.new(Side.BUY, 1, symbol="CALL", limit=5), stop=2, target=90)
    desk.close(3 * HOUR_MS)

    assert desk.account.orders == {}
    assert [desk.order(each.id).updated // HOUR_MS for each in (resting, until, day, legs)] == [3, 3, 1, 3]
    assert desk.happenings(f"{legs.id}s")[-1] is Happening.CANCEL
    with pytest.raises(OrderRefused, match="CALL has expired") as refused:
        desk.buy(1, symbol="CALL", limit=5)
    assert refused.value.code == "contract_expired"


def test_a_cheap_option_can_be_bought_above_the_market(desk):
    """A tenth of three ticks is less than the spread."""
    desk.tick(3, symbol="CALL")

    assert desk.buy(1, symbol="CALL", limit=20)
    with pytest.raises(OrderRefused, match="through the market"):
        desk.buy(1, symbol="CALL", limit=24)


def test_a_sold_option_takes_margin_by_its_index():
    """Written down by hand: ten units at 10.00, 15 % less what it is out of the money, at least 10 %, and the premium."""
    desk = Desk(small_venue(hours=Hourly()))
    account, contracts = desk.account, desk.venue.contracts

    def taken(symbol, qty, last, spot):
        return margin.initial(account, contracts[symbol], qty, {symbol: last, "ONE": spot}) / MICROS

    assert taken("CALL", 2, 20, 1_000) == 20
    assert taken("CALL", -2, 20, 1_000) == 20 + 2 * 15
    assert taken("CALL", -1, 10, 970) == 5 + (14.55 - 3)
    assert taken("CALL", -1, 2, 900) == 1 + 9
    assert taken("PUT", -1, 2, 1_100) == 1 + 11
    assert taken("PUT", -1, 40, 950) == 20 + 14.25
    assert margin.least(account, contracts["CALL"], -1, {"CALL": 20, "ONE": 1_000}) == (10 + 11.25) * MICROS
    cash = replace(account.terms, kind=AccountKind.CASH)
    account.terms = cash
    assert margin.least(account, contracts["CALL"], 1, {"CALL": 20, "ONE": 1_000}) == 0


def test_selling_options_takes_what_one_has_and_no_more(desk):
    """Each takes 25: of 10 000 that is four hundred; the premium of those that were sold is not lent out."""
    with pytest.raises(OrderRefused, match="buying power"):
        desk.sell(401, symbol="CALL", limit=20)
    desk.sell(390, symbol="CALL")
    desk.tick(20, symbol="CALL")

    assert desk.account.position("CALL").qty == -390
    assert 0 <= worth(desk).available < 200 * MICROS
    assert [entry.kind for entry in desk.log if isinstance(entry, Entry)][-1] is EntryKind.TRADE


def test_a_sold_option_that_runs_away_is_bought_back(desk):
    """The margin call reckons with the index, too."""
    desk.sell(390, symbol="CALL")
    desk.tick(20, symbol="CALL")
    desk.tick(1_100, symbol="ONE")
    desk.tick(40, symbol="CALL")
    desk.tick(41, symbol="CALL")

    assert desk.account.terms.halted
    assert desk.account.positions == {}
    assert desk.order("LIQ-A-4000").type is OrderType.MARKET


def test_contracts_are_made_once_for_all_that_know_an_index():
    """The tick of a contract is what ten units of a price step are worth."""
    assert DERIVED["FUT"].value(1, 200) == 100 * MICROS
    assert DERIVED["CALL"].settled_at(1_050) == 10
    assert isinstance(Desk().quotes["FUT"], Tick)
