"""What every module answers about itself, and readiness."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.asgi import get
from support.modules import SampleModule

from trading_api.settings import Settings


def sample(dependencies=dict, **settings):
    """A module app that runs alone."""
    return SampleModule("alpha", settings=Settings(**settings), dependencies=dependencies).create_app()


def test_a_module_app_is_complete_on_its_own():
    """It can be served alone, tested alone, documented alone."""
    app = sample(instance="alpha-3")

    assert get(app, "/health").json() == {"status": "ok"}
    assert get(app, "/instance").json() == {"server": "alpha", "instance": "alpha-3", "pid": os.getpid()}
    assert get(app, "/version").json()["module"] == "alpha"
    assert get(app, "/docs").status_code == 200
    assert get(app, "/openapi.json").json()["info"]["title"] == "alpha API"
    assert get(app, "/nope").json()["code"] == "not_found"


def test_ready_names_each_dependency():
    """So that a person sees what was asked."""
    answer = get(sample(lambda: {"store": "ok", "bus": "ok"}), "/ready")

    assert answer.json() == {
        "status": "ready",
        "dependencies": [{"name": "alpha.store", "status": "ok"}, {"name": "alpha.bus", "status": "ok"}],
    }


def refuse():
    """A dependency that cannot be reached."""
    raise ConnectionRefusedError("nobody listens")


@pytest.mark.parametrize(
    ("dependencies", "field", "message"),
    [
        (lambda: {"store": "ok", "bus": "is full"}, "alpha.bus", "is full"),
        (refuse, "alpha.dependencies", "nobody listens"),
    ],
)
def test_what_does_not_answer_is_named_in_a_503(dependencies, field, message):
    """A load balancer needs the status, a person the name."""
    answer = get(sample(dependencies), "/ready")

    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.json()["errors"] == [{"field": field, "message": message, "code": "dependency_down"}]


def test_a_dependency_that_hangs_is_a_503_after_its_deadline(monkeypatch):
    """Readiness that waits for ever is no answer."""
    monkeypatch.setattr("trading_api.shared.module.READY_WITHIN_S", 0.05)

    class Hanging(SampleModule):
        async def dependencies(self):
            await __import__("asyncio").Event().wait()

    answer = get(Hanging("alpha").create_app(), "/ready")

    assert answer.status_code == 503
    assert "no answer within" in answer.json()["errors"][0]["message"]


def test_health_does_not_ask_dependencies():
    """A process that is up must not be restarted because a database is down."""
    assert get(sample(refuse), "/health").status_code == 200


@pytest.fixture
def busy_threads():
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_whoever_asks_while_the_document_is_made_gets_the_same_one(busy_threads):
    """A start compares its documents in a thread; a request meanwhile must not see, and keep, FastAPI's uncorrected form."""
    for _ in range(12):
        app = sample()
        with ThreadPoolExecutor(6) as pool:
            documents = list(pool.map(lambda app: app.openapi(), [app] * 6))

        assert [document.get("servers") for document in documents] == [[{"url": "/api/v1/alpha"}]] * 6
