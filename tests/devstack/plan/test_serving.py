"""What the line of a server tells uvicorn."""

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


def test_a_probe_can_tell_our_instance_from_a_stranger_on_its_port():
    """The header is what readiness compares: an answer alone proves only that somebody listens there."""
    assert "--header X-Devstack-Instance:core-0" in line(plan(shop()))


def test_reload_is_said_in_the_line_and_can_be_switched_off():
    assert "--reload --reload-dir backend/shop" in line(plan(shop(reload=WATCHED)))
    assert "--reload" not in line(plan(shop(reload=WATCHED), reload=False))


def test_servers_leave_the_access_log_to_the_gateway():
    """uvicorn's costs a quarter of its throughput and would show our own probes every two seconds."""
    assert "--no-access-log" in line(plan(shop()))


def test_polling_is_told_to_the_watcher_in_its_environment():
    """File systems without events: uvicorn has no option for it, watchfiles reads this variable."""
    polled = Reload(dirs=("backend/shop",), poll=True)

    assert "WATCHFILES_FORCE_POLLING=true" in line(plan(shop(reload=polled)))
