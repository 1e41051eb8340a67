"""The TypeScript client in node: against the application, and against a server that forces what rarely happens."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.asgi import served
from support.gateways import wait_until
from support.node import Package
from support.ports import free_block
from support.project import clean_env
from support.scripted import Peer, scripted

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings

pytestmark = pytest.mark.e2e

ORDER = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "100.50"}
_accounts = count(1)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The generated package, compiled once."""
    return Package(tmp_path_factory.mktemp("typescript")).build()


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application with a store of its own."""
    folder = tmp_path_factory.mktemp("store")
    settings = Settings(store_url=f"sqlite+aiosqlite:///{folder}/test.db", instance="all-0")
    with served(AppFactory(settings).create_app(["broker", "datafeed"])) as address:
        yield f"http://{address}"


@pytest.fixture
def account() -> str:
    """One without any history."""
    return f"ts-{next(_accounts)}"


def client(options: str = "") -> str:
    """The beginning of a program."""
    return f"const client = new Client({{ baseUrl: origin, {options} }});\n"


def as_account(name: str) -> str:
    return client(f'headers: {{ "X-Account": "{name}" }}')


END = "\nclient.close();\n"


class Recorder(BaseHTTPRequestHandler):
    """Answers what it was told to, request by request: a status and a body, or None for a line cut without an answer."""

    answers: list[tuple[int, str] | None]
    keys: list[str | None]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.keys.append(self.headers.get("idempotency-key"))
        answer = self.answers.pop(0)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer[0])
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer[1])))
        self.end_headers()
        self.wfile.write(answer[1].encode())

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def recorder() -> Iterator[tuple[str, type[Recorder]]]:
    """An HTTP server that fails as it is told, and its record."""
    handler = type("Fresh", (Recorder,), {"answers": [], "keys": []})
    port = free_block()
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}", handler
        server.shutdown()
        thread.join(5)


# REST


def test_an_order_comes_back_with_its_decimals_as_strings(package, origin, account):
    """JavaScript's numbers cannot hold money; strings can."""
    program = f"""
const {{ orderId }} = await client.broker.placeOrder({{ body: {ORDER} }});
say(await client.broker.getOrder({{ params: {{ path: {{ order_id: orderId }} }} }}));
say((await client.broker.getOrders()).length);
"""
    with package.running(as_account(account) + program, origin) as running:
        order, open_orders = running.next(), running.next()

    assert (order["qty"], float(order["limitPrice"]), type(order["limitPrice"])) == ("5", 100.5, str)
    assert open_orders == 1


def test_a_missing_order_is_an_error_with_a_code(package, origin):
    """A program asks for the code, a person reads the message."""
    program = """
const error = await client.broker.getOrder({ params: { path: { order_id: "a b?c" } } }).catch((error) => error);
say([error instanceof ApiError, error.name, error.status, error.code, error.problem.title, error.message]);
"""
    with package.running(client() + program, origin) as running:
        typed, name, status, code, title, message = running.next()

    assert (typed, name, status, code, title) == (True, "ApiError", 404, "order_unknown", "Not Found")
    assert "GET" in message
    assert "a b?c" in message, "a path parameter is quoted, and arrives whole"


def test_query_parameters_arrive_and_answers_are_typed(package, origin):
    """Those of getBars; a symbol nobody knows is a 404."""
    program = """
const query = { symbol: "AAPL", resolution: "1D", to_time: 1700000000, count_back: 3 };
say(await client.datafeed.getBars({ params: { query } }));
say((await client.datafeed.searchSymbols({ params: { query: { user_input: "AAPL" } } }))[0].symbol);
say((await client.datafeed.postQuotes({ body: { symbols: ["AAPL", "NOPE"] } })).map((quote) => quote.s));
say((await failure(client.datafeed.resolveSymbol({ params: { path: { symbol: "N/A" } } }))).name);
"""
    with package.running(client() + program, origin) as running:
        bars, symbol, quotes, unknown = (running.next() for _ in range(4))

    assert len(bars["bars"]) == 3
    assert (symbol, quotes, unknown) == ("AAPL", ["ok", "error"], "ApiError")


def test_every_operation_without_parameters_answers(package, origin):
    """Found by name on the client: no module is forgotten."""
    program = """
for (const [name, module] of Object.entries({ core: client.core, broker: client.broker, datafeed: client.datafeed })) {
  for (const method of Object.getOwnPropertyNames(Object.getPrototypeOf(module))) {
    if (module[method].length === 0 && method !== "constructor") say([name, method, typeof (await module[method]())]);
  }
}
say("end");
"""
    seen: list[Any] = []
    # getBars, getOrder and the like have a required argument; functions with defaults count as having none.
    with package.running(client() + program, origin) as running:
        while (said := running.next()) != "end":
            seen.append(said)

    assert {module for module, _, _ in seen} == {"core", "broker", "datafeed"}
    assert len(seen) >= 15
    assert {kind for _, _, kind in seen} == {"object"}


def test_the_raw_client_answers_without_exceptions(package, origin):
    """Those who prefer a union to an exception have openapi-fetch itself."""
    program = """
const { data, error, response } = await client.http.GET("/api/v1/broker/orders/{order_id}", {
  params: { path: { order_id: "none" } },
});
say([data ?? null, error.code, response.status]);
"""
    with package.running(client() + program, origin) as running:
        assert running.next() == [None, "order_unknown", 404]


def test_a_write_is_sent_again_with_its_key_when_the_answer_was_lost(package, recorder):
    """The server cannot tell a lost answer from a lost request; the key makes it the same to the caller."""
    origin, record = recorder
    record.answers += [None, (503, "{}"), (201, '{"orderId": "7"}')]
    with package.running(client() + f"say(await client.broker.placeOrder({{ body: {ORDER} }}));", origin) as running:
        assert running.next() == {"orderId": "7"}

    assert len(record.keys) == 3
    assert len(set(record.keys)) == 1
    assert record.keys[0]


def test_a_key_of_the_callers_own_is_kept_and_the_order_placed_once(package, origin, account):
    """After a crash the caller sends it once more."""
    program = f"""
const init = {{ body: {ORDER}, params: {{ header: {{ "Idempotency-Key": "mine" }} }} }};
say([await client.broker.placeOrder(init), await client.broker.placeOrder(init)]);
say((await client.broker.getOrders()).length);
"""
    with package.running(as_account(account) + program, origin) as running:
        first, second = running.next()
        assert first == second
        assert running.next() == 1


def test_a_write_without_a_key_is_never_sent_twice(package, recorder):
    """Nobody knows whether it was done: the caller decides."""
    origin, record = recorder
    record.answers += [None, (200, "[]")]
    with package.running(
        client() + "say(await failure(client.datafeed.postQuotes({ body: { symbols: [] } })));", origin
    ) as running:
        assert running.next()["name"] == "NetworkError"

    assert record.keys == [None]


def test_what_a_proxy_says_is_kept_as_it_is(package, recorder):
    """An undocumented answer is still an answer."""
    origin, record = recorder
    record.answers += [(404, "<html>nowhere</html>")]
    with package.running(client() + "say(await failure(client.core.getVersion()));", origin) as running:
        error = running.next()

    assert (error["name"], error["body"]) == ("ApiError", "<html>nowhere</html>")


def test_a_request_that_gets_no_answer_ends_at_its_deadline(package):
    """Every wait has an end, and a request that may be sent again gets a second one."""
    with socket.create_server(("127.0.0.1", free_block())) as deaf:  # takes connections, reads nothing
        origin = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        options = "http: { timeout: 200, retries: 1, random: () => 0 }"
        with package.running(client(options) + "say(await failure(client.core.getVersion()));", origin) as running:
            error = running.next()

    assert error["name"] == "TimedOut"
    assert "200 ms" in error["message"]


# WebSocket


def test_replies_out_of_order_reach_their_callers(package):
    """Two charts opened at once must not swap their symbols; and each hears only of its own."""

    def script(peer: Peer) -> None:
        first, second = peer.next("bars.subscribe"), peer.next("bars.subscribe")
        for frame in (second, first):
            peer.reply(frame, f"bars:{frame['payload']['symbol']}")
        for symbol in ("A", "B", "A", "C", "B"):
            peer.update(f"bars:{symbol}", peer.number + next(ticks), symbol)
        peer.rest()

    ticks = count(1)
    program = """
const bars = (symbol) => client.datafeed.ws.bars({ symbol, resolution: "1" });
const [a, b] = await Promise.all([bars("A"), bars("B")]);
say([a.topic, b.topic]);
say((await take(a, 2)).map((update) => update.payload));
say((await take(b, 2)).map((update) => update.payload));
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == ["bars:A", "bars:B"]
        assert running.next() == ["A", "A"]
        assert running.next() == ["B", "B"]


def test_two_readers_of_one_topic_both_get_all_and_the_last_one_unsubscribes(package):
    """One subscription at the server, however many readers; it ends with the last of them, and nothing comes after."""
    seen: list[str] = []

    def script(peer: Peer) -> None:
        frame = peer.next("bars.subscribe")
        peer.reply(frame, "bars:A")
        peer.update("bars:A", 1, "one")
        again = peer.next("bars.subscribe")
        peer.reply(again, "bars:A", seq=1)
        peer.update("bars:A", 2, "two")
        leaving = peer.next("bars.unsubscribe")
        seen.append(leaving["payload"]["topic"])
        peer.update("bars:A", 3, "too late")
        peer.confirm(leaving)
        peer.update("bars:A", 4, "never asked for")
        peer.rest()

    program = """
const ask = () => client.datafeed.ws.bars({ symbol: "A", resolution: "1" });
const a = await ask();
say((await take(a, 1)).map((update) => update.payload));
const b = await ask();
say((await take(b, 2)).map((update) => [update.payload, update.snapshot]));
say((await take(a, 1)).map((update) => update.payload));
await a.unsubscribe();
await b.unsubscribe();
say([(await a.next()).done, (await b.next()).done]);
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == ["one"]
        assert running.next() == [["one", True], ["two", False]], "who comes later begins with the last value"
        assert running.next() == ["two"]
        assert running.next() == [True, True]

    assert seen == ["bars:A"], "once, with the last reader"


def test_readers_of_a_lossless_topic_each_begin_with_the_whole_state(package, origin, account):
    """Two windows opened at once, and a third one later: none shows an empty book."""
    program = f"""
const place = () => client.broker.placeOrder({{ body: {ORDER} }});
await place();
const [a, b] = await Promise.all([client.broker.ws.orders(), client.broker.ws.orders()]);
const c = (await take(a, 1), await client.broker.ws.orders());
await place();
say((await take(a, 1)).map((update) => [update.seq, update.snapshot]));
say((await take(b, 2)).map((update) => [update.seq, update.snapshot]));
say((await take(c, 2)).map((update) => [update.seq, update.snapshot]));
"""
    with package.running(as_account(account) + program + END, origin) as running:
        assert running.next() == [[2, False]]
        assert running.next() == [[1, True], [2, False]]
        assert running.next() == [[1, True], [2, False]]


def test_leaving_the_loop_unsubscribes(package, origin, account):
    """`break` is all a user writes."""
    program = f"""
await client.broker.placeOrder({{ body: {ORDER} }});
for await (const update of await client.broker.ws.orders()) {{
  say(update.payload.status);
  break;
}}
const again = await client.broker.ws.orders();
say((await take(again, 1))[0].snapshot);
"""
    with package.running(as_account(account) + program + END, origin) as running:
        assert running.next() == 6
        assert running.next() is True, "the topic was opened anew"


def test_an_error_frame_is_an_exception_with_its_code(package, origin):
    """The connection goes on: the next subscribe works."""
    program = """
say(await failure(client.datafeed.ws.bars({ symbol: "NOPE", resolution: "1" })));
say((await client.datafeed.ws.bars({ symbol: "AAPL", resolution: "1" })).topic);
"""
    with package.running(client() + program + END, origin) as running:
        error = running.next()
        assert error["name"] == "FrameRefused"
        assert error["code"]
        assert running.next().startswith("bars:")


def test_a_lost_connection_ends_waiting_calls_and_readers_go_on(package):
    """Who waits for an answer hears that there will be none; who reads notices nothing but the time it took."""
    resumed: list[Any] = []

    def first(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}", seq=7)
        peer.update("orders:{}", 8, "eight")
        peer.next("orders.subscribe")
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
say(await failure(client.broker.ws.orders({ resume: { epoch: "e1", seq: 1 } })));
say((await take(orders, 3)).map((update) => update.payload));
"""
    with scripted(first, second) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == "eight"
        assert running.next()["name"] == "ConnectionLost"
        assert running.next() == [9, 10, 11], "what came twice is dropped"

    assert resumed == [{"epoch": "e1", "seq": 8}]


@pytest.mark.parametrize(("code", "least", "most"), [(1012, 0.0, 0.9), (1013, 1.0, 4.0)])
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

    options = "ws: { random: () => 1, backoff: { first: 1000, largest: 1000 } }"
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


def test_a_slow_reader_of_the_latest_keeps_the_newest(package):
    """Its queue is bounded; what is dropped is the oldest, and counted."""

    def script(peer: Peer) -> None:
        peer.reply(peer.next("bars.subscribe"), "bars:A")
        for seq in range(1, 101):
            peer.update("bars:A", seq, seq)
        peer.reply(peer.next("bars.subscribe"), "bars:B")
        peer.rest()

    program = """
const bars = await client.datafeed.ws.bars({ symbol: "A", resolution: "1" }, { queue: 5 });
await client.datafeed.ws.bars({ symbol: "B", resolution: "1" });
say([bars.waiting, bars.dropped]);
say((await take(bars, 5)).map((update) => update.seq));
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == [5, 95]
        assert running.next() == [96, 97, 98, 99, 100]


def test_a_slow_reader_of_a_lossless_topic_is_told_and_can_go_on(package):
    """Nothing is dropped in silence: the reader knows the last one it has."""
    asked: list[Any] = []

    def script(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        for seq in range(1, 11):
            peer.update("orders:{}", seq, seq)
        peer.confirm(peer.next("orders.unsubscribe"))
        again = peer.next("orders.subscribe")
        asked.append(again["payload"]["resume"])
        peer.reply(again, "orders:{}", seq=10)
        for seq in range(5, 11):
            peer.update("orders:{}", seq, seq)
        peer.rest()

    program = """
const orders = await client.broker.ws.orders({ queue: 4 });
await new Promise((go) => setTimeout(go, 300));
say((await take(orders, 4)).map((update) => update.seq));
const error = await failure(orders.next());
say([error.name, error.resumeAt, (await orders.next()).done]);
const more = await client.broker.ws.orders({ resume: error.resumeAt });
say((await take(more, 6)).map((update) => update.seq));
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == [1, 2, 3, 4]
        assert running.next() == ["SlowConsumer", {"epoch": "e1", "seq": 4}, True]
        assert running.next() == [5, 6, 7, 8, 9, 10]

    assert asked == [{"epoch": "e1", "seq": 4}]


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


def test_an_abort_ends_waiting_and_reading(package):
    """What a user interface does when a view goes."""

    def script(peer: Peer) -> None:
        peer.next("bars.subscribe")
        peer.reply(peer.next("bars.subscribe"), "bars:B")
        peer.rest()

    program = """
const ask = (symbol, signal) => client.datafeed.ws.bars({ symbol, resolution: "1" }, { signal });
say((await failure(ask("A", AbortSignal.timeout(100)))).name);
const controller = new AbortController();
const bars = await ask("B", controller.signal);
setTimeout(() => controller.abort(), 50);
say((await bars.next()).done);
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == "TimeoutError"
        assert running.next() is True


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

    assert error["name"] == "TimedOut"
    assert "ECONNREFUSED" in error["message"]


def test_a_server_that_wants_no_such_client_is_not_asked_again(package):
    """4001: nobody is logged in."""

    def refuse(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        peer.close(4001)

    program = "say(await failure((await client.broker.ws.orders()).next()));"
    with scripted(refuse) as there:
        with package.running(client() + program + END, there.origin) as running:
            error = running.next()

        assert (error["name"], error["code"], len(there.peers)) == ("ConnectionLost", 4001, 1)


# The server goes, the reader stays


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
