"""The calendars in the repository are those that the command writes."""

import json
from datetime import date, timedelta

import pytest

from trading_api.shared.market import compile as compiler
from trading_api.shared.market.calendar import FOLDER, Calendar, Kind, Sheet


def test_every_special_session_of_the_overlay_is_in_the_calendar():
    """Whoever edits the overlay must compile; this needs no package to notice."""
    entries = compiler.overlay_of("XBOM")

    assert date(2024, 3, 2) in entries
    for day, entry in entries.items():
        kind, hours = Calendar.load("XBOM").hours(day)
        assert (kind, [list(span) for span in hours]) == (Kind.SPECIAL, entry["hours"])
        assert isinstance(entry["verified"], bool)


@pytest.mark.parametrize("exchange", compiler.EXCHANGES, ids=lambda exchange: exchange.code)
def test_the_files_are_small_and_in_the_form_that_is_written(exchange):
    """A hand-edited file would be lost with the next compilation."""
    text = (FOLDER / f"{exchange.code}.json").read_text()

    assert compiler.written(Sheet.model_validate(json.loads(text))) == text
    assert len(text) < 10_000


@pytest.mark.parametrize("exchange", compiler.EXCHANGES, ids=lambda exchange: exchange.code)
def test_the_calendars_are_what_the_package_says(exchange):
    """Day by day, opens and closes in UTC; where the extra `calendars` is not installed, this is skipped and says so."""
    package = pytest.importorskip("exchange_calendars", reason="the extra calendars is not installed")
    overlay = compiler.overlay_of(exchange.code)
    ours = Calendar.load(exchange.code)
    theirs = package.get_calendar(
        exchange.code,
        start=exchange.first if exchange.code == "XHKG" else "2000-01-01",
        end=ours.sheet.last.isoformat(),
    ).schedule

    expected = {label.date(): (row.open.value // 10**6, row.close.value // 10**6) for label, row in theirs.iterrows()}
    first = min(expected)
    for offset in range((ours.sheet.last - first).days + 1):
        day = first + timedelta(days=offset)
        session = ours.session(day)
        if day not in overlay:
            assert (session and (session.open_ms, session.close_ms)) == expected.get(day), day


def test_compiling_again_changes_nothing(capsys):
    """--check is what CI runs."""
    package = pytest.importorskip("exchange_calendars", reason="the extra calendars is not installed")

    differs = compiler.main(["--check"])

    if package.__version__ == Calendar.load("XNYS").sheet.source.split()[-1]:
        assert (differs, capsys.readouterr().out) == (0, "")
