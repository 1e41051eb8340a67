"""The datafeed as a module: what its start costs."""

import os
import subprocess
import sys
import threading

import httpx
from support.asgi import served

from trading_api.app_factory import AppFactory
from trading_api.modules.datafeed.service import DatafeedService
from trading_api.settings import Settings


def test_importing_the_application_does_not_load_numpy():
    """Every start and every reload pays for what is imported; the market can be made while requests are answered."""
    code = "import sys, trading_api.main; print(*sorted({'numpy', 'trading_api.modules.datafeed.live'} & set(sys.modules)))"

    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ENABLED_MODULES": "datafeed"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == "trading_api.modules.datafeed.live\n"


def test_a_start_does_not_wait_for_the_market(monkeypatch):
    """It is worked out in a thread, while others are answered already."""
    answered, warms, warmed = threading.Event(), threading.Event(), []

    def warm(service):
        warms.set()
        warmed.append(answered.wait(5))

    monkeypatch.setattr(DatafeedService, "warm", warm)

    with served(AppFactory(Settings()).create_app(["datafeed"])) as address:
        assert warms.wait(5)
        assert httpx.get(f"http://{address}/api/v1/datafeed/health").status_code == 200
        answered.set()

    assert warmed == [True]
