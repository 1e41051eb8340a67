"""Several instances on one store, as real processes."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import product

import httpx
import pytest
from support.frames import connected
from support.instances import instances

PATH = "/api/v1/broker/ws"
ORDER = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "100.5"}


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two brokers started together on no file at all, and the file they share."""
    folder = tmp_path_factory.mktemp("two brokers")
    with instances(2, "broker", folder) as addresses:
        yield addresses, folder / "data" / "test.db"


def test_twenty_keys_sent_four_times_over_two_instances_are_twenty_orders(pair):
    """At once, in any order: the guarantee that makes it safe to send a request again."""
    addresses, file = pair
    account = {"X-Account": "K"}
    with httpx.Client() as client, ThreadPoolExecutor(8) as pool:

        def post(job):
            number, key = job
            url = f"http://{addresses[number % 2]}/api/v1/broker/orders"
            return key, client.post(url, json=ORDER, headers=account | {"Idempotency-Key": key}, timeout=20)

        answers = list(pool.map(post, product(range(4), [f"key-{number}" for number in range(20)])))

    assert {answer.status_code for _, answer in answers} == {201}
    assert len({(key, answer.content) for key, answer in answers}) == 20
    with closing(sqlite3.connect(file)) as connection:
        seqs = connection.execute("SELECT seq FROM events WHERE account = 'K' ORDER BY seq").fetchall()
        orders = connection.execute("SELECT count(*) FROM orders WHERE account = 'K'").fetchone()
    assert orders == (20,)
    assert [seq for (seq,) in seqs] == list(range(1, 21))


def test_an_order_placed_through_one_instance_is_seen_at_once_on_the_other(pair):
    """Behind the gateway a client's requests and its WebSocket end up on different instances."""
    (one, other), _ = pair
    with connected(other, PATH, **{"X-Account": "W"}) as client:
        client.ask("orders.subscribe", {})
        delays = []
        for seq in range(1, 6):
            answer = httpx.post(f"http://{one}/api/v1/broker/orders", json=ORDER, headers={"X-Account": "W"})
            answered = time.monotonic()
            update = client.next("orders.update")["payload"]
            delays.append(time.monotonic() - answered)
            assert (update["seq"], update["payload"]["id"]) == (seq, answer.json()["orderId"])

    assert min(delays) < 0.1, "the log is polled every 50 ms; the best of five, so that a busy machine does not decide"


def test_a_reader_resumes_on_the_other_instance_without_gap_or_repeat(pair):
    """Sequence and epoch belong to the store, not to a process."""
    (one, other), _ = pair
    account = {"X-Account": "R"}
    with connected(one, PATH, **account) as client:
        epoch = client.ask("orders.subscribe", {})["payload"]["epoch"]
        ids = [httpx.post(f"http://{a}/api/v1/broker/orders", json=ORDER, headers=account).json()["orderId"]
               for a in (one, other, one, other)]  # fmt: skip
        seen = [client.next("orders.update")["payload"] for _ in range(2)]
    with connected(other, PATH, **account) as client:
        client.ask("orders.subscribe", {"resume": {"epoch": epoch, "seq": seen[-1]["seq"]}})
        seen += [client.next("orders.update")["payload"] for _ in range(2)]

    assert [(update["seq"], update["payload"]["id"]) for update in seen] == list(enumerate(ids, 1))
