"""A broker as it is served, on a store of its own, and an account that no other test uses."""

from itertools import count

import pytest
from support.asgi import served
from support.postgres import Postgres

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings

_accounts = count(1)


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    """The address of a running broker."""
    folder = tmp_path_factory.mktemp("broker")
    settings = Settings(store_url=f"sqlite+aiosqlite:///{folder}/test.db", bus_url="memory:", instance="broker-0")
    with served(AppFactory(settings).create_app(["broker"])) as address:
        yield address


@pytest.fixture
def account():
    """The header that names an account without any history."""
    return {"X-Account": f"test-{next(_accounts)}"}


@pytest.fixture(scope="session")
def postgres():
    """A server of our own, or a skip that says why there is none."""
    if reason := Postgres.missing():
        pytest.skip(f"skipped: {reason}")
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request, tmp_path):
    """A database of its own."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/t.db"
    return request.getfixturevalue("postgres").database()
