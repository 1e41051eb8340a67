"""Symbols in exchange hours: what a chart is told about days without trading is what prices and orders follow."""

from datetime import date

from trading_api.modules.datafeed.symbols import symbol_info
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.instruments import INSTRUMENTS, Instrument, Kind
from trading_api.shared.market.resolution import Resolution

YEAR_2024 = date(2024, 1, 1), date(2024, 12, 31)


def info(exchange: str, finest: Resolution = Resolution.M1):
    return symbol_info(INSTRUMENTS["AAPL"], Calendar.load(exchange), finest, YEAR_2024)


def test_holidays_and_short_days_of_new_york_are_those_of_its_calendar():
    """Ten holidays in 2024, three short days."""
    found = info("XNYS")

    assert (found.session, found.timezone, found.exchange) == ("0930-1600", "America/New_York", "XNYS")
    assert found.session_holidays.split(",") == [
        "20240101", "20240115", "20240219", "20240329", "20240527", "20240619", "20240704", "20240902", "20241128", "20241225",
    ]  # fmt: skip
    assert found.corrections == "0930-1300:20240703,20241129,20241224"


def test_a_lunch_break_and_special_sessions_are_told():
    """Both are sessions of several parts, one every day and one on its own day."""
    assert info("XHKG").session == "0930-1200,1300-1600"
    assert "0915-1000,1130-1230:20240302,20240518" in info("XBOM").corrections.split(";")


def test_a_market_that_never_closes_has_neither():
    """Hours in UTC, as ever."""
    found = info("SIM")

    assert (found.session, found.timezone, found.session_holidays, found.corrections) == ("24x7", "Etc/UTC", "", "")


def test_a_feed_of_days_offers_no_minutes():
    """A chart that asked for them would wait for ever."""
    found = symbol_info(Instrument("X", "x", Kind.STOCK), Calendar.load("XNYS"), Resolution.DAY, YEAR_2024)

    assert not found.has_intraday
    assert (found.intraday_multipliers, found.supported_resolutions) == ([], ["1D", "1W", "1M"])
