"""What a reply promises: against several instances on one store, a hard kill, and listeners that cannot be told."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from itertools import product

import httpx
import pytest
from support.brokers import Clock, asked, brokers, everything, settled
from support.frames import connected
from support.instances import instances
from support.ports import free_block

from trading_api.models.broker import OrderPrices, PreOrder
from trading_api.models.positions import Brackets
from trading_api.modules.broker import queries
from trading_api.modules.broker.accounts import Accounts
from trading_api.modules.broker.matcher import Matcher
from trading_api.modules.broker.service import BrokerService
from trading_api.settings import SettingsError
from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.store.database import Store, StoreUnavailable
from trading_api.shared.store.sync.events import Stream

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
        seqs = connection.execute(
            "SELECT seq FROM events WHERE account = 'K' AND topic = 'orders' ORDER BY seq"
        ).fetchall()
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

    assert min(delays) < 0.1, "the bus wakes it; the best of five, so that a busy machine does not decide"


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


def test_an_acknowledged_order_survives_kill_9_and_an_unsure_one_is_settled_by_its_key(tmp_path):
    """Four clients order at full speed while the process is killed; afterwards each asks again about what it is unsure of."""
    acknowledged: dict[str, str] = {}

    def order_until_killed(client: int, address: str) -> str:
        with httpx.Client(base_url=f"http://{address}/api/v1/broker") as http:
            for number in range(100_000):
                key = f"{client}-{number}"
                try:
                    answer = http.post("/orders", json=ORDER, headers={"Idempotency-Key": key})
                    acknowledged[key] = answer.json()["orderId"]
                except httpx.TransportError:
                    return key
        raise AssertionError("never killed")

    with instances(1, "broker", tmp_path) as (address,), ThreadPoolExecutor(4) as pool:
        clients = [pool.submit(order_until_killed, client, address) for client in range(4)]
        deadline = time.monotonic() + 20
        while len(acknowledged) < 20:
            assert time.monotonic() < deadline, "twenty orders were not acknowledged within 20 s"
            time.sleep(0.01)
        os.kill(httpx.get(f"http://{address}/api/v1/broker/instance").json()["pid"], signal.SIGKILL)
        unsure = [client.result(20) for client in clients]
    with (
        instances(1, "broker", tmp_path) as (address,),
        httpx.Client(base_url=f"http://{address}/api/v1/broker") as http,
    ):
        asked_again = [http.post("/orders", json=ORDER, headers={"Idempotency-Key": key}) for key in unsure * 2]
        kept = {order["id"] for order in http.get("/orders").json()}

    settled = {answer.json()["orderId"] for answer in asked_again}
    assert {answer.status_code for answer in asked_again} == {201}
    assert len(settled) == len(unsure)
    assert kept == set(acknowledged.values()) | settled, "none lost, none doubled"


def test_a_broker_that_cannot_open_its_store_says_so_and_leaves(tmp_path):
    """A file that is no database: the process must end with the reason, not hang half started."""
    (tmp_path / "no.db").write_text("this is not a database, whatever its name says" * 10)

    run = subprocess.run(
        [sys.executable, "-m", "uvicorn", "trading_api.main:app", "--port", str(free_block())],
        env={**os.environ, "ENABLED_MODULES": "broker", "STORE_URL": f"sqlite:///{tmp_path}/no.db"},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert run.returncode == 3, "uvicorn's code for an application that did not start"
    assert "file is not a database" in run.stderr


@pytest.mark.parametrize("fault", [StoreUnavailable("busy"), LookupError("a fault of the listener")])
def test_a_committed_order_is_answered_even_if_listeners_cannot_be_told(tmp_path, fault):
    """The order is on the disk; an error reply would make the client place it again."""

    def fail(event):
        raise fault

    async def run() -> tuple[bytes, int]:
        broker = BrokerService(Store(f"sqlite:///{tmp_path}/t.db"))
        await broker.start()
        try:
            await broker.follower.follow(Stream("A", "orders"), fail)
            reply = await broker.place("A", PreOrder.model_validate(ORDER))
            return reply, len(await broker.orders("A"))
        finally:
            await broker.stop()

    reply, count = asyncio.run(run())
    assert (set(json.loads(reply)), count) == ({"orderId"}, 1)


def test_positions_are_protected_reversed_and_closed(store_url):
    """A life of a position, with its money exact to the cent at the end."""
    clock = Clock()

    async def run():
        async with brokers(store_url, clock) as (broker,):
            matcher, accounts = Matcher(broker), Accounts(broker)

            async def go_on():
                clock.on(1_000)
                await settled(matcher)

            await broker.place("A", asked())
            await go_on()
            await broker.edit_brackets("A", "AAPL", Brackets.model_validate({"stopLoss": "1", "takeProfit": "900"}))
            legs = await broker.orders("A")
            await broker.edit_brackets("A", "AAPL", Brackets.model_validate({"stopLoss": "2"}))
            fewer = await broker.orders("A")
            await broker.reverse_position("A", "AAPL")
            await go_on()
            turned = await broker.read(lambda sql: queries.positions(sql, broker.exchange, "A"))
            await broker.close_position("A", "AAPL", Decimal(2))
            await broker.close_position("A", "AAPL", Decimal(3))
            await go_on()
            entries = await broker.read(lambda sql: queries.ledger(sql, "A", 0, 100))
            return legs, fewer, turned, entries, await accounts.info("A"), await everything(broker, "A")

    legs, fewer, turned, entries, info, (stored, again) = asyncio.run(run())
    assert [(leg.type, leg.parentType, leg.reduceOnly) for leg in legs] == [(3, 2, True), (1, 2, True)]
    assert [str(leg.stopPrice) for leg in fewer] == ["2.00"]
    assert [(position.side, position.qty) for position in turned] == [(-1, 5)]
    assert stored == again
    assert (stored.positions, stored.orders) == ({}, {})
    assert info.balance == info.equity == sum(entry.amount for entry in entries) == 1_000_000 + info.realizedPL


def test_an_order_is_modified_only_at_the_version_that_was_seen(store_url):
    clock = Clock()

    async def run():
        async with brokers(store_url, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice="50"))
            (order,) = await broker.orders("A")
            new = OrderPrices.model_validate({"qty": "7", "limitPrice": "51"})
            await broker.modify("A", order.id, new, version=1)
            with pytest.raises(Exception, match="has version 2, not 1"):
                await broker.modify("A", order.id, new, version=1)
            (changed,) = await broker.orders("A")
            return changed, await broker.read(lambda sql: queries.order_events(sql, INSTRUMENTS, "A", order.id))

    changed, trail = asyncio.run(run())
    assert (str(changed.qty), str(changed.limitPrice), changed.version) == ("7", "51.00", 2)
    assert [(event.event, event.order.version) for event in trail] == [("accept", 1), ("modify", 2)]


def test_a_feed_that_lacks_what_is_held_is_refused_at_the_start(store_url):
    """With another feed there would be no price for it, and every question about the account a fault."""
    clock = Clock()

    async def run():
        async with brokers(store_url, clock) as (broker,):
            await broker.place("A", asked(type=1, limitPrice="50"))
            other = replace(broker.exchange, listed={"ELSE": INSTRUMENTS["AAPL"]})
        again = BrokerService(Store(store_url), clock, lambda: other)
        try:
            with pytest.raises(SettingsError, match="FEED: the store has positions or open orders in AAPL, which"):
                await again.start()
        finally:
            await again.stop()

    asyncio.run(run())
