"""A feed of the user's own, as docs/market-data.md shows it, behind the whole datafeed."""

import re
import sys
from pathlib import Path

import pytest
from support.asgi import get

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings
from trading_api.shared.market.feed import Feed
from trading_api.shared.market.source import feed_of

DOCS = Path(__file__).parents[4] / "docs" / "market-data.md"
BASE = "/api/v1/datafeed"


@pytest.fixture
def adapter(tmp_path, monkeypatch):
    """The skeleton of the documentation, saved as a module."""
    [code] = re.findall(r"```python\n# my_feed\.py\n(.*?)```", DOCS.read_text(), re.DOTALL)
    (tmp_path / "my_feed.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "my_feed", raising=False)
    feed_of.cache_clear()
    return Settings(feed="my_feed:make", store_url=f"sqlite+aiosqlite:///{tmp_path}/t.db")


def test_the_skeleton_of_the_documentation_is_a_feed(adapter):
    """It is what people copy; an error in it would be in all of theirs."""
    feed: Feed = feed_of(adapter)

    assert not feed.foresees
    assert list(feed.instruments) == ["LIVE"]


def test_the_modules_of_a_process_share_one_feed(adapter):
    """A source that each of them connected to would show the chart other prices than the orders."""
    app = AppFactory(adapter).create_app(["broker", "datafeed"])
    broker, datafeed = (app.module_apps[name].module.service for name in ("broker", "datafeed"))

    assert datafeed.market.feed.instruments is broker.exchange.listed
    assert feed_of(Settings()) is feed_of(Settings())
    assert feed_of(Settings()) is not feed_of(Settings(market_seed="other"))


def test_the_skeleton_serves_bars_quotes_and_symbols(adapter):
    """Everything else is made of its minutes."""
    app = AppFactory(adapter).create_app(["datafeed"])
    feed = app.module_apps["datafeed"].module.service.market.feed

    now = app.module_apps["datafeed"].module.service.now()
    since = now - now % 60 - 120
    for place, close in enumerate((100.0, 101.0, 102.5)):
        feed.heard("LIVE", since + 60 * place, close, 10)

    page = get(app, f"{BASE}/bars", params={"symbol": "LIVE", "resolution": "1"}).json()
    assert [(bar["time"], bar["close"]) for bar in page["bars"]] == [
        (since * 1000, 100.0), ((since + 60) * 1000, 101.0), ((since + 120) * 1000, 102.5),
    ]  # fmt: skip
    [quote] = get(app, f"{BASE}/quotes", params={"symbols": "LIVE"}).json()
    assert quote["v"]["lp"] == 102.5
    assert get(app, f"{BASE}/resolve/LIVE").json()["has_intraday"]
    history = get(
        app, f"{BASE}/udf/history", params={"symbol": "LIVE", "resolution": "D", "from": 0, "to": now + 1}
    ).json()
    assert (history["s"], history["c"][-1], history["v"][-1] % 10) == ("ok", 102.5, 0)
