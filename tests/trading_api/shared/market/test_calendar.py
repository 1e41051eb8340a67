"""When exchanges trade, against figures from outside: the exchanges' own calendars and the press."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading_api.shared.market.calendar import CONTINUOUS, Calendar, ExchangeUnknown, Kind

DAY_MS = 86_400_000
NYSE, BSE, HONG_KONG, SIM = (Calendar.load(name) for name in ("XNYS", "XBOM", "XHKG", CONTINUOUS))


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def utc(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1000, UTC):%m-%d %H:%M}"


@pytest.mark.parametrize(("year", "sessions"), [(2020, 253), (2021, 252), (2022, 251), (2023, 250), (2024, 252)])
def test_new_york_had_that_many_sessions(year, sessions):
    """As the exchange itself counts."""
    assert len(NYSE.sessions(ms(f"{year}-01-01"), ms(f"{year + 1}-01-01"))) == sessions
    assert len(NYSE.days(date(year, 1, 1), date(year, 12, 31))) == sessions


def test_new_york_closed_early_on_three_days_of_2024():
    """At 13:00 there: 17:00 UTC in summer, 18:00 in winter."""
    early = [session for session in NYSE.sessions(ms("2024-01-01"), ms("2025-01-01")) if session.kind is Kind.EARLY]

    assert [utc(session.close_ms) for session in early] == ["07-03 17:00", "11-29 18:00", "12-24 18:00"]


@pytest.mark.parametrize("day", ["2012-10-29", "2012-10-30", "2018-12-05", "2001-09-11", "2024-12-25", "2024-06-08"])
def test_new_york_was_closed(day):
    """A hurricane, a day of mourning, an attack, Christmas, a Saturday."""
    assert NYSE.session(date.fromisoformat(day)) is None
    assert NYSE.sessions(ms(day), ms(day) + DAY_MS) == ()
    assert NYSE.session_at(ms(f"{day}T16:00")) is None


def test_the_opening_bell_keeps_new_york_time():
    """Its clocks change on another day than Europe's."""
    assert utc(NYSE.next_open(ms("2024-03-08"))) == "03-08 14:30"
    assert utc(NYSE.next_open(ms("2024-03-09"))) == "03-11 13:30"
    assert utc(NYSE.next_open(ms("2024-11-02"))) == "11-04 14:30"


def test_mumbai_traded_on_the_day_the_votes_were_counted():
    """15:30 there is 10:00 UTC."""
    session = BSE.session(date(2024, 6, 4))

    assert (utc(session.open_ms), utc(session.close_ms), session.kind) == ("06-04 03:45", "06-04 10:00", Kind.REGULAR)


def test_a_saturday_of_two_short_sessions_is_one_session_with_a_break():
    """2024-03-02, from the recovery site. In the break nothing trades, and trading resumes at its end."""
    session = BSE.session(date(2024, 3, 2))

    assert session.kind is Kind.SPECIAL
    assert [[utc(edge) for edge in span] for span in session.spans] == [
        ["03-02 03:45", "03-02 04:30"],
        ["03-02 06:00", "03-02 07:00"],
    ]
    assert BSE.session_at(ms("2024-03-02T04:29:59")) == session
    assert BSE.session_at(ms("2024-03-02T04:30")) is None
    assert utc(BSE.next_open(ms("2024-03-02T04:30"))) == "03-02 06:00"
    assert BSE.latest(ms("2024-03-02T05:00")) == session


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2024-01-20", ["01-20 03:45", "01-20 10:00"]),
        ("2025-02-01", ["02-01 03:45", "02-01 10:00"]),
        ("2026-02-01", ["02-01 03:45", "02-01 10:00"]),
    ],
)
def test_mumbai_traded_on_these_weekends(day, hours):
    """The first two are in the package, and lost by it under pandas 3.1; the Sunday is from our overlay."""
    session = BSE.session(date.fromisoformat(day))

    assert session.kind is Kind.SPECIAL
    assert [utc(session.open_ms), utc(session.close_ms)] == hours


def test_hong_kong_pauses_for_lunch():
    """12:00 to 13:00 there, as a rule of every day."""
    session = HONG_KONG.session(date(2024, 6, 4))

    assert session.breaks == ((ms("2024-06-04T04:00"), ms("2024-06-04T05:00")),)
    assert session.kind is Kind.REGULAR


def test_the_simulated_exchange_never_closes():
    """One session a day, from midnight to midnight UTC."""
    assert SIM.continuous
    assert not NYSE.continuous
    session = SIM.session_at(ms("2024-12-25T23:59:59"))
    assert (session.open_ms, session.close_ms) == (ms("2024-12-25"), ms("2024-12-26"))


@given(st.sampled_from([NYSE, BSE, HONG_KONG, SIM]), st.integers(ms("2012-04-01"), ms("2026-11-30")))
@settings(deadline=None, max_examples=200)
def test_every_moment_is_inside_a_session_or_before_an_open(calendar, moment):
    """session_at, next_open, latest and sessions are four views of one truth."""
    now, following, last = calendar.session_at(moment), calendar.next_open(moment), calendar.latest(moment)
    around = calendar.sessions(moment - 9 * DAY_MS, moment + 9 * DAY_MS)

    assert last == [session for session in around if session.open_ms <= moment][-1]
    assert now == (last if last.is_open(moment) else None)
    assert following == min(start for session in around for start, _ in session.spans if start > moment)
    assert all(one.close_ms <= other.open_ms for one, other in pairwise(around))
    assert calendar.session(last.day) == last


@pytest.mark.parametrize("moment", [-(10**15), 0, 4_102_444_800_000, 10**18])
def test_outside_of_what_is_known_nothing_trades(moment):
    """A calendar says nothing about days it has never heard of, and does not break on them."""
    assert NYSE.session_at(moment) is None
    assert NYSE.sessions(moment, moment + DAY_MS) == ()
    assert (NYSE.next_open(moment) is None) == (moment > 0)


def test_sessions_that_only_touch_a_range_are_not_in_it():
    """[from, to): a session that closes when the range begins is over."""
    session = NYSE.session(date(2024, 6, 4))

    assert NYSE.sessions(session.close_ms, session.close_ms + 1) == ()
    assert NYSE.sessions(session.open_ms - 1, session.open_ms) == ()
    assert NYSE.sessions(session.close_ms - 1, session.close_ms) == (session,)
    assert NYSE.sessions(session.open_ms, session.open_ms + 1) == (session,)


def test_an_unknown_exchange_is_told_which_there_are():
    """And no file is looked for outside of the folder."""
    with pytest.raises(
        ExchangeUnknown, match=r"there is no calendar of '../SIM'; there are SIM, XBOM, XHKG, XLON, XNYS"
    ):
        Calendar.load("../SIM")


def test_reading_a_calendar_loads_neither_pandas_nor_numpy():
    """They would cost every process two seconds and eighty megabytes."""
    code = """if True:
        import sys
        from trading_api.shared.market.calendar import Calendar
        assert Calendar.load("XNYS").next_open(0)
        print(*sorted({"pandas", "numpy", "exchange_calendars", "yaml"} & set(sys.modules)))"""

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_days_are_in_order_and_without_repetition():
    """What bisect relies on."""
    days = BSE.days(date(1999, 1, 1), date(2026, 12, 31))

    assert list(days) == sorted(set(days))
    assert days[-1] - days[0] > timedelta(days=365 * 27)
