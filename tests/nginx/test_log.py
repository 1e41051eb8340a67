"""The access log: one JSON object per request."""

import re
import time
from typing import Any

from support.gateways import Gateway, wait_until


def logged(gate: Gateway) -> list[dict[str, Any]]:
    """The lines of the test below, in the order of its requests."""
    return sorted((r for r in gate.requests() if r["request_id"].startswith("log-")), key=lambda r: r["request_id"])


def test_the_access_log_is_json_whatever_clients_send(gate: Gateway):
    tail = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Request-ID: "

    gate.ask(
        "/api/v1/orders/y?z=1",
        "POST",
        [("User-Agent", 'a"b\\c\td'), ("Referer", "http://r/"), ("X-Request-ID", "log-1")],
    )
    gate.raw(b"GET /nobody" + tail + b"log-2\r\nUser-Agent: \xff\x80\r\n\r\n")
    gate.raw(b'GET /nobody?"\\' + tail + b"log-3\r\n\r\n")
    gate.ask("/api/v1/feed/x", headers=[("X-Request-ID", "log-4")])
    # A line is written after its answer was sent.
    wait_until(lambda: len(logged(gate)) == 4, "four lines in the access log")

    made, lost, odd, failed = logged(gate)
    assert {key: made[key] for key in ("request_id", "remote", "method", "uri", "status", "user_agent", "referer")} == {
        "request_id": "log-1",
        "remote": "127.0.0.1",
        "method": "POST",
        "uri": "/api/v1/orders/y?z=1",
        "status": 200,
        "user_agent": 'a"b\\c\td',
        "referer": "http://r/",
    }
    assert made["instance"] in {"orders-0", "orders-1"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", made["time"])
    assert re.fullmatch(r"127\.0\.0\.1:\d+", made["upstream"])
    assert made["upstream_status"] == "200"
    assert float(made["upstream_time"]) <= made["request_time"] + 0.002
    assert made["bytes"] > 0
    assert abs(made["msec"] - time.time()) < 30
    assert (lost["status"], lost["upstream"], lost["instance"]) == (404, "", "")
    assert odd["uri"] == '/nobody?"\\'
    assert (failed["status"], failed["upstream_status"]) == (502, "502")
