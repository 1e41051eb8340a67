"""Every POST, PUT, PATCH and DELETE of the whole application, found in its own document, under hostile input: refused with a
problem, never a server error, never stored."""

import json
from pathlib import Path

import httpx
import pytest
from support.asgi import served
from support.hostile import JSON, LONGEST, MARK, METHODS, Operation, mutations, never_json, operations

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings

OPERATIONS = operations(AppFactory(Settings()).create_app().openapi())
READS = operations(AppFactory(Settings()).create_app().openapi(), ("get",))
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the store is."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def client(folder):
    """All modules behind a real server."""
    app = AppFactory(Settings(store_url=f"sqlite+aiosqlite:///{folder}/test.db", bus_url="memory:")).create_app()
    with served(app) as address, httpx.Client(base_url=f"http://{address}", timeout=20) as client:
        yield client


def require_problem(answer: httpx.Response, *, least: int = 400) -> None:
    """A refusal of the caller's fault, in the one form."""
    assert least <= answer.status_code < 500, (answer.status_code, answer.text[:500])
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().keys() >= {"type", "title", "status", "detail", "code"}
    assert len(answer.content) < 20_000


def require_not_stored(folder: Path) -> None:
    """No file of the store holds any of it."""
    never = (MARK.encode(), b"-Infinity", b"1e400", b"9" * 4000)
    assert [(file.name, each) for file in folder.iterdir() for each in never if each in file.read_bytes()] == []


def sent(client: httpx.Client, operation: Operation, body: bytes, kind: bytes = JSON.encode()) -> httpx.Response:
    """That body to that operation."""
    return client.request(operation.method, operation.path, content=body, headers={b"content-type": kind})


def test_there_are_operations_with_and_without_bodies():
    """Otherwise the tests below would pass for nothing."""
    assert {operation.method for operation in OPERATIONS} >= {"POST", "DELETE"}
    assert [operation.path for operation in OPERATIONS if operation.sample] != []
    assert all(method.upper() != "GET" for method in METHODS)


@each_operation
def test_what_is_no_honest_json_is_refused(client, folder, operation):
    """NaN, 1e400, half surrogates, NUL, 5000 digits, duplicate keys, 100 000 levels, a megabyte: none may reach a route."""
    for name, body in never_json().items():
        answer = sent(client, operation, body)

        require_problem(answer)
        assert answer.status_code in {400, 413}, (name, answer.text)
    require_not_stored(folder)


@each_operation
def test_any_value_may_be_hostile_and_none_is_a_server_error(client, folder, operation):
    """One value after another of an honest body is replaced. Some replacements are honest too: then it may be taken."""
    for name, body in mutations(operation.sample):
        answer = sent(client, operation, json.dumps(body).encode())

        assert answer.status_code < 500, (name, answer.text)
        if answer.status_code >= 400:
            require_problem(answer)
        if name.endswith("NUL"):
            require_problem(answer)
    require_not_stored(folder)


@each_operation
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", "\xff"]
)
def test_another_content_type_is_not_read_as_json(client, folder, operation, kind):
    """A browser's plain forms can send these across sites without asking first."""
    honest = json.dumps(operation.sample).encode()
    answers = [sent(client, operation, body, kind.encode("latin-1")) for body in (honest, MARK.encode(), b"\0" * 100)]

    for answer in answers:
        assert answer.status_code < 500, answer.text
        if operation.sample is not None:
            require_problem(answer)
    require_not_stored(folder)


@each_operation
def test_a_body_without_end_is_refused_whatever_it_is_called(client, operation):
    """A megabyte is enough for anybody here."""
    for kind in (JSON, "text/plain"):
        answer = client.request(
            operation.method,
            operation.path,
            content=(b" " * 65536 for _ in range(2 * LONGEST // 65536)),
            headers={"content-type": kind},
        )

        if operation.sample is not None or kind == JSON:
            assert answer.status_code == 413
        assert answer.status_code < 500


@pytest.mark.parametrize("operation", [*OPERATIONS, *READS], ids=lambda each: f"{each.method} {each.path}")
def test_a_nul_in_an_address_is_refused(client, operation):
    """No text of ours has one, and not every store can hold it."""
    for address in (f"{operation.path}%00", f"{operation.path}?symbol=a%00b", f"{operation.path}?%00"):
        answer = client.request(operation.method, address)

        require_problem(answer)
        assert answer.status_code in {400, 422}


@pytest.mark.parametrize("operation", [*OPERATIONS, *READS], ids=lambda each: f"{each.method} {each.path}")
def test_hostile_path_and_header_values_are_no_server_error(client, operation):
    """Paths are cut in half, escaped twice, and filled with what is no text."""
    odd = [
        "%ff",
        "%ed%a0%80",
        "..%2f..%2fetc%2fpasswd",
        "9" * 5000,
        "%F0%9F%98%80",
        "'%3B--",
        "%250a",
        "-1",
        "1e400",
        "NaN",
    ]
    for value in odd:
        path = operation.path.replace("AAPL", value)
        headers = {"x-account": value[:64], "idempotency-key": value[:300], "if-match": value[:64]}
        answer = client.request(operation.method, path, headers=headers, json=operation.sample)

        assert answer.status_code < 500, (value, answer.text)
