"""The datafeed as clients of the UDF protocol see it."""

import time

import pytest
from support.asgi import get

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings

BASE = "/api/v1/datafeed"
NOON = 1_750_075_200
"""2025-06-16 12:00 UTC, a Monday."""


@pytest.fixture(scope="module", params=["continuous", "exchange"])
def app(request):
    """The datafeed and core, in either kind of hours."""
    return AppFactory(Settings(market_hours=request.param)).create_app(["datafeed"])


def udf(app, path, **query):
    return get(app, f"{BASE}/udf/{path}", params=query)


@pytest.mark.parametrize("resolution", ["1", "5", "60", "240", "1D", "D", "W", "1M"])
@pytest.mark.parametrize("count", [None, 7])
def test_history_is_bars_in_columns(app, resolution, count):
    """One service behind both: a chart by UDF and a chart by JSON must not differ in a single number."""
    query = {"symbol": "AAPL", "resolution": resolution}
    counted = {"countback": count} if count else {}
    columns = udf(app, "history", **query, **{"from": NOON - 9 * 86400, "to": NOON}, **counted).json()
    counted = {"count_back": count} if count else {}
    rows = get(app, f"{BASE}/bars", params={**query, "from_time": NOON - 9 * 86400, "to_time": NOON, **counted}).json()[
        "bars"
    ]

    if not rows:  # no month begins in those nine days
        assert columns["s"] == "no_data"
        return
    assert columns.pop("s") == "ok"
    names = ("open", "high", "low", "close", "volume")
    assert columns == {
        "t": [row["time"] // 1000 for row in rows],
        **{name[0]: [row[name] for row in rows] for name in names},
    }
    assert count is None or len(rows) == count


def test_no_data_names_the_newest_earlier_bar_in_seconds(app):
    """UDF clients jump there; where nothing is earlier the field is absent."""
    assert udf(app, "history", symbol="AAPL", resolution="1D", **{"from": 0, "to": 1000}).json() == {"s": "no_data"}
    empty = udf(app, "history", symbol="AAPL", resolution="1D", **{"from": NOON - 30, "to": NOON}).json()
    assert empty["s"] == "no_data"
    assert empty["nextTime"] % 86_400 == 0
    assert empty["nextTime"] < NOON


@pytest.mark.parametrize("path", ["history", "marks", "timescale_marks", "symbols"])
def test_what_is_unknown_is_an_error_in_the_protocols_own_words(app, path):
    """A UDF client does not look at the status."""
    query = {"symbol": "NOPE", "resolution": "1D", "from": 0, "to": NOON}
    answer = udf(app, path, **query)

    assert answer.status_code == 200
    assert answer.json()["s"] == "error"
    assert "there is no symbol NOPE" in answer.json()["errmsg"]
    if path != "symbols":
        assert "is none of 1, 5" in udf(app, path, **{**query, "symbol": "AAPL", "resolution": "7"}).json()["errmsg"]


def test_the_configuration_announces_what_there_is(app):
    """Charts ask only for what is announced."""
    config = udf(app, "config").json()

    assert {name: config[name] for name in config if name.startswith("supports_")} == {
        "supports_search": True,
        "supports_group_request": False,
        "supports_marks": True,
        "supports_timescale_marks": True,
        "supports_time": True,
    }
    assert "1D" in config["supported_resolutions"]


def test_a_symbol_alone_and_in_the_table_is_the_same(app):
    """The table has a column per field, under names with hyphens."""
    one, table = udf(app, "symbols", symbol="XOM").json(), udf(app, "symbol_info").json()
    place = table["symbol"].index("XOM")

    assert one == get(app, f"{BASE}/resolve/XOM").json()
    assert [table[name][place] for name in ("pricescale", "timezone", "session-regular", "exchange-listed")] == [
        one["pricescale"],
        one["timezone"],
        one["session"],
        one["listed_exchange"],
    ]
    assert udf(app, "symbol_info", group="XPAR").json()["symbol"] == []


def test_search_finds_what_search_finds(app):
    """With the full name that UDF adds."""
    hits = udf(app, "search", query="exxon", type="stock", exchange="", limit=5).json()

    assert [hit["ticker"] for hit in hits] == ["XOM"]
    assert hits[0]["full_name"] == f"{hits[0]['exchange']}:XOM"
    assert udf(app, "search", query="exxon", type="index").json() == []


def test_quotes_have_a_state_each(app):
    """One unknown name does not spoil the list."""
    answer = udf(app, "quotes", symbols="AAPL,nope").json()

    assert answer["s"] == "ok"
    assert [item["s"] for item in answer["d"]] == ["ok", "error"]


def test_time_is_bare_text(app):
    """Seconds; not JSON."""
    answer = udf(app, "time")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert abs(int(answer.text) - time.time()) < 5


def test_marks_are_the_same_in_columns_and_in_rows(app):
    """And there are some in seven years of a market with jumps."""
    columns = udf(app, "marks", symbol="NVDA", resolution="1D", **{"from": 1_530_000_000, "to": NOON}).json()
    rows = get(
        app, f"{BASE}/marks", params={"symbol": "NVDA", "from_time": 1_530_000_000, "to_time": NOON, "resolution": "D"}
    ).json()

    assert len(rows) >= 3
    assert columns == {name: [row[name] for row in rows] for name in rows[0]}


@pytest.mark.parametrize(
    "query", [{"from": -1}, {"to": NOON * 1000}, {"from": "NaN"}, {"countback": 0}, {"symbol": "A" * 65}]
)
def test_nonsense_is_a_422_problem(app, query):
    """As everywhere else in this API."""
    answer = udf(app, "history", **{"symbol": "AAPL", "resolution": "1", "from": 0, "to": NOON, **query})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
