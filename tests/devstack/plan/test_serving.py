"""What the line of a server says."""

from typing import Any

from devstack.deployment import Deployment, Reload
from devstack.plan import Plan
from devstack.plan.planner import plan

WATCHED = Reload(dirs=("backend/shop",))


def shop(**core: Any) -> Deployment:
    """One modular server."""
    return Deployment(name="shop", app="shop.main:app", servers={"core": {"port": 20001, **core}})


def line(drawn: Plan) -> str:
    return drawn.processes[0].line


def test_reload_is_said_in_the_line_and_can_be_switched_off():
    assert "--reload --reload-dir backend/shop" in line(plan(shop(reload=WATCHED)))
    assert "--reload" not in line(plan(shop(reload=WATCHED), reload=False))


def test_servers_leave_the_access_log_to_the_gateway():
    """uvicorn's costs a quarter of its throughput and would show our own probes every two seconds."""
    assert "--no-access-log" in line(plan(shop()))


def test_polling_is_told_to_the_watcher_in_its_environment():
    """File systems without events: there is no option for it, watchfiles reads this variable."""
    polled = Reload(dirs=("backend/shop",), poll=True)

    assert "WATCHFILES_FORCE_POLLING=true" in line(plan(shop(reload=polled)))


def test_what_is_not_preloaded_is_told_in_the_environment():
    """uvicorn's command line, which the line keeps to, has no word for it."""
    spared = Reload(dirs=("backend/shop",), no_preload=("numpy", "torch"))

    assert "DEVSTACK_NO_PRELOAD=numpy,torch" in line(plan(shop(reload=spared)))
    assert "NO_PRELOAD" not in line(plan(shop(reload=spared), reload=False))
