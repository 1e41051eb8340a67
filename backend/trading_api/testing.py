"""For a module's own tests: one module with core behind a real server on a port of its own, on a store of its own, stopped in
order afterwards. Nothing here knows a test framework; a fixture is three lines around `running`."""

import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from trading_api.app_factory import AppFactory, ModularFastAPI
from trading_api.settings import Settings

STARTED_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class RunningModule:
    """Where it answers: `url` for REST, `ws` for its WebSocket, `app` for what is inside."""

    app: ModularFastAPI
    name: str
    address: str
    """`127.0.0.1:port`."""

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port/api/v1/news-feed`."""
        return f"http://{self.address}{self.app.settings.api_base_url}/{self.name}"

    @property
    def ws(self) -> str:
        """`ws://127.0.0.1:port/api/v1/news-feed/ws`."""
        return f"ws://{self.address}{self.app.settings.api_base_url}/{self.name}/ws"


@contextmanager
def running(name: str, *, package: str = "trading_api.modules", **settings: Any) -> Iterator[RunningModule]:
    """The module of that name and core, served until the block ends; `settings` are fields of Settings.

    The store is a new file unless `store_url` names one, and the bus ends at the process unless `bus_url` names another.
    ModuleError where there is no such module; RuntimeError when it does not start or stop within ten seconds.
    """
    with tempfile.TemporaryDirectory(prefix="trading-api-", ignore_cleanup_errors=True) as folder:
        store = f"sqlite+aiosqlite:///{Path(folder) / 'test.db'}"
        chosen = Settings(**{"store_url": store, "bus_url": "memory:", "instance": f"{name}-0", **settings})
        app = AppFactory(chosen, package).create_app([name])
        with socket.create_server(("127.0.0.1", 0)) as listener, _served(app, listener):
            yield RunningModule(app, name, f"127.0.0.1:{listener.getsockname()[1]}")


@contextmanager
def _served(app: ModularFastAPI, listener: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTED_WITHIN_S
    try:
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start within {STARTED_WITHIN_S:g} s; its log says why")
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join(STARTED_WITHIN_S)
    if thread.is_alive():
        raise RuntimeError(f"the server did not stop within {STARTED_WITHIN_S:g} s; something holds its lifespan open")
