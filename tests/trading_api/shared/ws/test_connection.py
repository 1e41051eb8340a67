"""One client against a real server: replies, updates, limits and every way in which a connection ends."""

import asyncio
import json
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count

import pytest
from support.asgi import served
from support.frames import connected
from support.ticker import Ticker, tick, ticker_app
from websockets.exceptions import InvalidStatus

from trading_api.shared.ws.connection import Limits

TICKS = 'ticks:{"name":"a"}'
TAPE = 'tape:{"name":"a"}'


def eventually(holds: Callable[[], bool], what: str, within: float = 5.0) -> None:
    """Wait for something that happens on the server's side."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not happen within {within:g} s"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def shared():
    """One server for the tests that leave nothing behind on it."""
    service = Ticker(seq=4)
    app, endpoint = ticker_app(service)
    with served(app) as address:
        yield address, service, endpoint


def test_a_subscription_is_answered_before_its_updates_and_ended_after_them(shared):
    """The whole life of a subscription, frame by frame, as the protocol says."""
    address, service, _ = shared
    with connected(address, "/ws") as client:
        subscribed = client.ask("ticks.subscribe", {})
        service.tell(TICKS, tick(5))
        update = client.next()
        ended = client.ask("ticks.unsubscribe", {"topic": TICKS})
        client.send("ping", ts=7)
        after = client.next()

    assert subscribed == {
        "type": "ticks.subscribe.response",
        "id": "c1",
        "payload": {"status": "ok", "message": "", "topic": TICKS, "epoch": "e1", "seq": 4, "snapshot": True},
    }
    assert update == {
        "type": "ticks.update",
        "payload": {"topic": TICKS, "seq": 5, "ts": 5000, "payload": {"value": 5, "pad": ""}},
    }
    assert ended["type"] == "ticks.unsubscribe.response"
    assert ended["payload"] == {"status": "ok", "message": "", "topic": TICKS}
    assert after == {"type": "pong", "ts": 7}


def test_subscribing_twice_is_a_no_op_that_answers_ok(shared):
    """A client that is unsure may ask again; it must not get every update twice."""
    address, service, _ = shared
    with connected(address, "/ws") as client:
        client.ask("ticks.subscribe", {"name": "a"})
        again = client.ask("ticks.subscribe", {"name": "a", "note": None})
        service.tell(TICKS, tick(5), tick(5), tick(4))
        client.next("ticks.update")
        client.send("ping")
        after = client.next()

    assert (again["payload"]["status"], again["payload"]["topic"]) == ("ok", TICKS)
    assert after["type"] == "pong", "an update at or below the position is not repeated"


def test_every_bad_frame_gets_an_error_frame_and_the_connection_lives(shared):
    """One wrong frame must not cost a client its other subscriptions."""
    address, _, endpoint = shared
    bad = {
        "not json": ("bad_request", None),
        "NaN": ("bad_request", None),
        '{"type":"nope","id":"1"}': ("unknown_type", "1"),
        '{"type":"ticks.nope","id":"1"}': ("unknown_type", "1"),
        '{"type":"ticks.subscribe"}': ("bad_request", None),
        '{"type":"ticks.subscribe","id":"2","payload":{"name":5}}': ("bad_request", "2"),
        '{"type":"ticks.subscribe","id":"3","payload":{"name":"forbidden"}}': ("forbidden", "3"),
        '{"type":"ticks.subscribe","id":"4","payload":{"name":"broken"}}': ("unavailable", "4"),
        '{"type":"ticks.unsubscribe","id":"5","payload":{"topic":7}}': ("bad_request", "5"),
    }
    with connected(address, "/ws") as client:
        for text in bad:
            client.socket.send(text)
        answers = [client.next() for _ in bad]
        client.socket.send(b"\x00binary")
        binary = client.next()
        client.send("ping")
        last = client.next()

    assert [(a["type"], a["payload"]["code"], a["id"]) for a in answers] == [("error", *said) for said in bad.values()]
    assert binary["payload"]["message"].startswith("frames are JSON text")
    assert last["type"] == "pong"
    eventually(lambda: len(endpoint.topics) == 0, "releasing what could not be opened")


def test_leaving_a_topic_one_never_had_is_answered_ok(shared):
    """Unsubscribing is safe to repeat."""
    address, _, _ = shared
    with connected(address, "/ws") as client:
        assert client.ask("ticks.unsubscribe", {"topic": "ticks:{}"})["payload"]["status"] == "ok"


def test_topics_of_different_scopes_do_not_meet(shared):
    """An account must never see another's updates, whatever its frames say."""
    address, service, endpoint = shared
    with connected(address, "/ws", **{"X-Scope": "A"}) as one, connected(address, "/ws", **{"X-Scope": "B"}) as other:
        one.ask("tape.subscribe", {})
        other.ask("tape.subscribe", {})
        assert len(endpoint.topics) == 2
        service.tell(TAPE, tick(5))  # published to whom the service heard of last
        assert other.next("tape.update")["payload"]["seq"] == 5
        one.send("ping")
        assert one.next()["type"] == "pong"


def test_a_handshake_of_no_scope_is_refused(shared):
    """Before the accept, as HTTP 403."""
    address, _, _ = shared
    with pytest.raises(InvalidStatus, match="403"), connected(address, "/ws", **{"X-Scope": "bad"}):
        pass


def test_what_a_subscriber_missed_comes_after_the_reply_and_before_live_updates():
    """A lossless reader that resumes gets the gap, in order, once."""
    service = Ticker(seq=6, opening=(tick(5), tick(6)))
    app, _ = ticker_app(service)
    with served(app) as address, connected(address, "/ws") as client:
        reply = client.ask("tape.subscribe", {"resume": {"epoch": "e1", "seq": 4}})
        service.tell(TAPE, tick(6), tick(7))
        seen = [client.next("tape.update")["payload"]["seq"] for _ in range(3)]

    assert (reply["payload"]["seq"], seen) == (6, [5, 6, 7])
    assert service.resumed[0] is not None
    assert service.resumed[0].seq == 4


def test_a_replay_longer_than_the_queue_is_fed_at_the_readers_speed():
    """Whoever was away for long must not be closed for it: only what comes faster than it can read is too much."""
    service = Ticker(seq=3000, opening=tuple(tick(seq, "x" * 500) for seq in range(1, 3001)))
    app, _ = ticker_app(service)
    with served(app) as address, connected(address, "/ws") as client:
        client.ask("tape.subscribe", {})
        service.tell(TAPE, tick(3001))

        assert [client.next("tape.update")["payload"]["seq"] for _ in range(3001)] == list(range(1, 3002))


def test_a_reader_that_takes_nothing_of_its_replay_is_given_up():
    """The pace is the reader's, within a deadline."""
    service = Ticker(seq=3000, opening=tuple(tick(seq, "x" * 20_000) for seq in range(1, 3001)))
    app, endpoint = ticker_app(service, Limits(stalled_s=0.2))
    with served(app) as address, _stalled(address, "tape"):
        eventually(lambda: service.resumed != [], "opening the topic")
        eventually(lambda: len(endpoint.topics) == 0, "giving the reader up")


@pytest.mark.parametrize("goodbye", ["close", "cut", "unsubscribe"])
def test_topics_are_released_however_a_client_leaves(goodbye):
    """A count that only falls on a polite unsubscribe grows for ever on real networks."""
    service = Ticker()
    app, endpoint = ticker_app(service)
    with served(app) as address, ExitStack() as clients:
        for _ in range(20):
            client = clients.enter_context(connected(address, "/ws"))
            client.ask("ticks.subscribe", {"name": "a"})
            if goodbye == "unsubscribe":
                client.ask("ticks.unsubscribe", {"topic": TICKS})
            elif goodbye == "cut":
                client.socket.socket.shutdown(socket.SHUT_RDWR)
            else:
                client.socket.close()
        eventually(lambda: len(endpoint.topics) == 0, "releasing the topics")

    assert service.lives.count(f"create {TICKS}") == service.lives.count(f"remove {TICKS}")


def test_too_many_topics_close_with_4009():
    """A client cannot make the server follow the whole market."""
    app, endpoint = ticker_app(Ticker(), Limits(topics=3))
    with served(app) as address, connected(address, "/ws") as client:
        for number in range(4):
            client.send("ticks.subscribe", {"name": str(number)})

        assert client.close_code() == 4009
        eventually(lambda: len(endpoint.topics) == 0, "releasing the topics")


def test_a_connection_of_maximum_age_closes_with_1001():
    """Long-lived clients move on to new servers now and then; 1001 tells them to come back."""
    app, _ = ticker_app(Ticker(), Limits(max_age_s=0.2))
    with served(app) as address, connected(address, "/ws") as client:
        assert client.close_code() == 1001


def test_a_frame_over_64_kib_closes_with_1009():
    """What a client sends is held in memory; the bound is the server's."""
    app, _ = ticker_app(Ticker())
    with served(app) as address, connected(address, "/ws") as client:
        client.send("ticks.subscribe", {"name": "x" * 70_000})

        assert client.close_code() == 1009


def test_a_server_started_without_a_frame_limit_closes_with_1009_too():
    """The bound must not depend on an option of the command line."""
    app, _ = ticker_app(Ticker())
    with served(app, ws_max_size=1 << 20) as address, connected(address, "/ws") as client:
        client.send("ping", {"pad": "x" * 70_000})

        assert client.close_code() == 1009


@pytest.mark.parametrize("kind", ["tape", "ticks"])
def test_a_client_that_stops_reading_harms_only_itself(kind):
    """The lossless reader is closed with its topics released; the other class skips, so it may stay; a live one sees all."""
    service, limits = Ticker(), Limits(queue=50)
    topic = f'{kind}:{{"name":"a"}}'
    app, endpoint = ticker_app(service, limits)
    with served(app) as address, ExitStack() as clients:
        stalled = clients.enter_context(_stalled(address, kind))
        live = clients.enter_context(connected(address, "/ws"))
        live.ask(f"{kind}.subscribe", {})
        stalled.recv(4096)
        for seq in range(1, 401):
            service.tell(topic, tick(seq, "x" * 20_000))
            assert live.next(f"{kind}.update")["payload"]["seq"] == seq, "the live reader gets each at once"
        live.ask(f"{kind}.unsubscribe", {"topic": topic})
        if kind == "tape":
            eventually(lambda: len(endpoint.topics) == 0, "dropping the stalled reader")
        else:
            assert len(endpoint.topics) == 1, "a conflating reader may be slow"


def test_a_peer_that_takes_nothing_at_all_loses_its_topics():
    """A stopped process keeps its socket open; its topics must not live on for it, conflating ones included."""
    service = Ticker()
    app, endpoint = ticker_app(service, Limits(stalled_s=0.3))
    with served(app) as address, _stalled(address, "ticks"):
        eventually(lambda: service.resumed != [], "opening the topic")
        seq = count(1)

        def released() -> bool:
            service.tell(TICKS, tick(next(seq), "x" * 200_000))
            return len(endpoint.topics) == 0

        eventually(released, "releasing the topic")


def test_a_peer_without_pongs_loses_its_topic_also_when_it_left_bytes_unread_and_nothing_more_is_sent():
    """uvicorn closes behind the unread bytes, which is never, and tells nobody; the next update may be hours away."""
    service = Ticker()
    app, endpoint = ticker_app(service)
    with served(app, ping_s=0.5) as address, _stalled(address, "ticks"):
        eventually(lambda: service.resumed != [], "opening the topic")
        service.tell(TICKS, tick(1, "x" * 16_000_000))

        eventually(lambda: len(endpoint.topics) == 0, "releasing the topic", within=0.5 + 0.5 + 1 + 1)
        eventually(lambda: endpoint.figures().connections == 0, "forgetting the connection")


def test_a_stop_is_not_held_up_by_a_peer_that_left_bytes_unread():
    """uvicorn waits for its buffer to empty, as long as its grace allows."""
    service = Ticker()
    app, endpoint = ticker_app(service)
    with ExitStack() as clients:
        with served(app, grace_s=8) as address:
            clients.enter_context(_stalled(address, "ticks"))
            eventually(lambda: service.resumed != [], "opening the topic")
            service.tell(TICKS, tick(1, "x" * 16_000_000))
            eventually(lambda: len(endpoint.topics) == 1, "publishing")
            stopping = time.monotonic()
        stopped = time.monotonic() - stopping

    assert stopped < 4, "half of what a connection that does not end would take"


def test_a_connection_that_the_server_has_closed_itself_ends_without_a_fault():
    """uvicorn gives up a peer without pongs and only tells whoever sends next; that is a departure, no error of ours."""
    service = Ticker()
    app, endpoint = ticker_app(service)
    frame = json.dumps({"type": "ticks.subscribe", "id": "1", "payload": {}})
    incoming = [{"type": "websocket.connect"}, {"type": "websocket.receive", "text": frame}]
    sent: list[str] = []

    async def receive() -> dict[str, object]:
        return incoming.pop(0) if incoming else await asyncio.Event().wait()

    async def send(message: dict[str, object]) -> None:
        """Takes the accept and the reply; then it is closed, and says so in uvicorn's way."""
        sent.append(str(message["type"]))
        if len(sent) == 2:
            asyncio.get_running_loop().call_soon(service.published[TICKS], tick(1))
        if len(sent) > 2:
            raise RuntimeError("Unexpected ASGI message 'websocket.send', after sending 'websocket.close'.")

    scope = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b"", "subprotocols": []}
    asyncio.run(asyncio.wait_for(app(scope, receive, send), 5))

    assert sent == ["websocket.accept", "websocket.send", "websocket.send"]
    assert len(endpoint.topics) == 0


def _stalled(address: str, kind: str) -> socket.socket:
    """A raw client that subscribes and then reads nothing."""
    host, port = address.split(":")
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect((host, int(port)))
    raw.sendall(
        f"GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert b"101" in raw.recv(4096)
    payload = json.dumps({"type": f"{kind}.subscribe", "id": "1", "payload": {}}).encode()
    raw.sendall(bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload)
    return raw


def test_a_slow_reader_of_the_latest_class_gets_the_newest_value_and_never_an_older_one_after_it():
    """Conflation: what a chart on a bad line wants."""
    service = Ticker()
    app, _ = ticker_app(service)
    with served(app) as address, connected(address, "/ws", narrow=True) as client:
        client.ask("ticks.subscribe", {})
        service.tell(TICKS, *(tick(seq, "x" * 20_000) for seq in range(1, 2001)))
        seen = [client.next("ticks.update")["payload"]["seq"]]
        while seen[-1] != 2000:
            seen.append(client.next("ticks.update")["payload"]["seq"])

    assert seen == sorted(set(seen))
    assert len(seen) < 1000, "the kernel holds some 3 MB; behind that only the newest waits"


def test_a_lossless_reader_that_reads_late_but_in_time_misses_nothing():
    """Below the queue's bound, slowness costs nothing but time."""
    service = Ticker()
    app, _ = ticker_app(service)
    with served(app) as address, connected(address, "/ws") as client:
        client.ask("tape.subscribe", {})
        service.tell(TAPE, *(tick(seq, "x" * 1000) for seq in range(1, 901)))

        assert [client.next("tape.update")["payload"]["seq"] for _ in range(900)] == list(range(1, 901))


def test_a_burst_beyond_the_queue_of_a_lossless_reader_closes_with_1013():
    """Better a close with a code, after which the client resumes, than a silent gap."""
    service = Ticker()
    app, _ = ticker_app(service)
    with served(app) as address, connected(address, "/ws", narrow=True) as client:
        client.ask("tape.subscribe", {})
        service.tell(TAPE, *(tick(seq, "x" * 10_000) for seq in range(1, 2001)))

        assert client.close_code() == 1013


def test_a_stopping_server_is_not_held_up_by_quiet_connections():
    """uvicorn closes them with 1012; a handler that waits on its own queue would make every reload slow."""
    service = Ticker()
    app, endpoint = ticker_app(service)
    with ExitStack() as clients:
        with served(app, grace_s=8) as address:
            client = clients.enter_context(connected(address, "/ws"))
            client.ask("ticks.subscribe", {})
            stopping = time.monotonic()
        stopped = time.monotonic() - stopping

        assert client.close_code() == 1012
    assert stopped < 4, "half of what a connection that does not end would take"
    assert len(endpoint.topics) == 0
