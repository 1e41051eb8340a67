"""Futures and options of the simulated market: bars, ticks and lists, all made of their index."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.candles import regrouped
from trading_api.shared.market.derived import WithDerivatives
from trading_api.shared.market.feed import Derivatives, TickFeed
from trading_api.shared.market.history import Market
from trading_api.shared.market.instruments import INSTRUMENTS, Kind, Right
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.market.ticks import ticks
from trading_api.shared.market.window import Window

FEEDS = {"continuous": WithDerivatives(Simulator()), "exchange": WithDerivatives(Simulator(exchange_hours=True))}
BOTH = pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
DAY = date(2025, 6, 16)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


NOW = ms("2025-06-16T14:13:54") // 1000


def rows(candles) -> list[tuple[int, ...]]:
    return [tuple(int(value) for value in row) for row in zip(candles.start, *candles.columns, strict=True)]


def existing(feed) -> list[str]:
    """A future, and options in, at and out of the money."""
    found = feed.contracts("SIMX", NOW * 1000)
    middle = len(found) // 6
    return [found[0].symbol, *(each.symbol for each in found[middle - 20 : middle + 20 : 5])]


@BOTH
def test_three_months_are_listed_each_with_a_future_and_a_chain_on_either_side(feed):
    found = feed.contracts("SIMX", NOW * 1000)
    futures = [each for each in found if each.kind is Kind.FUTURE]

    assert isinstance(feed, Derivatives)
    assert not isinstance(feed, TickFeed)
    assert [each.symbol for each in futures] == ["SIMX-202506", "SIMX-202507", "SIMX-202508"]
    assert len(found) == 3 * (1 + 2 * 41)
    assert feed.contracts("AAPL", NOW * 1000) == []
    assert {each.symbol for each in found} == {feed.instruments[each.symbol].symbol for each in found}


@BOTH
def test_every_contract_is_found_by_its_name_and_none_that_never_was(feed):
    """Also one that is over; iterating lists what has no end."""
    old = feed.contracts("SIMX", ms("2023-03-10"))[30]

    assert feed.instruments[old.symbol] == old
    assert list(feed.instruments) == list(INSTRUMENTS)
    for name in [
        "SIMX-202513", "SIMX-202500", "SIMX-000001", "SIMX-999912", "AAPL-202507", "SIMX-20250719-C5000", "SIMX-20250718-C5001",
        "SIMX-20250718-X5000", "SIMX-20250718-C", "SIMX-20250718-C9999999999999999999", "SIMX-", "-", "",
    ]:  # fmt: skip
        assert name not in feed.instruments, name


@BOTH
def test_larger_bars_of_a_contract_are_made_of_its_minutes(feed):
    """Though none of them is worked out from minutes: a chart zoomed out must show what the chart zoomed in showed."""
    for symbol in existing(feed):
        calendar = feed.calendar(symbol)
        days = calendar.days(date(2025, 6, 9), DAY)
        minutes = feed.candles(symbol, Resolution.M1, days[0], days[-1])
        for resolution in (Resolution.M5, Resolution.H1, Resolution.DAY):
            found = rows(feed.candles(symbol, resolution, days[0], days[-1]))
            assert found == rows(regrouped(minutes, resolution, calendar)), (symbol, resolution)


@BOTH
def test_the_ticks_of_a_minute_give_back_its_bar_and_move_with_the_index(feed):
    """A call is high in the second in which the index is high, a put in the one in which it is low."""
    start = ms("2025-06-16T14:00")
    index = [tick.last for tick in ticks(INSTRUMENTS["SIMX"], start - 1, start + 59_999, feed)]
    [minute] = [m for m in rows(feed.candles("SIMX", Resolution.M1, DAY, DAY)) if m[0] == start // 1000]
    assert max(index) - min(index) > 20, "a minute in which something happens"
    for symbol in existing(feed):
        [bar] = [m for m in rows(feed.candles(symbol, Resolution.M1, DAY, DAY)) if m[0] == minute[0]]
        found = [tick.last for tick in ticks(feed.instruments[symbol], start - 1, start + 59_999, feed)]
        assert (found[0], max(found), min(found), found[-1]) == bar[1:5]
        contract = feed.instruments[symbol].derivative
        if bar[2] - bar[3] > 20:
            high = index.index(min(index) if contract.right is Right.PUT else max(index))
            assert found[high] == bar[2]


@BOTH
def test_the_forming_bar_the_tick_and_the_chain_show_one_price(feed):
    """The matcher, the chart and the chain look at one market."""
    market, contracts = Market(feed), [feed.instruments[symbol] for symbol in existing(feed)]

    for second in range(NOW, NOW + 60, 13):
        lasts = market.lasts("SIMX", contracts, second)
        for contract, last in zip(contracts, lasts, strict=True):
            [tick] = ticks(contract, second * 1000 - 1, second * 1000, feed)
            day = market.history(contract.symbol, Resolution.DAY, Window(0, second + 1, 1), second)
            assert last == tick.last == day.columns.close[-1]


@BOTH
def test_a_chart_begins_when_the_month_is_listed_and_ends_when_it_expires(feed):
    """And asked a year later it is whole, and no longer."""
    symbol = existing(feed)[1]
    calendar, contract = feed.calendar(symbol), feed.instruments[symbol].derivative
    found = rows(Market(feed).history(symbol, Resolution.DAY, Window(0, NOW + 40_000_000, 5000), NOW + 40_000_000))
    expected = calendar.days(*feed.reach(symbol))

    assert [datetime.fromtimestamp(row[0], UTC).date() for row in found] == list(expected)
    assert expected[-1] == contract.expiry
    assert 55 < len(expected) < 100
    assert Market(feed).history(symbol, Resolution.M1, Window(0, NOW, 1), ms("2025-01-02") // 1000).start.size == 0


@BOTH
def test_on_the_last_day_a_contract_is_what_it_will_be_settled_at(feed):
    """The future is the index, the option what exercise gives, to the nearest tick, and never less than one."""
    expiry = date(2025, 6, 20)
    close = rows(feed.candles("SIMX", Resolution.DAY, expiry, expiry))[0][4]
    chain = feed.contracts("SIMX", ms("2025-06-20T15:00"))[: 1 + 2 * 41]

    for contract in chain:
        end = contract.derivative
        sign = {Right.CALL: 1, Right.PUT: -1}.get(end.right)
        exact = close / 5 if sign is None else max(0, sign * (close - 100 * end.strike)) / 5
        assert rows(feed.candles(contract.symbol, Resolution.DAY, expiry, expiry))[0][4] == max(1, round(exact))


@BOTH
@pytest.mark.parametrize("index", ["SIMX", "TECX"])
def test_higher_strikes_cost_more_to_sell_at_and_less_to_buy_at(feed, index):
    """A chain in which this failed would give money away; also where the index has run far from where it was listed."""
    for moment in range(NOW, NOW + 70_000_000, 9_300_000):
        contracts = feed.contracts(index, moment * 1000)
        lasts = dict(zip(contracts, Market(feed).lasts(index, contracts, moment), strict=True))
        for right, sign in ((Right.CALL, -1), (Right.PUT, 1)):
            for expiry in sorted({each.derivative.expiry for each in contracts}):
                prices = [
                    last
                    for each, last in lasts.items()
                    if (each.derivative.expiry, each.derivative.right) == (expiry, right)
                ]
                assert all(sign * (after - before) >= 0 for before, after in pairwise(prices))


def test_in_the_last_weeks_of_a_calendar_there_are_fewer_months():
    """Nothing breaks when it is time to compile the calendar anew."""
    feed, last = FEEDS["exchange"], Calendar.load("XNYS").sheet.last

    assert [each.symbol for each in feed.contracts("SIMX", ms(f"{last.year}-12-01")) if each.kind is Kind.FUTURE] == [
        f"SIMX-{last.year}12"
    ]
    assert feed.contracts("SIMX", ms(f"{last}T12:00")) == []
