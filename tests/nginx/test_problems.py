"""The gateway's own errors, in the shape of the application's."""

import pytest
from support.gateways import Gateway


def test_a_server_that_is_down_is_named(gate: Gateway):
    reply = gate.ask("/api/v1/feed/x")

    assert reply.status == 502
    assert reply.all("Content-Type") == ["application/problem+json"]
    assert reply.body == (
        b'{"type":"about:blank","title":"Bad Gateway","status":502,"detail":"feed does not answer; its log says why: '
        b'invoke logs -n feed","code":"server_down","server":"feed"}'
    )


@pytest.mark.parametrize(
    ("path", "method", "headers", "body", "status", "code"),
    [
        ("/api/v1/openapi.json", "POST", [], b"{}", 405, "method_not_allowed"),
        ("/api/v1/docs/assets/", "GET", [], None, 404, "not_found"),
        ("/api/v1/docs/assets/none.js", "GET", [], None, 404, "not_found"),
        ("/api/v1/docs/assets/../../../nginx.pid", "GET", [], None, 404, "not_found"),
        ("/api/v1/docs/assets", "GET", [], None, 404, "not_found"),
        ("/api/v1/docs/", "GET", [], None, 404, "not_found"),
        ("/%zz", "GET", [], None, 400, "bad_request"),
        ("/", "G\x7fT", [], None, 400, "bad_request"),
        ("/api/v1/core/x", "POST", [("Transfer-Encoding", "odd")], None, 501, "not_implemented"),
        ("/" + "x" * 20_000, "GET", [], None, 414, "uri_too_long"),
        ("/api/v1/core/x", "GET", [("X-Long", "x" * 20_000)], None, 431, "headers_too_large"),
        ("/api/v1/core/x", "POST", [("Content-Length", "17000000")], None, 413, "content_too_large"),
    ],
)
def test_errors_of_the_gateway_are_problems(
    gate: Gateway, path: str, method: str, headers: list[tuple[str, str]], body: bytes | None, status: int, code: str
):
    reply = gate.ask(path, method, headers, body=body)

    assert reply.status == status
    assert reply.all("Content-Type") == ["application/problem+json"]
    assert list(reply.json()) == ["type", "title", "status", "detail", "code"]
    assert (reply.json()["status"], reply.json()["code"]) == (status, code)
    assert len(reply.all("X-Request-ID")) == 1


def test_a_body_of_ten_megabytes_arrives_whole(gate: Gateway):
    assert gate.ask("/api/v1/core/x", "POST", body=b"x" * 10_000_000).json()["body"] == 10_000_000


def test_no_version_is_told(gate: Gateway):
    assert gate.ask("/nobody").all("Server") == ["nginx"]
