"""The trading day of engines: hours of the exchange, holidays, and an end before the close."""

from datetime import UTC, date, datetime, time

import pytest

from trading_api.engines.config import Config, MarketSection
from trading_api.engines.day import date_of, day_of, iso
from trading_api.engines.exits import EngineError, NothingToDo

CONFIG = Config()


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_the_square_off_comes_before_an_early_close_too() -> None:
    """2024-07-03 New York closes at 13:00, which is 17:00 in UTC."""
    day = day_of(CONFIG, date(2024, 7, 3))

    assert iso(day.close_ms) == "2024-07-03T17:00:00.000Z"
    assert iso(day.square_off_ms) == "2024-07-03T16:45:00.000Z"


def test_a_holiday_is_nothing_to_do_and_names_the_next_session() -> None:
    with pytest.raises(NothingToDo, match="XNYS does not trade on 2024-12-25; the next session is 2024-12-26"):
        day_of(CONFIG, date(2024, 12, 25))


def test_until_is_in_the_time_of_the_exchange() -> None:
    assert iso(day_of(CONFIG, date(2024, 3, 14), time(10, 30)).close_ms) == "2024-03-14T14:30:00.000Z"


def test_until_outside_of_trading_is_refused() -> None:
    with pytest.raises(EngineError, match="there is no trading then"):
        day_of(CONFIG, date(2024, 3, 14), time(8, 0))


def test_another_day_than_today_must_be_replayed() -> None:
    with pytest.raises(EngineError, match="--replay max"):
        date_of(CONFIG, date(2024, 3, 13), replay=False, now_ms=ms("2024-03-14T15:00"))


def test_a_replay_without_a_date_takes_the_newest_session_that_is_over() -> None:
    """On Monday morning that is Friday."""
    assert date_of(CONFIG, None, replay=True, now_ms=ms("2024-03-18T14:00")) == date(2024, 3, 15)


def test_the_future_cannot_be_replayed() -> None:
    with pytest.raises(EngineError, match="not over"):
        date_of(CONFIG, date(2024, 3, 14), replay=True, now_ms=ms("2024-03-14T15:00"))


def test_a_market_that_never_closes_has_a_day_from_midnight_to_midnight() -> None:
    day = day_of(Config(market=MarketSection(hours="continuous")), date(2024, 12, 25))

    assert (iso(day.open_ms), iso(day.close_ms)) == ("2024-12-25T00:00:00.000Z", "2024-12-26T00:00:00.000Z")
