"""Applications and deployments for tests of the whole: small enough to start in tenths of a second."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import yaml

SHOP = '''\
"""Says who answered; repeats WebSocket texts. Plain ASGI: importing a framework takes longer than everything else."""

import os

INSTANCE = os.environ.get("DEVSTACK_INSTANCE", "")


class App:
    async def __call__(self, scope, receive, send):
        await {"lifespan": self.live, "http": self.answer, "websocket": self.talk}[scope["type"]](scope, receive, send)

    def openapi(self):
        return {"openapi": "3.1.0", "info": {"title": "shop", "version": "1"}, "paths": {}}

    async def live(self, scope, receive, send):
        for word in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{word}.complete"})

    async def answer(self, scope, receive, send):
        print("asked for", scope["path"], flush=True)
        names = ("DEVSTACK_INSTANCE", "ENABLED_MODULES", "GREETING", "PORT")
        body = " ".join(f"{name}={os.environ.get(name)}" for name in names).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": body})

    async def talk(self, scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        while (said := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": f"{INSTANCE} {said['text']}"})


app = App()
'''
SHOP_FILES = {"backend/shop/__init__.py": "", "backend/shop/main.py": SHOP}
"""A plain application that convention finds."""

MODULAR_FILES = {f"backend/shop/modules/{name}/__init__.py": "" for name in ("core", "broker")} | SHOP_FILES
"""The same with module folders, so that its servers need no routes."""


def shop(port: int, **more: Any) -> str:
    """A deployment of the plain application: gateway on `port`, web-0 behind it, broker-0 and broker-1 below /broker."""
    servers = {
        "web": {"port": port + 1, "routes": ["/"]},
        "broker": {"port": port + 2, "instances": 2, "routes": ["/broker"]},
    }
    return as_yaml({"name": "shop", "nginx": {"port": port}, "servers": servers, **more})


def modular(port: int, **more: Any) -> str:
    """A deployment of the modular one: gateway on `port`, core-0, broker-0 and broker-1 behind it."""
    servers = {"core": {"port": port + 1}, "broker": {"port": port + 2, "instances": 2, "modules": ["core", "broker"]}}
    return as_yaml({"name": "shop", "nginx": {"port": port}, "servers": servers, **more})


def shifted(port: int, **more: Any) -> str:
    """The reference deployment's ports as an overlay: gateway on `port`, core, two brokers and two datafeeds behind it.

    Three stacks start at a time on two cores here, from code that was never compiled: nobody's own takes that long.
    """
    offsets = {"core": 1, "broker": 2, "datafeed": 4}
    servers = {name: {"port": port + offset, "start_s": 40} for name, offset in offsets.items()}
    return as_yaml({"nginx": {"port": port}, "servers": servers, **more})


def as_yaml(value: dict[str, Any]) -> str:
    """The value as a deployment file."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True)


def bare_shell(home: Path) -> dict[str, str]:
    """What a login shell has that never heard of a virtual environment."""
    kept = {key: os.environ[key] for key in ("LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH") if key in os.environ}
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), **kept}


def installed(name: str) -> str:
    """A command of the environment that runs the tests."""
    return str(Path(sys.executable).with_name(name))


BARS = json.dumps({"type": "bars.subscribe", "id": "1", "payload": {"symbol": "AAPL", "resolution": "1"}})
"""What a client of the reference application says first."""
