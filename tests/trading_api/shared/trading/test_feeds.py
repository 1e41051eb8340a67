"""A feed's seconds as ticks, and its hours."""

from trading_api.modules.datafeed.service import DatafeedService
from trading_api.shared.market.history import Market
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.trading.contract import Session
from trading_api.shared.trading.feeds import FeedHours, FeedPrices

NOON = 1_700_006_400


class Counting(Simulator):
    """How often somebody wanted minutes of it."""

    asked = 0

    def candles(self, *question, **more):
        self.asked += 1
        return super().candles(*question, **more)


def test_ticks_are_the_datafeeds_quotes():
    """The chart and the fills must not disagree."""
    datafeed = DatafeedService(Market, clock=lambda: NOON)
    for tick in FeedPrices(Simulator()).ticks("AAPL", NOON * 1000 - 3_000, NOON * 1000):
        quote = datafeed.quotes(["AAPL"], tick.ts // 1000)[0].v
        assert [tick.last, tick.bid, tick.ask] == [round(p * 100) for p in (quote.lp, quote.bid, quote.ask)]


def test_a_question_in_two_halves_has_the_same_answer():
    """Whoever takes over in the middle sees what the one before would have seen."""
    prices, start = FeedPrices(Simulator()), NOON * 1000
    whole = list(prices.ticks("MSFT", start, start + 90_000))

    assert [
        *prices.ticks("MSFT", start, start + 40_500),
        *prices.ticks("MSFT", start + 40_500, start + 90_000),
    ] == whole
    assert [tick.ts for tick in whole] == list(range(start + 1000, start + 91_000, 1000))
    assert prices.last("MSFT", start + 90_999) == whole[-1]


def test_the_newest_price_of_a_second_is_worked_out_once():
    """Every order that is placed asks for it: a third of the time it takes was this."""
    feed = Counting()
    prices, start = FeedPrices(feed), NOON * 1000

    said = {prices.last("MSFT", start + ms) for ms in range(0, 1000, 7)}

    assert (len(said), feed.asked) == (1, 1)
    assert prices.last("MSFT", start + 1000) not in said


def test_the_volume_of_a_minutes_ticks_is_the_minutes():
    ticks = FeedPrices(Simulator()).ticks("AAPL", NOON * 1000 - 1, (NOON + 59) * 1000)
    minute = Market().current("AAPL", Resolution.M1, NOON + 59)

    assert sum(tick.volume or 0 for tick in ticks) == minute.columns.volume[-1]


def test_an_unknown_symbol_has_no_prices():
    assert (list(FeedPrices(Simulator()).ticks("NOPE", 0, 9_000)), FeedPrices(Simulator()).last("NOPE", 0)) == (
        [],
        None,
    )


def test_a_closed_exchange_has_its_last_price_and_no_ticks():
    """Who holds something over night knows what it is worth."""
    feed = Simulator(exchange_hours=True)
    prices, hours, midnight = FeedPrices(feed), FeedHours(feed), 1_700_006_400_000
    close = midnight - 3 * 3_600_000
    last = prices.last("AAPL", close - 1_000)

    assert hours.session("AAPL", close - 1) == Session(close - 23_400_000, close)
    assert (hours.session("AAPL", midnight), hours.next_open("AAPL", midnight)) == (None, midnight + 52_200_000)
    assert list(prices.ticks("AAPL", close, midnight)) == []
    assert (prices.last("AAPL", midnight).last, prices.last("AAPL", midnight).ask) == (last.last, last.ask)
