"""A small application under `python -m devstack.serve`, and edits of it."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from support.ports import free_block
from support.project import Running, clean_env

APP = """\
import asyncio, os
from shop.version import VERSION

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        for word in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{word}.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await asyncio.Event().wait()
    else:
        if scope["path"] == "/slow":
            await asyncio.sleep(1.5)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": f"{VERSION} {os.getpid()}".encode()})
"""


class Served:
    """`shop.main:app` on a port of its own, with `--reload` unless told otherwise."""

    def __init__(self, root: Path, *options: str, files: dict[str, str] | None = None, **env: str) -> None:
        self.root = root
        self.port = free_block()
        (root / ".devstack").mkdir(exist_ok=True)
        for name, text in {"main": APP, "version": "VERSION = 1\n", "__init__": "", **(files or {})}.items():
            self.write(name, text)
        words = ["shop.main:app", "--port", str(self.port), "--timeout-graceful-shutdown", "3", *options]
        process = subprocess.Popen(
            [sys.executable, "-m", "devstack.serve", *words],
            cwd=root,
            env=clean_env(DEVSTACK_INSTANCE="shop-0", PYTHONUNBUFFERED="1", **env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.running = Running(process)

    @property
    def pid(self) -> int:
        return self.running.process.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def write(self, module: str, text: str) -> None:
        """Save a module of the package the way editors do, in one step."""
        path = self.root / "shop" / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.new")
        temporary.write_text(text)
        temporary.replace(path)

    def version(self, number: int | str) -> None:
        """The edit most tests make."""
        self.write("version", f"VERSION = {number}\n")

    def ask(self, path: str = "") -> tuple[str, int]:
        """The version that answers and the pid of its worker."""
        version, _, pid = httpx.get(self.url + path, timeout=10).text.partition(" ")
        return version, int(pid)

    def until(self, version: Any, within: float = 10) -> float:
        """Seconds until this version answers; AssertionError when it does not."""
        began = time.monotonic()
        said: object = None
        while time.monotonic() - began < within:
            try:
                said = self.ask()[0]
            except httpx.TransportError as error:
                said = error
            if said == str(version):
                return time.monotonic() - began
            time.sleep(0.01)
        raise AssertionError(
            f"version {version} did not answer within {within:g} s, but {said!r}:\n{self.running.text}"
        )

    def family(self) -> dict[int, str]:
        """Every process of its session, by pid."""
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                try:
                    if os.getsid(int(folder.name)) == self.pid:
                        found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
                except (OSError, ProcessLookupError):
                    continue
        return {pid: words for pid, words in found.items() if words}

    def close(self) -> None:
        """Stop it; AssertionError when something of it outlives that."""
        self.running.stop()
        deadline = time.monotonic() + 5
        while left := self.family():
            assert time.monotonic() < deadline, f"left behind: {left}"
            time.sleep(0.02)
