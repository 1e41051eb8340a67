"""The simulator's seconds as ticks."""

from trading_api.modules.datafeed.service import DatafeedService
from trading_api.shared.market.history import Market
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.trading.simulated import SimulatedPrices

NOON = 1_700_006_400


def test_ticks_are_the_datafeeds_quotes():
    """The chart and the fills must not disagree."""
    datafeed = DatafeedService(Market(), clock=lambda: NOON)
    for tick in SimulatedPrices().ticks("AAPL", NOON * 1000 - 3_000, NOON * 1000):
        quote = datafeed.quotes(["AAPL"], tick.ts // 1000)[0].v
        assert [tick.last, tick.bid, tick.ask] == [round(p * 100) for p in (quote.lp, quote.bid, quote.ask)]


def test_a_question_in_two_halves_has_the_same_answer():
    """Whoever takes over in the middle sees what the one before would have seen."""
    prices, start = SimulatedPrices(), NOON * 1000
    whole = list(prices.ticks("MSFT", start, start + 90_000))

    assert [
        *prices.ticks("MSFT", start, start + 40_500),
        *prices.ticks("MSFT", start + 40_500, start + 90_000),
    ] == whole
    assert [tick.ts for tick in whole] == list(range(start + 1000, start + 91_000, 1000))
    assert prices.last("MSFT", start + 90_999) == whole[-1]


def test_the_volume_of_a_minutes_ticks_is_the_minutes():
    ticks = SimulatedPrices().ticks("AAPL", NOON * 1000 - 1, (NOON + 59) * 1000)
    minute = Market().current("AAPL", Resolution.M1, NOON + 59)

    assert sum(tick.volume or 0 for tick in ticks) == minute.columns.volume[-1]


def test_an_unknown_symbol_has_no_prices():
    assert (list(SimulatedPrices().ticks("NOPE", 0, 9_000)), SimulatedPrices().last("NOPE", 0)) == ([], None)
