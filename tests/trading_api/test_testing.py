"""What a module's own tests stand on."""

import httpx
import pytest

from trading_api.shared.registry import ModuleUnknown
from trading_api.testing import running


def test_a_module_runs_alone_with_core_on_a_store_of_its_own():
    """Its tests need no other module, and find nothing of an earlier run."""
    with running("broker") as first, running("broker") as second:
        placed = httpx.post(
            f"{first.url}/orders",
            json={"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "9.5"},
        )
        orders = [len(httpx.get(f"{each.url}/orders").json()) for each in (first, second)]
        modules = [each["name"] for each in httpx.get(f"http://{first.address}/api/v1/core/modules").json()]

    assert placed.status_code in {200, 201}, placed.text
    assert orders == [1, 0]
    assert modules == ["core", "broker"]


def test_nothing_listens_any_more_afterwards():
    """A suite that starts fifty servers must be left with none."""
    with running("core", api_base_url="/x") as core:
        assert httpx.get(f"{core.url}/instance").json()["instance"] == "core-0"

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{core.url}/health")


def test_a_module_that_does_not_exist_is_named():
    """The same message as at a real start."""
    with pytest.raises(ModuleUnknown, match="there is no module newz"), running("newz"):
        pass
