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
