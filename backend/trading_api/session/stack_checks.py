"""Pre-market checks of the stack that a session trades through or beside: its ports, its modules, its store."""

import asyncio
import socket
from collections.abc import Sequence

from trading_api.session.check import Check, Finding, Severity, performed
from trading_api.session.surroundings import Surroundings
from trading_api.settings import Settings

WITHIN_S = 3.0


def stack_checks(around: Surroundings, gateway: str | None, *, needed: bool) -> Sequence[Check]:
    """`needed` is whether orders go through it: what is wrong with it then keeps the session from starting."""
    checks = [performed("ports", lambda: ports(around))]
    if gateway is None:
        return checks
    wrong = Severity.ERROR if needed else Severity.WARN
    checks.append(performed("broker", lambda: ready(gateway, "broker", wrong)))
    # Engines work prices out by themselves, from the same feed; a chart beside them needs this one.
    checks.append(performed("datafeed ready", lambda: ready(gateway, "datafeed", Severity.WARN)))
    if needed:
        checks.append(performed("store", store))
    return checks


def ports(around: Surroundings) -> Finding:
    """Those of a stack that runs are its own; those of one that would be started must be free."""
    if not around.ports:
        return Severity.OK, "no stack belongs to this session"
    if around.control:
        return Severity.OK, f"{len(around.ports)} ports are the running stack's"
    taken = [f"{name} {port}" for name, port in sorted(around.ports.items()) if not _free(port)]
    if taken:
        return Severity.ERROR, f"taken by others: {', '.join(taken)}; invoke check says by whom"
    return Severity.OK, f"{len(around.ports)} ports are free for the stack"


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def ready(gateway: str, module: str, wrong: Severity) -> Finding:
    """What the module says of itself and of what it depends on."""
    import httpx  # a session beside no stack need not load it

    url = f"{gateway.rstrip('/')}/api/v1/{module}/ready"
    try:
        answer = httpx.get(url, timeout=WITHIN_S)
        said = answer.json()
        parts = ", ".join(f"{part['name']} {part['status']}" for part in said.get("dependencies", []))
    except httpx.TransportError as error:
        return wrong, f"{url} does not answer: {error or type(error).__name__}; invoke status"
    except (ValueError, AttributeError, TypeError, KeyError):
        said, parts = None, ""
    if said is None or answer.status_code == httpx.codes.NOT_FOUND:
        return wrong if wrong is Severity.ERROR else Severity.OK, f"the stack at {gateway} has no {module}"
    if answer.status_code != 200:
        return wrong, f"{url} says {answer.status_code}: {parts or said.get('detail', 'not ready')}"
    return Severity.OK, f"ready at {gateway}" + (f": {parts}" if parts else "")


def store() -> Finding:
    """Whether the tables are this release's, as far as this process knows where they are."""
    from trading_api.shared.store import versions
    from trading_api.shared.store.database import Store

    async def found() -> tuple[str, str | None]:
        store = Store(Settings.from_environment().store_url)
        try:
            return store.url.render_as_string(hide_password=True), await store.version()
        finally:
            await store.close()

    place, version = asyncio.run(found())
    if version is None:
        return Severity.WARN, f"{place} is empty: the broker's own settings name another store"
    if version != versions.latest():
        return Severity.ERROR, (
            f"{place} has version {version} and this release {versions.latest()}; "
            "python -m trading_api.shared.store.migrate"
        )
    return Severity.OK, f"{place} has version {version}, this release's"
