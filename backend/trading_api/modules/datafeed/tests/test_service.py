"""What two instances behind one gateway answer, as real processes."""

import httpx
import pytest
from support.frames import FrameClient, connected
from support.instances import instances

PATH = "/api/v1/datafeed"
LONG_AGO = 1_750_075_200
"""2025-06-16: every bar before it is finished, whatever its size, so the moment of asking does not matter."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two datafeeds that know nothing of each other."""
    with instances(2, "datafeed", tmp_path_factory.mktemp("two datafeeds")) as addresses:
        yield addresses


@pytest.mark.parametrize(
    "query",
    [
        {"resolution": "1", "count_back": 3000},
        {"resolution": "240", "count_back": 50},
        {"resolution": "1M", "count_back": 12},
    ],
)
def test_history_is_the_same_bytes_from_every_instance(pair, query):
    """The gateway balances request by request: a chart must not flicker between two pasts."""
    asked = {"symbol": "NVDA", "to_time": LONG_AGO, **query}

    one, other = (httpx.get(f"http://{address}{PATH}/bars", params=asked, timeout=20) for address in pair)

    assert one.json()["bars"]
    assert one.content == other.content


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A folder with an hour of minutes of one symbol."""
    folder = tmp_path_factory.mktemp("recorded")
    times = [f"2025-06-16 {9 + (30 + n) // 60:02}:{(30 + n) % 60:02}" for n in range(60)]
    rows = [f"{at},{100 + n},{102 + n},{99 + n},{101 + n},{n}" for n, at in enumerate(times)]
    (folder / "NVDA.csv").write_text("\n".join(["ts,open,high,low,close,volume", *rows]))
    (folder / "replay.yaml").write_text("timezone: America/New_York\nexchange: XNYS\n")
    return folder


@pytest.mark.parametrize("kind", ["exchange", "replay"])
def test_other_markets_are_the_same_bytes_from_every_instance_too(kind, recorded, tmp_path, monkeypatch):
    """Set by the environment of real processes: sessions of New York, and a folder of files."""
    settings = {"exchange": ("MARKET_HOURS", "exchange"), "replay": ("FEED", f"replay:{recorded}")}
    monkeypatch.setenv(*settings[kind])
    paths = [
        f"bars?symbol=NVDA&resolution=5&to_time={LONG_AGO + 9 * 3600}&count_back=12",
        "resolve/NVDA",
        f"udf/history?symbol=NVDA&resolution=60&from=0&to={LONG_AGO + 9 * 3600}",
    ]

    with instances(2, "datafeed", tmp_path) as addresses:
        answers = [[httpx.get(f"http://{address}{PATH}/{path}", timeout=20) for path in paths] for address in addresses]

    one, other = ([answer.content for answer in of_one] for of_one in answers)
    assert one == other
    page = answers[0][0].json()
    assert len(page["bars"]) == 12
    assert answers[0][1].json()["exchange"] == "XNYS"
    if kind == "replay":
        assert (page["bars"][0]["open"], page["bars"][-1]["close"]) == (100.0, 160.0)


def test_live_updates_of_one_second_are_the_same_from_every_instance(pair):
    """Epoch and sequence included, so a client may move from one to the other."""
    topic = {"symbol": "AAPL", "resolution": "1"}
    with connected(pair[0], f"{PATH}/ws") as one, connected(pair[1], f"{PATH}/ws") as other:
        epochs = {client.ask("bars.subscribe", topic)["payload"]["epoch"] for client in (one, other)}
        first, second = _updates(one, 3), _updates(other, 3)

    shared = first.keys() & second.keys()
    assert len(epochs) == 1
    assert shared, "both listened through the same seconds"
    assert [first[seq] for seq in sorted(shared)] == [second[seq] for seq in sorted(shared)]


def _updates(client: FrameClient, count: int) -> dict[int, object]:
    """The next updates by their sequence number."""
    payloads = [client.next("bars.update")["payload"] for _ in range(count)]
    return {payload["seq"]: payload for payload in payloads}
