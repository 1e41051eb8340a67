"""`up --detach`, a REST and a WebSocket call through the gateway, `down`; run from the checkout's root with its own Python."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import httpx
import websockets

INVOKE = str(Path(sys.executable).with_name("invoke"))


def invoke(*words: str) -> str:
    """One verb; a failure shows what it said."""
    run = subprocess.run([INVOKE, *words], capture_output=True, text=True, timeout=120, check=False)
    print(f"$ invoke {' '.join(words)}\n{run.stdout}{run.stderr}", flush=True)
    assert run.returncode == 0, f"invoke {' '.join(words)} exited {run.returncode}"
    return run.stdout


async def bars(url: str) -> None:
    """Subscribe and see the reply and the first update."""
    async with websockets.connect(url.replace("http", "ws") + "/api/v1/datafeed/ws") as socket:
        await socket.send(
            json.dumps({"type": "bars.subscribe", "id": "1", "payload": {"symbol": "AAPL", "resolution": "1"}})
        )
        for expected in ("bars.subscribe.response", "bars.update"):
            frame = json.loads(await asyncio.wait_for(socket.recv(), 10))
            print(frame, flush=True)
            assert frame["type"] == expected


def main() -> None:
    invoke("up", "--detach", "--port-offset", "auto")
    try:
        url = json.loads(invoke("status", "--json"))["url"]
        answer = httpx.get(f"{url}/api/v1/broker/orders")
        assert answer.status_code == 200, answer.text
        asyncio.run(bars(url))
    finally:
        invoke("down")


if __name__ == "__main__":
    main()
