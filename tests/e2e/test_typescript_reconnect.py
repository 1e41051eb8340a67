"""The TypeScript client when its connection ends, falls silent or was never there; and while its server is killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.gateways import wait_until
from support.node import END, ORDER, client
from support.ports import free_block
from support.project import clean_env
from support.scripted import Peer, scripted

pytestmark = pytest.mark.e2e


def test_readers_of_a_connection_that_is_lost_go_on_over_the_next(package):
    """Who reads notices nothing but the time it took."""
    resumed: list[Any] = []

    def first(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}", seq=7)
        peer.update("orders:{}", 8, "eight")
        peer.vanish()

    def second(peer: Peer) -> None:
        frame = peer.next("orders.subscribe")
        resumed.append(frame["payload"]["resume"])
        peer.reply(frame, "orders:{}", seq=10)
        for seq in (8, 9, 10, 11):
            peer.update("orders:{}", seq, seq)
        peer.rest()

    program = """
const orders = await client.broker.ws.orders();
say((await take(orders, 1))[0].payload);
say((await take(orders, 3)).map((update) => update.payload));
"""
    with scripted(first, second) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == "eight"
        assert running.next() == [9, 10, 11], "what came twice is dropped"

    assert resumed == [{"epoch": "e1", "seq": 8}]


@pytest.mark.parametrize("end", [Peer.vanish, lambda peer: peer.close(1012)], ids=["lost", "restart"])
def test_a_subscribe_whose_connection_ends_before_the_reply_asks_again(package, end):
    """A server that restarts in this moment is no reason to fail."""

    def first(peer: Peer) -> None:
        peer.next("orders.subscribe")
        end(peer)

    def second(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        peer.update("orders:{}", 1, "back")
        peer.rest()

    program = "say((await take(await client.broker.ws.orders(), 1))[0].payload);"
    with scripted(first, second) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == "back"

        assert len(there.peers) == 2


def test_a_subscribe_that_is_never_answered_ends_at_its_deadline_without_a_frenzy(package):
    """Every connection ends with 1012 before the reply."""

    def closing(peer: Peer) -> None:
        peer.next("orders.subscribe")
        peer.close(1012)

    program = "say(await failure(client.broker.ws.orders()));"
    options = "ws: { random: () => 1, timeout: 900 }"
    with scripted(closing) as there:
        with package.running(client(options) + program + END, there.origin) as running:
            error = running.next()

        assert error["name"] == "AnswerTimeout"
        assert "1012" in error["message"]
        assert 2 <= len(there.peers) <= 5


@pytest.mark.parametrize(("code", "least", "most"), [(1012, 0.0, 2.9), (1013, 2.9, 20.0)])
def test_a_restart_is_answered_at_once_and_other_ends_with_a_pause(package, code, least, most):
    """1012 says that another worker is ready; anything else may be a server in trouble."""
    closed: list[float] = []

    def first(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        closed.append(time.monotonic())
        peer.close(code)

    def second(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        peer.update("orders:{}", 1, "back")
        peer.rest()

    options = "ws: { random: () => 1, backoff: { first: 3000, largest: 3000 } }"
    program = "say((await take(await client.broker.ws.orders(), 1))[0].payload);"
    with scripted(first, second) as there, package.running(client(options) + program + END, there.origin) as running:
        assert running.next() == "back"
        waited = there.peers[1].began - closed[0]

    assert least <= waited < most


def test_a_server_that_closes_every_connection_is_not_asked_in_a_frenzy(package):
    """1012 at once, again and again, is a server in trouble too."""

    def closing(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        peer.close(1012)

    program = """
await client.broker.ws.orders();
await new Promise((resolve) => setTimeout(resolve, 900));
say("enough");
"""
    options = "ws: { random: () => 1 }"
    with scripted(closing) as there:
        with package.running(client(options) + program + END, there.origin) as running:
            assert running.next() == "enough"

        assert 2 <= len(there.peers) <= 5


def test_a_silent_server_is_taken_for_dead(package):
    """A network that swallows packets closes nothing."""

    def dead(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        peer.answers_pings = False
        peer.rest()

    def alive(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        peer.update("orders:{}", 1, "alive")
        peer.rest()

    options = "ws: { pingAfter: 100, deadAfter: 300, backoff: { first: 1, largest: 1 } }"
    program = "say((await take(await client.broker.ws.orders(), 1))[0].payload);"
    with scripted(dead, alive) as there, package.running(client(options) + program + END, there.origin) as running:
        assert running.next() == "alive"


def test_a_quiet_server_that_answers_pings_lives(package):
    """Silence is no fault of a topic on which nothing happens."""

    def quiet(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        peer.rest()

    options = "ws: { pingAfter: 50, deadAfter: 150 }"
    program = "await client.broker.ws.orders();\nawait new Promise((go) => setTimeout(go, 1000));\nsay('still here');"
    with scripted(quiet) as there:
        with package.running(client(options) + program + END, there.origin) as running:
            assert running.next() == "still here"

        assert len(there.peers) == 1


def test_a_gap_in_a_lossless_topic_is_asked_for_and_then_reported(package):
    """A hole is never handed on as if it were none."""

    def gap(peer: Peer) -> None:
        frame = peer.next("orders.subscribe")
        if peer.number == 0:
            peer.reply(frame, "orders:{}")
            peer.update("orders:{}", 1, 1)
        else:
            assert frame["payload"]["resume"] == {"epoch": "e1", "seq": 1}
            peer.reply(frame, "orders:{}", seq=1)
        peer.update("orders:{}", 3, 3)
        peer.rest()

    program = """
const orders = await client.broker.ws.orders();
say((await take(orders, 1))[0].seq);
say(await failure(orders.next()));
"""
    with scripted(gap) as there:
        with package.running(client() + program + END, there.origin) as running:
            assert running.next() == 1
            error = running.next()

        assert (error["name"], error["expected"], error["received"]) == ("UpdatesMissing", 2, 3)
        assert len(there.peers) == 2


def test_a_reset_is_told_even_when_nothing_follows(package):
    """After the server lost its log the old state is wrong, also where the new one is empty."""

    def first(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}", seq=1, snapshot=True)
        peer.update("orders:{}", 1, "old")
        peer.close(1012)

    def second(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}", epoch="e2", snapshot=True)
        peer.rest()

    program = """
const events = (await client.broker.ws.orders()).events();
say([(await events.next()).value.payload, (await events.next()).value]);
"""
    with scripted(first, second) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == ["old", {"kind": "reset", "topic": "orders:{}", "epoch": "e2"}]


def test_a_program_ends_after_close_though_its_server_is_frozen(package, tmp_path):
    """A closing handshake with nobody would keep node alive for half a minute."""
    port = free_block()
    program = "await client.broker.ws.orders();\nsay('open');\nawait told();"
    with broker_process(port, tmp_path) as process:
        with package.running(client() + program + END, f"http://127.0.0.1:{port}") as running:
            assert running.next() == "open"
            process.send_signal(signal.SIGSTOP)
            began = time.monotonic()
            running.tell()
        took = time.monotonic() - began

    assert took < 8


def test_the_browsers_own_websocket_serves_as_well(package):
    """Node has one of the same make, behind an option in version 20."""

    def script(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        peer.update("orders:{}", peer.number + 1, peer.number)
        if peer.number == 0:
            peer.close(1012)
        else:
            peer.confirm(peer.next("orders.unsubscribe"))
            peer.rest()

    program = """
const { connect } = await import("./node_modules/trading-client/dist/runtime/transport.js");
const client = new Client({ baseUrl: origin, ws: { connect } });
const orders = await client.broker.ws.orders();
say((await take(orders, 2)).map((update) => update.payload));
await orders.unsubscribe();
"""
    options = ("--experimental-websocket",)
    with scripted(script) as there, package.running(program + END, there.origin, *options) as running:
        assert running.next() == [0, 1]


def test_without_a_server_a_subscribe_ends_at_its_deadline_and_says_why(package):
    """Attempts go on meanwhile: a server that is just starting is found."""
    nobody = f"http://127.0.0.1:{free_block()}"
    program = "say(await failure(client.broker.ws.orders()));"
    with package.running(client("ws: { timeout: 700 }") + program + END, nobody) as running:
        error = running.next()

    assert error["name"] == "AnswerTimeout"
    assert "ECONNREFUSED" in error["message"]


@pytest.mark.parametrize("replied", [True, False])
@pytest.mark.parametrize("code", [4001, 4009])
def test_a_server_that_wants_no_such_client_is_not_asked_again(package, code, replied):
    """4001: nobody is logged in; 4009: it holds too many topics. The next connection would end the same way."""

    def refuse(peer: Peer) -> None:
        frame = peer.next("orders.subscribe")
        if replied:
            peer.reply(frame, "orders:{}")
        peer.close(code)

    program = """
const error = await client.broker.ws.orders().then((orders) => orders.next()).catch((error) => error);
say([error.name, error.code, error instanceof lib.StreamError]);
await new Promise((resolve) => setTimeout(resolve, 300));
"""
    with scripted(refuse) as there:
        with package.running(client() + program + END, there.origin) as running:
            assert running.next() == ["StreamClosed", code, True]

        assert len(there.peers) == 1


@contextmanager
def broker_process(port: int, store: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The broker in a process of its own, so that it can be killed; it answers when this returns."""
    words = [sys.executable, "-m", "uvicorn", "trading_api.main:app", "--port", str(port), "--log-level", "warning"]
    env = clean_env(ENABLED_MODULES="broker", STORE_URL=f"sqlite+aiosqlite:///{store}/test.db")
    with subprocess.Popen(words, env=env) as process:
        try:
            wait_until(lambda: _answers(port), within=30, what="the broker")
            yield process
        finally:
            process.kill()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v1/broker/health", timeout=2).is_success
    except httpx.TransportError:
        return False


def test_no_update_is_lost_or_repeated_while_the_server_dies_and_restarts(package, tmp_path):
    """Killed without a word, and stopped with 1012: the sequence goes on without a gap."""
    port = free_block()
    url = f"http://127.0.0.1:{port}/api/v1/broker/orders"

    def place(orders: int) -> None:
        for _ in range(orders):
            httpx.post(url, json=ORDER, headers={"X-Account": "K"}).raise_for_status()

    reader_began: list[str] = []
    program = """
const orders = await client.broker.ws.orders();
say("reading");
const seen = [];
for await (const event of orders.events()) {
  seen.push(event.kind === "update" ? event.seq : event.kind);
  if (event.seq === 55) break;
}
say(seen);
"""
    code = client('headers: { "X-Account": "K" }, ws: { timeout: 30000, backoff: { first: 50, largest: 200 } }')
    with package.running(code + program + END, f"http://127.0.0.1:{port}") as reader:
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
            with broker_process(port, tmp_path) as process:
                if number is signal.SIGKILL and not reader_began:
                    reader_began.append(reader.next(within=40))
                place(15)
                process.send_signal(number)
                process.wait(15)
        with broker_process(port, tmp_path):
            place(10)
            assert reader.next() == list(range(1, 56))

    assert reader_began == ["reading"]
