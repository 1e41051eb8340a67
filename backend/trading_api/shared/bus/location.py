"""Reads BUS_URL: which kind of bus, and where."""

from pathlib import Path

from trading_api.shared.bus.interface import Bus, BusUrlError
from trading_api.shared.bus.local import LocalBus
from trading_api.shared.bus.memory import MemoryBus
from trading_api.shared.bus.nats import NatsBus

FOLDER = ".devstack/run/bus"
FORMS = "memory:, local:, local:/path/to/folder or nats://host:4222"


def bus_at(url: str, instance: str) -> Bus:
    """The bus of a URL, not yet open; BusUrlError."""
    kind, _, rest = url.partition(":")
    if kind == "memory" and rest.strip("/") == "":
        return MemoryBus()
    if kind == "local":
        return LocalBus(Path(rest.removeprefix("//") or FOLDER), instance)
    servers = [server.strip() for server in url.split(",")]
    if all(server.startswith(("nats://", "tls://")) and len(server.partition("//")[2]) > 0 for server in servers):
        return NatsBus(servers, instance)
    raise BusUrlError(f"BUS_URL: {url!r} names no bus; try {FORMS}")
