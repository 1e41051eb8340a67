"""Requests of the TypeScript client in node: against the application, and against a server that fails as it is told."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from support.node import ORDER, as_account, client
from support.ports import free_block

pytestmark = pytest.mark.e2e


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

    assert (typed, name, status, code, title) == (True, "NotFound", 404, "order_unknown", "Not Found")
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
    assert (symbol, quotes, unknown) == ("AAPL", ["ok", "error"], "NotFound")


def test_every_operation_without_parameters_answers(package, origin):
    """Found by name on the client: no module is forgotten."""
    program = """
for (const [name, module] of Object.entries({ core: client.core, broker: client.broker, datafeed: client.datafeed })) {
  for (const method of Object.getOwnPropertyNames(Object.getPrototypeOf(module))) {
    if (module[method].length !== 0 || method === "constructor") continue;
    let kind;
    try { kind = typeof (await module[method]()); } catch (error) { kind = error.body.code; }
    say([name, method, kind]);
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
    assert {(name, kind) for _, name, kind in seen if kind != "object"} == {
        ("udfTime", "string"),
        ("getSessionStatus", "session_unknown"),  # no engine has ever run here
    }


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
        assert running.next()["name"] == "ConnectionFailed"

    assert record.keys == [None]


def test_what_a_proxy_says_is_kept_as_it_is(package, recorder):
    """An undocumented answer is still an answer."""
    origin, record = recorder
    record.answers += [(404, "<html>nowhere</html>")]
    with package.running(client() + "say(await failure(client.core.getVersion()));", origin) as running:
        error = running.next()

    assert (error["name"], error["body"]) == ("NotFound", "<html>nowhere</html>")


def test_a_request_that_gets_no_answer_ends_at_its_deadline(package):
    """Every wait has an end, and a request that may be sent again gets a second one."""
    with socket.create_server(("127.0.0.1", free_block())) as deaf:  # takes connections, reads nothing
        origin = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        options = "http: { timeout: 200, retries: 1, random: () => 0 }"
        with package.running(client(options) + "say(await failure(client.core.getVersion()));", origin) as running:
            error = running.next()

    assert error["name"] == "AnswerTimeout"
    assert "200 ms" in error["message"]
