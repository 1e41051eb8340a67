"""What a session looks at in the stack that it trades through or beside."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.asgi import served
from support.ports import free_block

from trading_api.app_factory import AppFactory
from trading_api.session import stack_checks
from trading_api.session.check import Severity
from trading_api.session.surroundings import Surroundings
from trading_api.settings import Settings
from trading_api.shared.store import versions


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker without a datafeed beside it."""
    folder = tmp_path_factory.mktemp("broker")
    settings = Settings(store_url=f"sqlite+aiosqlite:///{folder}/t.db", bus_url="memory:")
    with served(AppFactory(settings).create_app(["broker"])) as address:
        yield f"http://{address}"


def test_a_broker_that_is_ready_says_so_of_its_store_too(gateway: str) -> None:
    severity, detail = stack_checks.ready(gateway, "broker", Severity.ERROR)

    assert severity is Severity.OK
    assert "broker.store ok" in detail


def test_a_module_that_the_stack_has_not_matters_only_where_it_is_needed(gateway: str) -> None:
    needed, unneeded = (stack_checks.ready(gateway, "datafeed", wrong) for wrong in (Severity.ERROR, Severity.WARN))

    assert (needed[0], unneeded[0]) == (Severity.ERROR, Severity.OK)
    assert needed[1] == f"the stack at {gateway} has no datafeed"


def test_a_gateway_that_nobody_answers_for_names_the_way_to_look() -> None:
    severity, detail = stack_checks.ready(f"http://127.0.0.1:{free_block()}", "broker", Severity.ERROR)

    assert severity is Severity.ERROR
    assert "does not answer" in detail
    assert "invoke status" in detail


def test_the_ports_of_a_stack_that_would_be_started_must_be_free() -> None:
    port = free_block()
    around = Surroundings(ports={"nginx": port})
    assert stack_checks.ports(around)[0] is Severity.OK

    with socket.create_server(("127.0.0.1", port)):
        severity, detail = stack_checks.ports(around)
        running = stack_checks.ports(Surroundings(control="there", ports={"nginx": port}))

    assert severity is Severity.ERROR
    assert f"nginx {port}" in detail
    assert running[0] is Severity.OK, "a stack that runs holds its own"


@pytest.mark.parametrize(("version", "expected"), [(None, Severity.WARN), ("0001", Severity.ERROR)])
def test_a_store_of_another_version_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, expected: Severity
) -> None:
    monkeypatch.setenv("STORE_URL", f"sqlite:///{tmp_path}/t.db")
    if version:
        _database(tmp_path / "t.db", version)

    severity, detail = stack_checks.store()

    assert severity is expected
    assert str(tmp_path) in detail
    assert version is None or "trading_api.shared.store.migrate" in detail


def test_a_store_of_this_release_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_URL", f"sqlite:///{tmp_path}/t.db")
    _database(tmp_path / "t.db", versions.latest())

    assert stack_checks.store()[0] is Severity.OK


def _database(path: Path, version: str) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        made.execute("INSERT INTO alembic_version VALUES (?)", (version,))
