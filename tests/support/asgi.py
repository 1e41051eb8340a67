"""Ways to call an ASGI application: in this process, or behind a real uvicorn on a port of its own."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from support.ports import free_block

STARTED_WITHIN_S = 10.0


def call(app: Any, method: str, path: str, **options: Any) -> httpx.Response:
    """One request straight into the application, as `http://localhost`. An unforeseen error is answered, not raised."""

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **options)

    return asyncio.run(once())


def get(app: Any, path: str, **options: Any) -> httpx.Response:
    """One GET straight into the application."""
    return call(app, "GET", path, **options)


class PromptServer(uvicorn.Server):
    """uvicorn looks every 0.1 s whether it should stop; a suite that starts some fifty servers should not wait for that."""

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            await asyncio.sleep(0.01)


class Address(str):
    """`127.0.0.1:port` of a server in a thread of its own."""

    server: uvicorn.Server

    def stop(self) -> None:
        """Tell it to, and do not wait."""
        self.server.should_exit = True


@contextmanager
def served(
    app: Any,
    ws_max_size: int = 65536,
    grace_s: int = 2,
    *,
    deflate: bool = False,
    ping_s: float = 20,
    port: int = 0,
) -> Iterator[Address]:
    """The application behind uvicorn, with its lifespan, without compression as a stack; stopped in order at the end."""
    port = port or free_block()
    config = uvicorn.Config(
        app,
        port=port,
        log_level="warning",
        ws_max_size=ws_max_size,
        ws_per_message_deflate=deflate,
        ws_ping_interval=ping_s,
        ws_ping_timeout=ping_s,
        timeout_graceful_shutdown=grace_s,
    )
    server = PromptServer(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTED_WITHIN_S
    while not server.started:
        assert thread.is_alive(), "uvicorn left during its start"
        assert time.monotonic() < deadline, f"uvicorn was not ready after {STARTED_WITHIN_S:g} s"
        time.sleep(0.01)
    try:
        address = Address(f"127.0.0.1:{port}")
        address.server = server
        yield address
    finally:
        server.should_exit = True
        thread.join(STARTED_WITHIN_S)
        assert not thread.is_alive(), "uvicorn did not stop"
