"""`python -m trading_api.session.demo`: one hour of a past day in both layouts, and whether their orders are the same."""

import hashlib
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from trading_api.session.state import read
from trading_api.shared.places import Places

DAY = "2024-03-14"
UNTIL = "10:30"
CONFIG = """\
engines:
  equity: {timeframe: 1}
  fno: {timeframe: 1, fast: 5, slow: 15}
  options: {enter_minutes: 5}
session: {square_off_minutes: 10}
"""


def main() -> int:
    """0 when both layouts gave the same orders and books that fit, 1 when not."""
    with tempfile.TemporaryDirectory(prefix="session-demo-") as folder:
        hashes = {_hash(layout, Path(folder)) for layout in ("single", "multi")}
    same = len(hashes) == 1 and None not in hashes
    _say("\nboth layouts gave the same orders" if same else "\nthe layouts DIFFER")
    return 0 if same else 1


def _hash(layout: str, folder: Path) -> str | None:
    """Run a session; the hash of its merged orders, None where it failed."""
    home = folder / layout
    home.mkdir()
    config = home / "demo.yaml"
    config.write_text(f"{CONFIG}data: {home / 'data'}\n", encoding="utf-8")
    words = ["-m", "trading_api.session", "run", "--layout", layout, "--date", DAY, "--until", UNTIL, "--replay", "max"]
    _say(f"\n$ python {' '.join(words)} --config demo.yaml")
    ended = subprocess.run([sys.executable, *words, "--config", str(config)], check=False)
    places = Places(home / "data", date.fromisoformat(DAY))
    found = read(places.session)
    for name, engine in (found.engines if found else {}).items():
        _say(f"{name}: pid {engine.pid}, exit code {engine.exit}")
    orders = places.artifacts / "orders.csv"
    if ended.returncode or not orders.is_file():
        return None
    found_hash = hashlib.sha256(orders.read_bytes()).hexdigest()
    _say(f"orders.csv: {len(orders.read_text(encoding='utf-8').splitlines()) - 1} rows, sha256 {found_hash[:16]}")
    return found_hash


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
