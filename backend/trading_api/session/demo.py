"""`python -m trading_api.session.demo`: twenty minutes of a past day in both layouts, through the generated clients.

Without `--gateway` the broker is a server of its own for as long as this lasts.
"""

import argparse
import hashlib
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trading_api.engines import clients
from trading_api.engines.exits import EngineError
from trading_api.session.state import read
from trading_api.shared.places import Places

if TYPE_CHECKING:
    from trading_client import BrokerClient

DAY = "2024-03-14"
UNTIL = "09:50"
STARTED_WITHIN_S = 60.0
CONFIG = """\
execution: api
engines:
  equity: {timeframe: 1}
  fno: {timeframe: 1, fast: 5, slow: 15}
  options: {enter_minutes: 5}
session: {square_off_minutes: 10}
"""


def main(argv: Sequence[str] | None = None) -> int:
    """0 when both layouts gave the same orders and books that fit, 1 when not, 2 where there is no client or no broker."""
    parser = argparse.ArgumentParser(prog="python -m trading_api.session.demo", description=main.__doc__)
    parser.add_argument("--gateway", metavar="URL", help="of a running stack whose broker executes")
    asked = parser.parse_args(argv)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="session-demo-") as text:
        folder = Path(text)
        try:
            clients.require()
            if asked.gateway:
                return _shown(asked.gateway, folder, None)
            with _serving(folder) as gateway:
                return _shown(gateway, folder, _store(folder))
        except EngineError as error:
            sys.stderr.write(f"{error}\n")
            return error.code


def _shown(gateway: str, folder: Path, store: str | None) -> int:
    from trading_client import BrokerClient, ConnectionFailed

    broker = BrokerClient(gateway)
    try:
        _say(f"the broker at {gateway} is release {broker.get_version().version}")
        hashes = {_hash(layout, folder, gateway, broker, store) for layout in ("single", "multi")}
    except ConnectionFailed as error:
        raise EngineError(f"{error}; is the stack up? invoke status") from None
    finally:
        broker.close()
    same = len(hashes) == 1 and None not in hashes
    _say("\nboth layouts gave the same orders" if same else "\nthe layouts DIFFER")
    return 0 if same else 1


def _hash(layout: str, folder: Path, gateway: str, broker: "BrokerClient", store: str | None) -> str | None:
    """Run a session; the hash of its merged orders, None where it failed."""
    home = folder / layout
    home.mkdir()
    config = home / "demo.yaml"
    config.write_text(f"{CONFIG}data: {home / 'data'}\ngateway: {gateway}\n", encoding="utf-8")
    words = ["-m", "trading_api.session", "run", "--layout", layout, "--date", DAY, "--until", UNTIL, "--replay", "max"]
    _say(f"\n$ python {' '.join(words)} --config demo.yaml")
    environment = os.environ | ({"STORE_URL": store} if store else {})
    ended = subprocess.run([sys.executable, *words, "--config", str(config)], check=False, env=environment)
    places = Places(home / "data", date.fromisoformat(DAY))
    found = read(places.session)
    for name, engine in (found.engines if found else {}).items():
        _say(f"{name}: pid {engine.pid}, exit code {engine.exit}; {_told(places, name, broker)}")
    orders = places.artifacts / "orders.csv"
    if ended.returncode or not orders.is_file():
        return None
    found_hash = hashlib.sha256(orders.read_bytes()).hexdigest()
    _say(f"orders.csv: {len(orders.read_text(encoding='utf-8').splitlines()) - 1} rows, sha256 {found_hash[:16]}")
    return found_hash


def _told(places: Places, engine: str, broker: "BrokerClient") -> str:
    """What the broker knows of an engine's replay."""
    replay_id = (places.state(engine) / "replay").read_text(encoding="utf-8").strip()
    replay = broker.get_replay(replay_id)
    kinds = Counter(change.kind for change in broker.get_replay_changes(replay_id))
    return f"the broker has {replay.changes} changes of {replay_id}, {kinds['execution']} of them fills"


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """A server with a broker and a store of its own, gone at the end; EngineError where it does not start."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = folder / "server.log"
    settings = {"ENABLED_MODULES": "broker", "STORE_URL": _store(folder), "BUS_URL": "memory:"}
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AUTH")} | settings
    words = ["-m", "uvicorn", "trading_api.main:app", "--port", str(port), "--log-level", "warning"]
    with log.open("wb") as out:
        server = subprocess.Popen([sys.executable, *words], stdout=out, stderr=out, env=environment, cwd=folder)
    try:
        _await(server, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _store(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/demo.db"


def _await(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise EngineError(f"the broker did not start: {log.read_text(encoding='utf-8', errors='replace')[-500:]}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
