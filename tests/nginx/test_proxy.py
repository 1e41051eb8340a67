"""What an application behind the gateway receives, and what comes back from it."""

import re
import socket
import time
from pathlib import Path

import pytest
from support.gateways import Gateway, gateway, planned


def test_connections_to_a_server_are_kept(gate: Gateway):
    """nginx before 1.29.7 opens one per request unless told otherwise, which costs a quarter of the throughput."""
    used = {tuple(gate.ask("/api/v1/core/x").json()["connection"]) for _ in range(10)}

    assert len(used) == 1


def test_an_application_sees_where_the_call_came_from_and_not_what_a_client_made_up(gate: Gateway):
    dropped = ("Forwarded", "X-Real-IP", "X-Forwarded-Host", "X-Forwarded-Port", "Upgrade", "Connection")
    forged = [(name, "6.6.6.6") for name in (*dropped[:4], "X-Forwarded-For", "X-Forwarded-Proto")]

    reply = gate.ask("/api/v1/core/x", headers=[*forged, ("X-Own", "kept")])

    assert reply.sent("Host") == [f"127.0.0.1:{gate.port}"]
    assert reply.sent("X-Forwarded-For") == ["127.0.0.1"]
    assert reply.sent("X-Forwarded-Proto") == ["http"]
    assert [name for name in dropped if reply.sent(name)] == []
    assert reply.sent("X-Own") == ["kept"]


def test_a_redirect_of_an_application_leads_back_through_the_gateway(gate: Gateway):
    assert gate.ask("/web/moved").all("Location") == [f"http://127.0.0.1:{gate.port}/web/here"]


def test_an_error_of_an_application_passes_unchanged(gate: Gateway):
    reply = gate.ask("/api/v1/core/own-error")

    assert (reply.status, reply.json()) == (502, {"mine": True})


def test_an_event_arrives_while_its_stream_is_open(gate: Gateway):
    """Buffered, it would come when the buffer is full or the stream ends."""
    with socket.create_connection(("127.0.0.1", gate.port), timeout=5) as connection:
        connection.sendall(b"GET /web/events HTTP/1.1\r\nHost: localhost\r\n\r\n")

        with connection.makefile("rb") as stream:
            assert b"data: first\n" in stream


def test_a_dead_instance_costs_no_request(ports: int, nginx: Path, tmp_path: Path):
    """A refused connection is tried on the next instance, for POST too: nothing was sent; nginx's ten seconds do not pass."""
    servers = {"orders": {"port": ports + 4, "instances": 2, "modules": ("orders",), "grace_s": 0.5}}
    half = planned(ports, excluded="orders-1", servers=servers, processes={})

    with gateway(half, tmp_path, nginx) as running:
        started = time.monotonic()
        statuses = [running.ask("/api/v1/orders/x", method).status for method in ("GET", "POST") * 10]

    assert set(statuses) == {200}
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "path", ["/api/v1/core/x", "/api/v1/core/own-error", "/api/v1/feed/x", "/nobody", "/api/v1/docs"]
)
def test_a_request_id_is_answered_exactly_once(gate: Gateway, path: str):
    reply = gate.ask(path, headers=[("X-Request-ID", "my-id_1.2")])

    assert reply.all("X-Request-ID") == ["my-id_1.2"]


@pytest.mark.parametrize("bad", ["", "a b", 'a"b', "x" * 65, "ä", "a;b"])
def test_an_id_that_could_break_a_log_line_is_replaced(gate: Gateway, bad: str):
    reply = gate.ask("/api/v1/core/x", headers=[("X-Request-ID", bad)])

    (given,) = reply.all("X-Request-ID")
    assert re.fullmatch(r"[0-9a-f]{32}", given)
    assert reply.sent("X-Request-ID") == [given]


def test_foreign_hosts_and_malformed_requests_get_an_id_too(gate: Gateway):
    """They are the ones somebody will ask about."""
    replies = [gate.ask("/", host="evil.example"), gate.raw(b"nonsense / HTTP/1.1\r\n\r\n")]

    assert [len(reply.all("X-Request-ID")) for reply in replies] == [1, 1]


def test_a_trace_is_handed_on(gate: Gateway):
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    reply = gate.ask("/api/v1/core/x", headers=[("traceparent", parent), ("tracestate", "a=1")])

    assert reply.sent("traceparent") == [parent]
    assert reply.sent("tracestate") == ["a=1"]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "",
        "nonsense",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
    ],
)
def test_a_trace_begins_here_where_none_came(gate: Gateway, bad: str | None):
    reply = gate.ask("/api/v1/core/x", headers=[] if bad is None else [("traceparent", bad)])

    (begun,) = reply.sent("traceparent")
    (request_id,) = reply.all("X-Request-ID")
    assert re.fullmatch(rf"00-{request_id}-(?!0{{16}})[0-9a-f]{{16}}-01", begun)
