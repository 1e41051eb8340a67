"""Both packages as strangers get them: installed into an empty project, used by a short program that is checked strictly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.node import node_tools

pytestmark = [pytest.mark.e2e, pytest.mark.hard]

GENERATED = Path(__file__).parents[2] / "generated"
PYTHON = """
import asyncio
import sys
from decimal import Decimal

from trading_client import BrokerStream, NotFound, TradingClient, models


async def first_update(address: str, account: dict[str, str]) -> models.PlacedOrder:
    async with BrokerStream(address, headers=account) as stream, await stream.orders() as orders:
        return (await anext(orders)).payload


account = {"X-Account": "STRANGER"}
with TradingClient(sys.argv[1], headers=account) as client:
    kind, side, price = models.OrderType.LIMIT, models.Side.BUY, Decimal("9.5")
    order = models.PreOrder(symbol="AAPL", type=kind, side=side, qty=Decimal(5), limitPrice=price)
    placed = client.broker.place_order(order)
    try:
        client.broker.get_order("none")
    except NotFound as error:
        print(error.code)
update = asyncio.run(first_update(sys.argv[1], account))
print(update.id == placed.orderId, update.qty)
"""
TYPESCRIPT = """
import { Client, NotFound, type PlacedOrder } from "trading-client";

const client = new Client({ baseUrl: process.argv[2] ?? "", headers: { "X-Account": "STRANGER-TS" } });
const order = { symbol: "AAPL", type: 1, side: 1, qty: "5", limitPrice: "9.5" } as const;
const { orderId } = await client.broker.placeOrder({ body: order });
try {
  await client.broker.getOrder({ params: { path: { order_id: "none" } } });
} catch (error) {
  if (error instanceof NotFound) console.log(error.code);
}
for await (const update of await client.broker.ws.orders()) {
  const found: PlacedOrder = update.payload;
  console.log(found.id === orderId, found.qty);
  break;
}
client.close();
"""
CONFIG = """{
  "compilerOptions": {
    "target": "ES2022", "module": "NodeNext", "lib": ["ES2022", "DOM"], "types": ["node"],
    "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true
  },
  "files": ["use.ts"]
}
"""


def done(*words: str, folder: Path, **env: str) -> str:
    """What a command prints; AssertionError with all it says when it fails."""
    run = subprocess.run(
        words, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_the_python_package_installs_and_its_user_is_checked_strictly(tmp_path: Path, origin: str) -> None:
    """Its dependencies are those of this environment: what is installed is the package alone."""
    site = tmp_path / "site"
    pip = (sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(site))
    done(*pip, str(GENERATED / "python"), folder=tmp_path)
    (tmp_path / "use.py").write_text(PYTHON)

    checked = done(sys.executable, "-m", "mypy", "--strict", "use.py", folder=tmp_path, MYPYPATH=str(site))
    said = done(sys.executable, "use.py", origin, folder=tmp_path, PYTHONPATH=str(site))

    assert "Success" in checked
    assert said.splitlines() == ["order_unknown", "True 5"]


def test_the_typescript_package_installs_and_its_user_is_checked_strictly(tmp_path: Path, origin: str) -> None:
    """Packed by npm as its README says, then installed from that file with what it depends on."""
    node = node_tools().node
    source, project = tmp_path / "package", tmp_path / "project"
    project.mkdir()
    done("cp", "-r", str(GENERATED / "typescript"), str(source), folder=tmp_path)
    quiet = ("--no-audit", "--no-fund", "--prefer-offline", "--silent")
    done("npm", "install", *quiet, folder=source)
    done("npm", "pack", "--silent", folder=source)
    (archive,) = source.glob("*.tgz")
    (project / "package.json").write_text('{"type": "module", "private": true}')
    done("npm", "install", *quiet, str(archive), "typescript@5.9", "@types/node@20", folder=project)
    (project / "use.ts").write_text(TYPESCRIPT)
    (project / "tsconfig.json").write_text(CONFIG)

    done("npx", "tsc", "-p", ".", folder=project)
    said = done(node, "use.js", origin, folder=project)

    assert said.splitlines() == ["order_unknown", "true 5"]
