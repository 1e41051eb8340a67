"""Futures and options over HTTP: the chain, and every other question that a chart asks about a contract."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from support.asgi import get

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings

BASE = "/api/v1/datafeed"
NOW = 1_750_083_234
"""In a session of New York, 2025-06-16, in mid-minute."""


def made(**settings):
    app = AppFactory(Settings(**settings)).create_app(["datafeed"])
    app.module_apps["datafeed"].module.service.clock = lambda: NOW + 0.5
    return app


@pytest.fixture(scope="module", params=["continuous", "exchange"])
def app(request):
    return made(market_hours=request.param)


@pytest.fixture(scope="module")
def chain(app):
    return get(app, f"{BASE}/options/SIMX").json()


def test_the_nearest_chain_is_the_answer_unless_another_is_asked_for(app, chain):
    assert chain["expiries"] == ["2025-06-20", "2025-07-18", "2025-08-15"]
    assert chain["expiry"] == "2025-06-20"
    assert get(app, f"{BASE}/options/SIMX", params={"expiry": "2025-08-15"}).json()["expiry"] == "2025-08-15"
    assert (len(chain["options"]), chain["time"]) == (41, NOW * 1000)


def test_a_chain_says_what_the_quotes_say(app, chain):
    """Two questions about one price."""
    sides = [row[side] for row in chain["options"][::7] for side in ("call", "put")]
    quotes = get(app, f"{BASE}/quotes", params={"symbols": ",".join(side["symbol"] for side in sides)}).json()

    assert [(q["s"], q["v"]["lp"], q["v"]["bid"], q["v"]["ask"]) for q in quotes] == [
        ("ok", side["last"], side["bid"], side["ask"]) for side in sides
    ]
    [index] = get(app, f"{BASE}/quotes", params={"symbols": "SIMX"}).json()
    assert index["v"]["lp"] == chain["price"]


def test_deltas_fall_with_the_strike_and_a_call_and_a_put_make_one_future(chain):
    rows = chain["options"]

    assert all(
        after["call"]["greeks"]["delta"] <= before["call"]["greeks"]["delta"] for before, after in pairwise(rows)
    )
    for row in rows:
        assert row["call"]["iv"] == row["put"]["iv"] > 0.05
        assert row["call"]["greeks"]["delta"] - row["put"]["greeks"]["delta"] == pytest.approx(1, abs=1e-5)
        assert row["call"]["symbol"] == f"SIMX-20250620-C{row['strike']}"


def test_on_the_last_day_there_is_no_volatility_left(app):
    service = app.module_apps["datafeed"].module.service
    clock, service.clock = service.clock, lambda: NOW + 4 * 86_400
    try:
        row = get(app, f"{BASE}/options/SIMX").json()["options"][0]
    finally:
        service.clock = clock

    assert (row["call"]["iv"], row["call"]["greeks"]) == (None, None)
    assert row["call"]["last"] > 100


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("NOPE", "symbol_unknown", "GET search lists"),
        ("AAPL", "no_options", "there are no options on AAPL"),
        ("SIMX-202507", "no_options", "there are no options on SIMX-202507"),
        ("SIMX?expiry=2025-07-19", "no_options", "there are 2025-06-20, 2025-07-18, 2025-08-15"),
    ],
)
def test_where_there_is_no_chain_the_answer_says_what_there_is(app, path, code, words):
    answer = get(app, f"{BASE}/options/{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert words in answer.json()["detail"]


def test_contracts_are_found_by_searching_and_described(app, chain):
    """The search offers what is traded now; a description says when it ends."""

    def found(**query):
        return [item["symbol"] for item in get(app, f"{BASE}/search", params=query).json()]

    assert found(user_input="simx-2", symbol_type="futures") == ["SIMX-202506", "SIMX-202507", "SIMX-202508"]
    assert found(user_input="technology", symbol_type="futures")[0] == "TECX-202506"
    strike = chain["options"][9]["strike"]
    assert found(user_input=f"composite index, put {strike} of 2025-06") == [f"SIMX-20250620-P{strike}"]
    info = get(app, f"{BASE}/resolve/SIMX-202507").json()
    assert (info["type"], info["minmov"], info["pricescale"]) == ("futures", 5, 100)
    assert datetime.fromtimestamp(info["expiration_date"] - 1, UTC).date() == date(2025, 7, 18)
    assert [info["expired"], get(app, f"{BASE}/resolve/SIMX-202505").json()["expired"]] == [False, True]
    assert [get(app, f"{BASE}/resolve/AAPL").json()[name] for name in ("expired", "expiration_date")] == [False, None]


@pytest.mark.parametrize("resolution", ["1", "60", "1D", "1W"])
def test_bars_of_a_contract_are_the_udf_history_too(app, chain, resolution):
    query = {"symbol": chain["options"][20]["call"]["symbol"], "resolution": resolution}
    page = get(app, f"{BASE}/bars", params={**query, "count_back": 10}).json()["bars"]
    udf = get(app, f"{BASE}/udf/history", params={**query, "from": 0, "to": NOW + 1, "countback": 10}).json()

    assert [bar["close"] for bar in page] == udf["c"]
    assert 0 < len(page) <= 10
    symbols = get(app, f"{BASE}/udf/symbol_info").json()
    assert len(symbols["symbol"]) == 6 + 2 * 249


def test_a_market_of_files_has_no_contracts(tmp_path):
    """Nobody has recorded their prices."""
    (tmp_path / "IDX.csv").write_text("ts,open,high,low,close\n2025-06-16T14:00:00+00:00,1,2,1,2\n")
    (tmp_path / "replay.yaml").write_text("type: index\n")
    app = made(feed=f"replay:{tmp_path}")

    assert get(app, f"{BASE}/options/IDX").json()["code"] == "no_options"
    assert [item["symbol"] for item in get(app, f"{BASE}/search").json()] == ["IDX"]
