"""The user's own files as a feed."""

import csv
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trading_api.settings import Settings, SettingsError
from trading_api.shared.market.feed import FeedError
from trading_api.shared.market.history import Market
from trading_api.shared.market.instruments import Kind
from trading_api.shared.market.recording import Fault
from trading_api.shared.market.replay import Replay
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.source import feed_of
from trading_api.shared.market.ticks import ticks
from trading_api.shared.market.window import Window

HEADER = "ts,open,high,low,close,volume\n"
NEW_YORK = "timezone: America/New_York\nexchange: XNYS\n"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


NOW = at("2026-01-01")


@pytest.fixture
def folder(tmp_path):
    """Writes files into a folder and reads it as a feed."""

    def write(declared: str = NEW_YORK, **files: str) -> Replay:
        (tmp_path / "replay.yaml").write_text(declared)
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text)
        return Replay.of(tmp_path)

    return write


def bars(feed, symbol, resolution, count=100, now=NOW):
    found = Market(feed).history(symbol, resolution, Window(0, now + 1, count), now)
    return [tuple(row) for row in zip(found.start.tolist(), *(c.tolist() for c in found.columns), strict=True)]


def test_minutes_become_every_larger_bar(folder):
    """In local time of the exchange, as exports have it; an hour counts from the open."""
    feed = folder(
        AAPL=HEADER
        + "2025-06-16 09:30,10.00,10.50,9.90,10.20,100\n"
        + "2025-06-16 09:31,10.20,10.30,10.10,10.10,50\n"
        + "2025-06-16 10:29,10.10,10.10,10.00,10.05,25\n"
        + "2025-06-16 10:30,10.05,11.00,10.05,10.90,10\n"
    )

    assert bars(feed, "AAPL", Resolution.H1) == [
        (at("2025-06-16T13:30"), 1000, 1050, 990, 1005, 175),
        (at("2025-06-16T14:30"), 1005, 1100, 1005, 1090, 10),
    ]
    assert bars(feed, "AAPL", Resolution.DAY) == [(at("2025-06-16"), 1000, 1100, 990, 1090, 185)]
    assert bars(feed, "AAPL", Resolution.MONTH) == [(at("2025-06-01"), 1000, 1100, 990, 1090, 185)]
    assert len(bars(feed, "AAPL", Resolution.M1)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "Date,Time,O,H,L,C,Vol\n2025-06-16,09:30,1,2,0.5,1.5,7\n",
        "timestamp;open\n".replace(";", ",").replace("open", "Open,High,Low,Last,V") + "1750080600,1,2,0.5,1.5,7\n",
        "datetime, open, high, low, close, volume\n1750080600000, 1, 2, 0.5, 1.5, 7\n",
        "\ufeffts,open,high,low,close,volume\n2025-06-16T13:30:00Z,1,2,0.5,1.5,7\n",
        "ts,open,high,low,close,volume\n2025-06-16T09:30:00-04:00,1,2,0.5,1.5,7.0\n",
    ],
    ids=["date and time apart", "seconds", "milliseconds and blanks", "UTC and a byte order mark", "an offset"],
)
def test_many_spellings_of_one_bar(folder, text):
    """What programs export; nobody should have to rename columns."""
    assert bars(folder(X=text), "X", Resolution.M1) == [(at("2025-06-16T13:30"), 100, 200, 50, 150, 7)]


@pytest.mark.parametrize("written", ["2025-06-16", "20250616", "2025-06-16 00:00:00", "2025-06-16 00:00:00-04:00"])
def test_days_are_known_by_having_no_time(folder, written):
    """A midnight counts as none. Days need no timezone."""
    feed = folder("exchange: XNYS", X=HEADER + f"{written},1,2,0.5,1.5,7\n")

    assert feed.finest("X") is Resolution.DAY
    assert bars(feed, "X", Resolution.DAY) == [(at("2025-06-16"), 100, 200, 50, 150, 7)]
    assert bars(feed, "X", Resolution.M1) == []
    assert list(ticks(feed.instruments["X"], at("2025-06-16") * 1000, at("2025-06-17") * 1000, feed)) == []


def test_what_is_wrong_is_dropped_counted_and_named(folder):
    """Each fault by itself, with its first line; the rest is used."""
    feed = folder(
        X=HEADER
        + "2025-06-16 09:30,10,11,9,10,1\n"
        + "2025-06-16 09:31,10,9,9,10,1\n"  # high below open
        + "2025-06-16 09:32,10,11,10.5,10,1\n"  # low above open
        + "2025-06-16 09:33,0,11,0,10,1\n"
        + "2025-06-16 09:30,10,12,9,10,1\n"  # again
        + "2025-06-16 16:00,10,11,9,10,1\n"  # closed
        + "2025-06-14 12:00,10,11,9,10,1\n"  # Saturday
        + "yesterday,10,11,9,10,1\n"
        + "2025-06-16 09:34,ten,11,9,10,1\n"
        + "2025-06-16 09:35,10,NaN,9,10,1\n"
        + "2025-06-16 09:36,10,11,9,10,-1\n"
        + "2025-06-16 09:37,10\n"
    )

    [report] = feed.reports
    assert report.kept == 1
    assert report.dropped == {
        Fault.ORDER: 3, Fault.DUPLICATE: 1, Fault.OFF_SESSION: 2, Fault.TIME: 1, Fault.NUMBER: 4,
    }  # fmt: skip
    assert report.first == {
        Fault.ORDER: 3, Fault.DUPLICATE: 6, Fault.OFF_SESSION: 7, Fault.TIME: 9, Fault.NUMBER: 10,
    }  # fmt: skip
    assert bars(feed, "X", Resolution.M1)[0][2] == 1100, "the first of two rows counts"


def test_rows_may_come_in_any_order(folder):
    """Newest first is usual."""
    feed = folder(X=HEADER + "2025-06-17,3,3,3,3,1\n2025-06-13,1,1,1,1,1\n2025-06-16,2,2,2,2,1\n")

    assert [row[1] for row in bars(feed, "X", Resolution.DAY)] == [100, 200, 300]


def test_ticks_are_as_fine_as_the_prices_or_as_declared(folder):
    """Two to four digits; what lies between two ticks goes to the nearer."""
    assert folder(X=HEADER + "2025-06-16,1.12345,1.2,1,1.1,1\n").instruments["X"].price_scale == 10_000
    declared = NEW_YORK + "symbols: {X: {price_scale: 8, type: index, currency: INR, description: Ex}}"
    feed = folder(declared, X=HEADER + "2025-06-16,1.13,1.2,1,1.1,1\n")
    assert bars(feed, "X", Resolution.DAY)[0][1:5] == (9, 10, 8, 9)
    found = feed.instruments["X"]
    assert (found.kind, found.currency, found.description, found.exchange) == (Kind.INDEX, "INR", "Ex", "XNYS")


def test_a_session_under_way_shows_only_what_has_happened(folder):
    """A file of today plays as the day goes on: second by second within its minutes."""
    text = HEADER + "2025-06-16 09:30,10,11,9,10.50,60\n2025-06-16 09:31,10.50,12,10,11,60\n"
    feed = folder(X=text)
    opened = at("2025-06-16T13:30")

    assert bars(feed, "X", Resolution.DAY, now=opened - 1) == []
    assert bars(feed, "X", Resolution.DAY, now=opened) == [(at("2025-06-16"), 1000, 1000, 1000, 1000, 1)]
    assert bars(feed, "X", Resolution.M1, now=opened + 59) == [(opened, 1000, 1100, 900, 1050, 60)]
    found = ticks(feed.instruments["X"], opened * 1000 - 1, (opened + 119) * 1000, feed)
    assert (len(found), found[0].last, found[-1].last, sum(tick.volume for tick in found)) == (120, 1000, 1100, 120)


def test_bars_of_five_minutes_are_kept_as_such(folder):
    """They cannot be cut smaller: a chart is offered five minutes and more, each shown when it is over."""
    feed = folder(X=HEADER + "".join(f"2025-06-16 09:{minute},1,2,1,1.5,1\n" for minute in range(30, 60, 5)))
    opened = at("2025-06-16T13:30")

    assert feed.finest("X") is Resolution.M5
    assert bars(feed, "X", Resolution.M1) == []
    assert len(bars(feed, "X", Resolution.M5, now=opened + 598)) == 1
    assert len(bars(feed, "X", Resolution.M5, now=opened + 599)) == 2
    assert bars(feed, "X", Resolution.M15)[0][5] == 3


def test_parquet_is_read_like_csv(tmp_path):
    """With real columns of time and numbers."""
    polars = pytest.importorskip("polars", reason="the extra replay is not installed")
    times = [datetime.fromisoformat(f"2025-06-16T09:{minute}") for minute in (30, 31)]
    columns = {"ts": times, "open": [10.0, 10.1], "high": [10.5, 10.2], "low": [9.9, 10.0], "close": [10.1, 10.15]}
    polars.DataFrame({**columns, "volume": [5, None]}).write_parquet(tmp_path / "msft.parquet")
    (tmp_path / "replay.yaml").write_text(NEW_YORK)

    feed = Replay.of(tmp_path)

    opened = at("2025-06-16T13:30")
    assert bars(feed, "MSFT", Resolution.M1) == [
        (opened, 1000, 1050, 990, 1010, 5),
        (opened + 60, 1010, 1020, 1000, 1015, 0),
    ]


@pytest.mark.parametrize(
    ("declared", "name", "text", "told"),
    [
        ("", "X", HEADER + "2025-06-16 09:30,1,1,1,1,1\n", r"X.csv line 2: 2025-06-16 09:30 has no offset; declare `timezone:"),
        ("timezone: Mars/Olympus", "X", HEADER, r"replay.yaml: timezone: .*'Mars/Olympus' is no timezone"),
        ("exchange: XPAR", "X", HEADER, r"replay.yaml: exchange: .*there is no calendar of 'XPAR'; there are SIM, XBOM"),
        ("speed: 3", "X", HEADER, r"replay.yaml: speed: Extra inputs are not permitted"),
        ("[", "X", HEADER, r"replay.yaml cannot be read"),
        ("", "X", "ts,open,high,close\n1,1,1,1\n", r"no column for low \(low or l\); its columns are ts, open, high, close"),
        ("", "X", "", r"X.csv has no column for time"),
        ("", "X", HEADER, r"X.csv: 0 bars kept: nothing is left"),
        ("", "no_symbol", HEADER, r"'NO_SYMBOL' is no symbol; name the file after one"),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_used_says_what_to_mend(folder, declared, name, text, told):
    """One message, not a traceback; the application refuses to start with it."""
    with pytest.raises(FeedError, match=told):
        folder(declared, **{name: text})


def test_a_wrong_feed_setting_is_refused_as_a_setting(tmp_path):
    """The message names the variable."""
    for feed, told in [
        (f"replay:{tmp_path}/none", "FEED: .*none is no folder"),
        (f"replay:{tmp_path}", "FEED: .* holds no .csv and no .parquet file"),
        ("no_such_module:make", "FEED: 'no_such_module:make' cannot be imported: No module named"),
        ("json:make", "FEED: module json has no make; name a function"),
    ]:
        with pytest.raises(SettingsError, match=told):
            feed_of(Settings(feed=feed))
    with pytest.raises(SettingsError, match="FEED: 'csv' is not usable"):
        Settings.from_environment({"FEED": "csv"})
    with pytest.raises(
        SettingsError, match="MARKET_HOURS: 'night' is not usable; it must match 'continuous' or 'exchange'"
    ):
        Settings.from_environment({"MARKET_HOURS": "night"})


def test_equal_folders_are_one_world_and_others_are_not(folder):
    """So a client may move between instances, and resets when the data is another."""
    first, again = (folder(X=HEADER + "2025-06-16,1,1,1,1,1\n").world for _ in range(2))

    assert first == again
    assert folder(X=HEADER + "2025-06-16,1,1,1,1,2\n").world != first


def test_the_command_prints_what_became_of_every_file(folder, tmp_path):
    """Before a day of trading somebody wants to know."""
    folder(A=HEADER + "2025-06-16,1,1,1,1,1\n", B=HEADER + "2025-06-14,1,1,1,1,1\n2025-06-16,1,1,1,1,1\n")

    run = subprocess.run(
        [sys.executable, "-m", "trading_api.shared.market.replay", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.splitlines() == [
        "A.csv: 1 bars kept",
        "B.csv: 1 bars kept, dropped 1 for outside of the exchange's sessions (line 2 first)",
    ]


def test_neither_polars_nor_pandas_is_loaded_for_csv(folder, tmp_path):
    """170 MB and half a second that only Parquet needs."""
    folder(A=HEADER + "2025-06-16,1,1,1,1,1\n")
    code = f"import sys; from trading_api.shared.market.replay import Replay; Replay.of({str(tmp_path)!r}); "
    code += "print(*{'polars', 'pandas'} & set(sys.modules))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


@pytest.fixture(scope="module")
def apple(tmp_path_factory):
    """Real daily bars of Apple, 2019 to 2024, from a package that only tests use; nothing of it is kept here."""
    package = pytest.importorskip("hvsampledata", reason="hvsampledata is not installed")
    folder = tmp_path_factory.mktemp("apple")
    text = (Path(package.__file__).parent / "_data" / "apple_stocks.csv").read_text()
    (folder / "AAPL.csv").write_text(text)
    (folder / "replay.yaml").write_text("exchange: XNYS")
    return folder


def test_weeks_and_months_of_a_real_series_are_those_added_up_by_hand(apple):
    """A week with Juneteenth in it, a week that begins after Memorial Day, and a February of 29 days."""
    feed = Replay.of(apple)

    weeks = {row[0]: row[1:] for row in bars(feed, "AAPL", Resolution.WEEK, 500)}
    months = {row[0]: row[1:] for row in bars(feed, "AAPL", Resolution.MONTH, 500)}
    assert weeks[at("2024-06-17")] == (21337, 21895, 20711, 20749, 506_265_500)
    assert weeks[at("2024-05-27")] == (19151, 19300, 18910, 19225, 230_454_300)
    assert months[at("2024-02-01")][:4] == (18399, 19105, 17925, 18075)
    assert len(months) == 72


def test_a_real_series_is_kept_whole_by_the_calendar(apple):
    """1510 days of New York, none refused as off session: calendar and market agree."""
    feed = Replay.of(apple)
    with (apple / "AAPL.csv").open() as file:
        days = [date.fromisoformat(row["date"]) for row in csv.DictReader(file)]

    assert feed.reports[0].dropped == {}
    assert feed.reports[0].kept == len(days) > 1500
    assert list(feed.calendar("AAPL").days(days[0], days[-1])) == days
