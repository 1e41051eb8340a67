"""core over HTTP, in an application as it is served."""

import os
import time

import pytest
from support.asgi import get
from support.modules import SampleModule

from trading_api import __version__
from trading_api.app_factory import AppFactory, ModularFastAPI
from trading_api.modules.core import CoreModule
from trading_api.settings import Settings

BASE = "/api/v1/core"


@pytest.fixture
def app():
    """core alone."""
    return AppFactory(Settings(instance="core-0")).create_app([])


def test_it_answers_for_its_process(app):
    """Which of several equal processes: proves that the gateway balances."""
    assert get(app, f"{BASE}/health").json() == {"status": "ok"}
    assert get(app, f"{BASE}/instance").json() == {"server": "core", "instance": "core-0", "pid": os.getpid()}
    assert get(app, f"{BASE}/version").json() == {"module": "core", "version": __version__}


def test_time_is_milliseconds_since_the_epoch(app):
    """The unit every client assumes."""
    before = time.time() * 1000

    said = get(app, f"{BASE}/time").json()["time"]

    assert int(before) <= said <= time.time() * 1000


def test_modules_lists_who_runs_here_with_addresses_that_answer(app):
    """A client finds every document from one address."""
    (core,) = get(app, f"{BASE}/modules").json()

    assert (core["name"], core["url"], core["ws"], core["asyncapi"]) == ("core", BASE, None, None)
    assert get(app, core["docs"]).status_code == 200
    assert get(app, core["openapi"]).status_code == 200


def test_versions_speak_for_every_module_of_the_process():
    """Modules of one process may be of different releases one day."""
    app = ModularFastAPI([CoreModule(Settings()), SampleModule("alpha")], Settings())

    assert get(app, f"{BASE}/versions").json() == {
        "base_url": "/api/v1",
        "modules": [{"module": "core", "version": __version__}, {"module": "alpha", "version": __version__}],
    }


def test_ready_asks_the_dependencies_of_every_enabled_module():
    """One address is enough for a load balancer; the module's own speaks for itself alone."""
    down = SampleModule("alpha", dependencies=lambda: {"store": "is locked"})
    app = ModularFastAPI([CoreModule(Settings()), down, SampleModule("beta")], Settings())

    answer = get(app, f"{BASE}/ready")

    assert answer.status_code == 503
    assert [fault["field"] for fault in answer.json()["errors"]] == ["alpha.store"]
    assert get(app, "/api/v1/beta/ready").status_code == 200


def test_a_module_with_a_websocket_is_listed_with_its_address():
    """Which modules can be subscribed to, and where that is documented."""
    live = SampleModule("alpha", ws_routers=[object()])
    app = ModularFastAPI([CoreModule(Settings()), live], Settings())

    alpha = get(app, f"{BASE}/modules").json()[1]

    assert alpha["ws"] == "/api/v1/alpha/ws"
    assert alpha["ws_docs"] == "/api/v1/alpha/ws/asyncapi"
    assert alpha["asyncapi"] == "/api/v1/alpha/ws/asyncapi.json"


def test_sessions_of_an_exchange_are_told_with_their_unusual_hours(app):
    """New York in a holiday week: Thursday closed, Friday until 13:00 there, which is 18:00 UTC."""
    said = get(app, f"{BASE}/calendar/XNYS?from=2024-11-27&to=2024-11-29").json()

    assert [(one["day"], one["kind"]) for one in said["sessions"]] == [
        ("2024-11-27", "regular"),
        ("2024-11-29", "early"),
    ]
    assert said["sessions"][1]["close"] == 1_732_903_200_000
    assert said["timezone"] == "America/New_York"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("XNOWHERE?from=2024-01-01&to=2024-01-02", 404, "exchange_unknown"),
        ("XNYS?from=2024-01-02&to=2024-01-01", 422, "bad_period"),
        ("XNYS?from=2020-01-01&to=2024-01-01", 422, "bad_period"),
        ("XNYS?from=today&to=2024-01-01", 422, "invalid_request"),
    ],
)
def test_a_question_about_sessions_that_has_no_answer_says_why(app, path, status, code):
    """Another exchange, days in the wrong order, too many of them."""
    answer = get(app, f"{BASE}/calendar/{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
