"""The application as a whole: mounts, lifespans, errors that look alike everywhere."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from fastapi import APIRouter
from support.asgi import get, served
from support.modules import SampleModule

from trading_api.app_factory import AppFactory, ModularFastAPI
from trading_api.settings import Settings
from trading_api.shared.registry import ModuleError

NO_SUCH_PATH = b'{"type":"about:blank","title":"Not Found","status":404,"detail":"no such path","code":"not_found"}'
REFUSES_TO_START = "refuses to start"
REFUSES_TO_STOP = "refuses to stop"


def recorded(events: list[str], name: str, fault: str = "") -> Callable[[], AbstractAsyncContextManager[None]]:
    """A lifespan that says when it runs, and fails where it is told to."""

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        if fault == REFUSES_TO_START:
            raise RuntimeError(f"{name} {fault}")
        events.append(f"{name} up")
        try:
            yield
        finally:
            events.append(f"{name} down")
        if fault == REFUSES_TO_STOP:
            raise RuntimeError(f"{name} {fault}")

    return lifespan


def three(events: list[str], faulty: str = "", fault: str = "") -> ModularFastAPI:
    """core, alpha and beta with recorded lifespans, one of them at fault."""
    names = ("core", "alpha", "beta")
    modules = [SampleModule(n, lifespan=recorded(events, n, fault if n == faulty else "")) for n in names]
    return ModularFastAPI(modules, Settings())


async def live(app: ModularFastAPI) -> None:
    """Run the application's lifespan once, as a server would."""
    async with app.router.lifespan_context(app):
        pass


def test_lifespans_of_mounted_modules_run_core_first_and_end_in_reverse():
    """Starlette runs none of them; what a module opens in its lifespan would never be open."""
    events: list[str] = []

    with served(three(events)):
        started = list(events)

    assert started == ["core up", "alpha up", "beta up"]
    assert events[3:] == ["beta down", "alpha down", "core down"]


def test_a_module_that_fails_to_start_closes_those_before_it():
    """A half started process must not keep a database locked."""
    events: list[str] = []

    with pytest.raises(RuntimeError, match="beta refuses to start"):
        asyncio.run(live(three(events, "beta", REFUSES_TO_START)))

    assert events == ["core up", "alpha up", "alpha down", "core down"]


def test_a_module_that_fails_to_stop_does_not_keep_the_others_open():
    """One module's mistake at the end is reported, after the rest was closed."""
    events: list[str] = []

    with pytest.raises(RuntimeError, match="beta refuses to stop"):
        asyncio.run(live(three(events, "beta", REFUSES_TO_STOP)))

    assert events[-3:] == ["beta down", "alpha down", "core down"]


def test_core_is_always_there_and_first():
    """Health and readiness have one address whatever runs."""
    app = AppFactory(Settings()).create_app([])

    assert list(app.module_apps) == ["core"]


def test_an_unknown_module_is_refused_by_name():
    """A typing mistake must not start a server without the module."""
    with pytest.raises(ModuleError, match=r"ENABLED_MODULES: there is no module brokr; there are core"):
        AppFactory(Settings()).create_app(["brokr"])


def test_each_application_gets_instances_of_its_own():
    """Two applications in one process, as in tests, must not share state."""
    factory = AppFactory(Settings())

    first, second = factory.create_app(["core"]), factory.create_app(["core"])

    assert first.module_apps["core"].module is not second.module_apps["core"].module


UNKNOWN = ("/", "/nope", "/docs", "/api/v1", "/api/v1/", "/api/v1/ws")
UNKNOWN_BELOW_MODULES = ("core", "core/", "core/nope", "core/health/", "core/ws", "broker/orders")


@pytest.mark.parametrize("path", [*UNKNOWN, *(f"/api/v1/{path}" for path in UNKNOWN_BELOW_MODULES)])
def test_unknown_paths_have_one_answer(path):
    """The gateway sends these bytes too, so a client cannot tell who refused; nothing redirects."""
    app = AppFactory(Settings()).create_app([])

    answer = get(app, path)

    assert (answer.status_code, answer.content) == (404, NO_SUCH_PATH)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_failing_route_answers_500_with_a_request_id_and_nothing_of_its_inside():
    """The traceback belongs in the log, not in the answer."""
    api = APIRouter()

    @api.get("/boom")
    def boom() -> str:
        raise LookupError("secret")

    answer = get(ModularFastAPI([SampleModule("core", api)], Settings()), "/api/v1/core/boom")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert len(answer.headers["x-request-id"]) == 32


def test_another_base_url_moves_everything():
    """api_base_url is one setting, not a habit."""
    app = AppFactory(Settings(api_base_url="/trade/v2")).create_app([])

    assert get(app, "/trade/v2/core/health").status_code == 200
    assert get(app, "/trade/v2/openapi.json").json()["paths"].keys() >= {"/trade/v2/core/health"}
    assert get(app, "/api/v1/core/health").status_code == 404


def test_modules_not_enabled_are_not_even_imported(tmp_path, monkeypatch):
    """A broken or heavy module costs nothing in a server that does not run it."""
    package = tmp_path / "lazy_modules"
    source = (
        "from support.modules import SampleModule\nclass {0}Module(SampleModule):\n    def __init__(self, settings):\n"
    )
    for name, body in {
        "core": "        super().__init__('core')\n",
        "broken": "        raise SystemExit('made')\n",
    }.items():
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").write_text(source.format(name.capitalize()) + body)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)

    app = AppFactory(Settings(), "lazy_modules").create_app(["core"])

    assert list(app.module_apps) == ["core"]
    assert "lazy_modules.broken" not in sys.modules
