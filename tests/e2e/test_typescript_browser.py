"""The TypeScript package in a browser: as it is compiled, without a bundler, from another origin than the API's."""

import json
import os
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support.asgi import served
from support.node import ORDER, Package, npm_package
from support.ports import free_block

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings

pytestmark = pytest.mark.e2e

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PACKAGED = ("@sparticuz/chromium", "143.0.4")
"""A browser that is whole in npm's registry; newer ones want a newer node."""
UNPACK = 'import chromium from "@sparticuz/chromium"; console.log(await chromium.executablePath());'
WITHIN_S = 60.0
"""A browser's first start on a busy machine takes long."""
MODULES = {
    "trading-client": "/node_modules/trading-client/dist/index.js",
    "#transport": "/node_modules/trading-client/dist/runtime/transport.js",
    "openapi-fetch": "/node_modules/openapi-fetch/dist/index.mjs",
}
"""What a bundler reads from the package.json of each."""
PAGE = """<!doctype html>
<script type="importmap">{modules}</script>
<script type="module">
const say = (value) => fetch("/said", {{ method: "POST", body: JSON.stringify(value) }});
try {{
  const {{ Client, FrameRefused, NotFound }} = await import("trading-client");
  const client = new Client({{ baseUrl: "{origin}" }});
  {program}
}} catch (error) {{
  await say(["failed", String(error), error.stack]);
}}
</script>
"""
PROGRAM = f"""
  const orders = await client.broker.ws.orders();
  const {{ orderId }} = await client.broker.placeOrder({{ body: {json.dumps(ORDER)} }});
  for await (const update of orders) {{
    if (update.payload.id !== orderId) continue;
    await say(["order", update.payload.qty]);
    break;
  }}
  const missing = await client.broker.getOrder({{ params: {{ path: {{ order_id: "none" }} }} }}).catch((error) => error);
  await say(["missing", missing instanceof NotFound, missing.code]);
  const refused = await client.datafeed.ws.bars({{ symbol: "NOPE", resolution: "1" }}).catch((error) => error);
  await say(["refused", refused instanceof FrameRefused, refused.code]);
  const bars = await client.datafeed.ws.bars({{ symbol: "AAPL", resolution: "1" }});
  await say(["bars", bars.topic.startsWith("bars:"), (await bars.next()).value.seq > 0]);
  client.close();
  await say(["closed", (await bars.next()).done]);
"""


class Site(SimpleHTTPRequestHandler):
    """The package's files, one page, and what it says."""

    page: str
    said: "queue.Queue[Any]"
    extensions_map = {  # noqa: RUF012 - as its base has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".js": "text/javascript",
    }

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        self._answer(self.page.encode())
        return None

    def do_POST(self) -> None:
        self.said.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[str]:
    """This machine's, or else npm's, for as long as it is looked at: it is large."""
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        yield found
        return
    packages, folder = npm_package(*PACKAGED), tmp_path / "unpacked"
    folder.mkdir()
    words = ["node", "--input-type=module", "-e", UNPACK]
    unpacked = _said(words, cwd=packages.parent, env={**os.environ, "TMPDIR": str(folder)})
    _said([unpacked, "--version"])
    yield unpacked
    shutil.rmtree(folder)


def _said(words: list[str], **where: Any) -> str:
    """What a program prints. A skip when it does not run here: npm's browser is for one kind of processor, and needs libnss3."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=WITHIN_S, check=True, **where)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        pytest.skip(f"needs a browser: none of {', '.join(NAMES)}, and {PACKAGED[0]} does not run: {said[-200:]}")
    return done.stdout.strip()


@pytest.mark.timeout(400)
def test_requests_and_subscriptions_work_in_a_browser(package: Package, browser: str, tmp_path: Path) -> None:
    """Over the platform's own fetch and WebSocket; errors are the classes they are in node."""
    port = free_block()
    store = f"sqlite+aiosqlite:///{tmp_path}/test.db"
    settings = Settings(store_url=store, instance="all-0", allowed_origins=(f"http://127.0.0.1:{port}",))
    with served(AppFactory(settings).create_app(["broker", "datafeed"])) as address:
        modules = json.dumps({"imports": MODULES})
        page = PAGE.format(modules=modules, origin=f"http://{address}", program=PROGRAM)
        with site(port, package.root, page) as said, window(browser, f"http://127.0.0.1:{port}/", tmp_path / "profile"):
            assert said.get(timeout=WITHIN_S) == ["order", "5"]
            assert said.get(timeout=WITHIN_S) == ["missing", True, "order_unknown"]
            assert said.get(timeout=WITHIN_S) == ["refused", True, "symbol_unknown"]
            assert said.get(timeout=WITHIN_S) == ["bars", True, True]
            assert said.get(timeout=WITHIN_S) == ["closed", True]


@contextmanager
def site(port: int, folder: Path, page: str) -> "Iterator[queue.Queue[Any]]":
    """A server of the page and the package's files; what the page says, in its order."""
    said: queue.Queue[Any] = queue.Queue()
    handler = type("Here", (Site,), {"said": said, "page": page})
    with ThreadingHTTPServer(("127.0.0.1", port), partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield said
        server.shutdown()
        thread.join(5)


@contextmanager
def window(browser: str, address: str, profile: Path) -> Iterator[None]:
    """A browser without a screen that looks at this address. In a group of its own: it is many processes."""
    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}")
    with subprocess.Popen(
        [browser, *options, address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    ) as running:
        try:
            yield
        finally:
            os.killpg(running.pid, signal.SIGKILL)
