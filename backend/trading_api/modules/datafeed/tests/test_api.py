"""The datafeed over HTTP."""

import time

import pytest
from support.asgi import call, get

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings

BASE = "/api/v1/datafeed"
NOON = 1_750_075_200
"""2025-06-16 12:00 UTC, a Monday."""


@pytest.fixture(scope="module")
def app():
    """The datafeed and core."""
    return AppFactory(Settings()).create_app(["datafeed"])


def bars(app, **query):
    return get(app, f"{BASE}/bars", params={"symbol": "AAPL", "resolution": "1", "to_time": NOON, **query})


def test_bars_have_times_in_milliseconds_and_a_range_in_seconds(app):
    """The units of the chart's own interface; mixing them up is the classic fault of such servers."""
    page = bars(app, from_time=NOON - 180).json()

    assert [bar["time"] for bar in page["bars"]] == [(NOON - 180) * 1000, (NOON - 120) * 1000, (NOON - 60) * 1000]
    assert (page["no_data"], page["next_time"]) == (False, None)
    assert set(page["bars"][0]) == {"time", "open", "high", "low", "close", "volume"}


@pytest.mark.parametrize("resolution", ["1D", "D", "1W", "W", "1M", "M"])
def test_days_and_longer_begin_at_midnight_utc(app, resolution):
    """The trading day, not the session's start."""
    page = bars(app, resolution=resolution, count_back=2).json()

    assert len(page["bars"]) == 2
    assert all(bar["time"] % 86_400_000 == 0 for bar in page["bars"])


def test_a_range_without_bars_names_the_newest_earlier_one_in_seconds(app):
    """A chart jumps there."""
    assert bars(app, from_time=0, to_time=1000).json() == {"bars": [], "no_data": True, "next_time": None}
    assert bars(app, from_time=NOON - 30, to_time=NOON).json() == {"bars": [], "no_data": True, "next_time": NOON - 60}


def test_history_ends_with_the_bar_that_is_forming_now(app):
    """So that the first live update continues it."""
    before = time.time() // 60 * 60_000

    page = bars(app, to_time=int(time.time()) + 3600, count_back=1).json()

    assert before <= page["bars"][0]["time"] <= time.time() * 1000


def test_without_an_end_the_answer_is_as_of_now(app):
    """What a newcomer's curl asks: the newest bars, the forming one last, as live updates will continue it."""
    before = time.time() // 60 * 60_000

    answer = get(app, f"{BASE}/bars", params={"symbol": "AAPL", "resolution": "1", "count_back": 3})

    assert answer.status_code == 200, answer.text
    times = [bar["time"] for bar in answer.json()["bars"]]
    assert before <= times[-1] <= time.time() * 1000
    assert times == [times[-1] - 120_000, times[-1] - 60_000, times[-1]]


@pytest.mark.parametrize(
    "query",
    [
        {"resolution": "7"},
        {"resolution": "1d"},
        {"resolution": ""},
        {"count_back": 0},
        {"count_back": 5001},
        {"count_back": "1e400"},
        {"from_time": -1},
        {"from_time": "NaN"},
        {"to_time": NOON * 1000},
        {"to_time": "9" * 5000},
        {"to_time": "\x00"},
        {"symbol": "aapl"},
        {"symbol": "\x00"},
        {"symbol": "A" * 5000},
        {"symbol": "AAPL\n"},
    ],
)
def test_nonsense_is_a_422_problem(app, query):
    """Milliseconds in place of seconds included: they would silently give other bars."""
    answer = bars(app, **query)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_unknown_symbol_is_a_404_problem_that_says_where_to_look(app):
    """In history and in resolving alike."""
    for answer in (bars(app, symbol="NOPE"), get(app, f"{BASE}/resolve/NOPE"), get(app, f"{BASE}/resolve/%01%ff")):
        assert answer.status_code == 404
        assert answer.json()["code"] == "symbol_unknown"
        assert "GET search lists" in answer.json()["detail"]


def test_a_symbol_is_described_in_the_words_of_the_chart(app):
    """snake_case names of the charting library, so an adapter needs no mapping."""
    info = get(app, f"{BASE}/resolve/AAPL").json()

    assert (info["pricescale"], info["minmov"], info["session"], info["timezone"]) == (100, 1, "24x7", "Etc/UTC")
    assert info["intraday_multipliers"] == ["1", "5", "15", "30", "60", "240"]
    assert info["supported_resolutions"] == get(app, f"{BASE}/config").json()["supported_resolutions"]


def test_search_finds_by_symbol_and_by_description_and_filters(app):
    """Those that begin with the text come first."""

    def found(**query):
        return [item["symbol"] for item in get(app, f"{BASE}/search", params=query).json()]

    assert found(user_input="aap") == ["AAPL"]
    assert found(user_input="exxon") == ["XOM"]
    assert found(user_input="m")[0] == "MSFT"
    assert found(symbol_type="index") == ["SIMX", "TECX"]
    assert found(exchange="NYSE") == []
    assert len(found(max_results=2)) == 2


def test_quotes_answer_each_symbol_on_its_own(app):
    """One wrong name in a watchlist must not empty it; GET and POST say the same."""
    names = ["AAPL", "nope", "SIMX"]

    got = get(app, f"{BASE}/quotes", params={"symbols": ",".join(names)}).json()
    posted = call(app, "POST", f"{BASE}/quotes", json={"symbols": names}).json()

    assert [(item["n"], item["s"]) for item in got] == [("AAPL", "ok"), ("nope", "error"), ("SIMX", "ok")]
    assert [item["n"] for item in posted] == names
    quote = got[0]["v"]
    assert quote["bid"] < quote["lp"] < quote["ask"]
    assert quote["low_price"] <= quote["lp"] <= quote["high_price"]
    assert quote["ch"] == pytest.approx(quote["lp"] - quote["prev_close_price"], abs=0.005)


@pytest.mark.parametrize("names", [["A"] * 101, ["A" * 65]], ids=["too many", "too long"])
def test_a_watchlist_beyond_the_bounds_is_refused_not_cut(app, names):
    """An answer to the first hundred would look like an answer to all; GET and POST have the same bounds."""
    got = get(app, f"{BASE}/quotes", params={"symbols": ",".join(names)})
    posted = call(app, "POST", f"{BASE}/quotes", json={"symbols": names})

    assert [answer.status_code for answer in (got, posted)] == [422, 422]
    assert "at most 100 symbols of at most 64 characters" in got.json()["detail"]


@pytest.mark.parametrize(
    "body", ['{"symbols":[NaN]}', '{"symbols":["\\ud800"]}', '{"symbols":[1e400]}', '{"symbols":"A"}']
)
def test_a_hostile_body_is_refused(app, body):
    """Never a 500, whatever JSON allows or Python would."""
    answer = call(app, "POST", f"{BASE}/quotes", content=body, headers={"content-type": "application/json"})

    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
