"""Orders through the gateway of a real stack with two broker instances, while instances are killed and clients insist."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import yaml
from support.frames import connected
from support.project import Project
from support.samples import as_yaml
from websockets.exceptions import ConnectionClosed

pytestmark = pytest.mark.e2e

ORDER = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "1", "limitPrice": "0.01"}
ORDERS = "/api/v1/broker/orders"
WS = "/api/v1/broker/ws"
WRITERS = 4
DEADLINE_S = 60.0


@pytest.fixture(scope="module")
def stack(clone: Callable[..., Project]) -> Project:
    """`invoke up` in a copy of the checkout; a killed instance is started again as often as it is killed."""
    project = clone(restart={"policy": "always", "max": 100, "within_s": 60})
    settings = yaml.safe_load((project.root / "deploy.local.yaml").read_text())
    for server in settings["servers"].values():
        server["reload"] = False
    project.write({"deploy.local.yaml": as_yaml(settings)})
    project.up()
    return project


@pytest.fixture(autouse=True)
def _both(stack: Project) -> None:
    """Each test begins with two instances that answer, whatever the one before it did."""
    until(lambda: broker_pid(stack, 0) and broker_pid(stack, 1), "two instances")


def broker_pid(stack: Project, number: int) -> int | None:
    """The process that answers as that instance; None while there is none."""
    with suppress(httpx.HTTPError):
        answer = httpx.get(f"http://127.0.0.1:{instance_port(stack, number)}/api/v1/broker/instance", timeout=1)
        return int(answer.json()["pid"])
    return None


def instance_port(stack: Project, number: int) -> int:
    """Where an instance itself listens."""
    return int(stack.rows()[f"broker-{number}"]["port"])


@dataclass
class Writers:
    """Clients that place orders as fast as they can, each under a key of its own, and ask again until they know."""

    url: str
    account: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)

    def run(self, writer: int) -> None:
        """Until told to end; the last order is settled before."""
        with httpx.Client(base_url=self.url, timeout=5, headers={"X-Account": self.account}) as http:
            number = 0
            while not self.done.is_set():
                self.place(http, f"{writer}-{number}")
                number += 1

    def place(self, http: httpx.Client, key: str) -> None:
        """Ask with one key until it is answered: no answer and a 5xx both mean that nobody knows."""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                answer = http.post(ORDERS, json=ORDER, headers={"Idempotency-Key": key})
                if answer.status_code == 201:
                    self.acknowledged[key] = answer.json()["orderId"]
                    return
                assert answer.status_code >= 500, answer.text
            time.sleep(0.02)
        raise AssertionError(f"{key} was not settled within {DEADLINE_S:g} s")


def killed(stack: Project, writers: Writers, kills: int, acks: int) -> None:
    """Kill the two instances in turn, so often and until so many orders are acknowledged."""
    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(writers.run, writer) for writer in range(WRITERS)]
        try:
            for number in range(kills):
                more = len(writers.acknowledged) + 10
                until(lambda more=more: len(writers.acknowledged) >= more, "ten more orders")
                pid = until(lambda number=number: broker_pid(stack, number % 2), f"broker-{number % 2}")
                os.kill(pid, signal.SIGKILL)
            until(lambda: len(writers.acknowledged) >= acks, f"{acks} orders", within=3600)
        finally:
            writers.done.set()
        for each in running:
            each.result(DEADLINE_S + 10)


def until(holds, what: str, within: float = DEADLINE_S):
    """What `holds` gives once it gives anything."""
    deadline = time.monotonic() + within
    while not (found := holds()):
        assert time.monotonic() < deadline, f"no {what} within {within:g} s"
        time.sleep(0.02)
    return found


def database(stack: Project) -> Path:
    """The file that both instances share."""
    return stack.root / ".devstack" / "data" / "trading.db"


def check(stack: Project, writers: Writers) -> None:
    """None lost, none doubled, the log without a gap, and the file sound."""
    with closing(sqlite3.connect(database(stack))) as connection:
        mine = (writers.account,)
        ids = [row[0] for row in connection.execute("SELECT id FROM orders WHERE account = ?", mine)]
        seqs = [row[0] for row in connection.execute(
            "SELECT seq FROM events WHERE account = ? AND topic = 'orders' ORDER BY seq", mine)]  # fmt: skip
        sound = connection.execute("PRAGMA integrity_check").fetchall()
    assert sorted(ids) == sorted(writers.acknowledged.values())
    assert len(set(writers.acknowledged.values())) == len(writers.acknowledged)
    assert seqs == list(range(1, len(ids) + 1))
    assert sound == [("ok",)]


@pytest.mark.timeout(300)
def test_no_acknowledged_order_is_lost_or_doubled_by_five_kills(stack: Project) -> None:
    """Four writers through the gateway, both instances killed in turn; a writer that got no answer asks again by its key."""
    writers = Writers(stack.url, "SURVIVE")
    killed(stack, writers, kills=5, acks=100)

    check(stack, writers)


@pytest.mark.hard
@pytest.mark.timeout(7200)
def test_no_acknowledged_order_is_lost_or_doubled_by_three_hundred_kills(stack: Project) -> None:
    """The same, until a hundred thousand orders are acknowledged."""
    writers = Writers(stack.url, "SURVIVE-HARD")
    killed(stack, writers, kills=300, acks=100_000)

    check(stack, writers)


def test_two_hundred_requests_with_fifty_keys_are_fifty_orders(stack: Project) -> None:
    """All at once, through the gateway, to whichever instance."""
    account = {"X-Account": "KEYS"}
    with httpx.Client(base_url=stack.url, timeout=30, headers=account) as http, ThreadPoolExecutor(50) as pool:
        keys = [f"key-{number % 50}" for number in range(200)]
        answers = list(
            pool.map(lambda key: (key, http.post(ORDERS, json=ORDER, headers={"Idempotency-Key": key})), keys)
        )
        open_orders = http.get(ORDERS).json()

    assert {answer.status_code for _, answer in answers} == {201}
    assert len({(key, answer.content) for key, answer in answers}) == 50
    assert len(open_orders) == 50


def test_an_order_placed_through_one_instance_is_seen_on_the_other_within_100_ms(stack: Project) -> None:
    """The best of five, so that a busy machine does not decide."""
    account = {"X-Account": "SEEN"}
    one, other = (f"127.0.0.1:{instance_port(stack, number)}" for number in (0, 1))
    delays = []
    with connected(other, WS, **account) as client, httpx.Client(base_url=f"http://{one}", headers=account) as http:
        client.ask("orders.subscribe", {})
        for _ in range(5):
            answer = http.post(ORDERS, json=ORDER)
            answered = time.monotonic()
            update = client.next("orders.update")["payload"]["payload"]
            delays.append(time.monotonic() - answered)
            assert update["id"] == answer.json()["orderId"]

    assert min(delays) < 0.1, delays


@pytest.fixture
def stream(stack: Project) -> Iterator[Writers]:
    """One writer that goes on all the time."""
    writers = Writers(stack.url, "STREAM")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(writers.run, 0)
        yield writers
        writers.done.set()
        running.result(DEADLINE_S + 10)


def test_a_reader_goes_on_with_the_other_instance_when_its_own_is_killed(stack: Project, stream: Writers) -> None:
    """In mid-stream: no update is missed and none comes twice."""
    seen: list[tuple[int, str]] = []

    def read(number: int, resume: dict[str, object] | None, count: int) -> dict[str, object]:
        """Read so many updates, or until the connection breaks; where it stood."""
        with connected(f"127.0.0.1:{instance_port(stack, number)}", WS, **{"X-Account": stream.account}) as client:
            reply = client.ask("orders.subscribe", {"resume": resume} if resume else {})["payload"]
            assert reply["snapshot"] is (resume is None)
            position = reply["seq"]
            if count < 0:
                os.kill(until(lambda: broker_pid(stack, number), "an instance"), signal.SIGKILL)
            with suppress(ConnectionClosed):
                while count:
                    update = client.next("orders.update")["payload"]
                    if resume is None and update["seq"] == position:
                        continue  # the state at the beginning
                    seen.append((update["seq"], update["payload"]["id"]))
                    count -= 1
            return {"epoch": reply["epoch"], "seq": seen[-1][0] if seen else position}

    place = read(0, None, 20)
    place = read(0, place, -1)
    read(1, place, 20)

    seqs = [seq for seq, _ in seen]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
    assert len({order for _, order in seen}) == len(seen)
