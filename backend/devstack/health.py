"""Whether a process answers, asked from outside with a deadline: it knows nothing of what it asks but its address.

Plain asyncio streams to a literal address: no resolver and so no thread, which a process that forks must not have, and a
fifth of the processor time of an HTTP client library while everything starts.
"""

import asyncio
import contextlib
from dataclasses import dataclass

from devstack.plan.model import LOOPBACK, Probe

LONGEST_HEAD = 64 * 1024
INSTANCE_HEADER = "x-devstack-instance"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a probe heard, in words; `spoke` when anything at all came back over HTTP."""

    ok: bool
    words: str
    spoke: bool = False


async def ask(probe: Probe, *, instance: str | None = None, within: float = 2.0) -> Answer:
    """One GET. `instance`: the answer must carry that name in X-Devstack-Instance, else somebody else gave it."""
    try:
        async with asyncio.timeout(within):
            status, headers = await _get(probe)
    except TimeoutError:
        return Answer(False, f"no answer on port {probe.port} within {within:g} s")
    except ConnectionRefusedError:
        return Answer(False, f"nothing listens on port {probe.port}")
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return Answer(False, f"port {probe.port} does not speak HTTP")
    return judge(probe, status, headers, instance)


def judge(probe: Probe, status: int, headers: dict[str, str], instance: str | None) -> Answer:
    """What a status and headers mean for this probe."""
    said = headers.get(INSTANCE_HEADER)
    if instance is not None and said != instance:
        who = said or "someone else"
        return Answer(False, f"port {probe.port} is answered by {who}, not by {instance}", spoke=True)
    good = status < 500 if probe.lenient else status == 200
    return Answer(good, f"GET {probe.path} on port {probe.port} answered {status}", spoke=True)


async def _get(probe: Probe) -> tuple[int, dict[str, str]]:
    reader, writer = await asyncio.open_connection(probe.host, probe.port, limit=LONGEST_HEAD)
    try:
        # Every server answers to this Host, whatever its address.
        # The agent's name keeps a well answered probe out of the gateway's access log (nginx/log.conf.j2).
        said = f"Host: {LOOPBACK}:{probe.port}\r\nUser-Agent: devstack-probe\r\nConnection: close"
        writer.write(f"GET {probe.path} HTTP/1.1\r\n{said}\r\n\r\n".encode())
        return _parsed(await reader.readuntil(b"\r\n\r\n"))
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _parsed(head: bytes) -> tuple[int, dict[str, str]]:
    first, *rest = head.decode("latin-1").split("\r\n")
    version, status, *_ = first.split(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError(first)
    pairs = (line.split(":", 1) for line in rest if ":" in line)
    return int(status), {name.strip().lower(): value.strip() for name, value in pairs}
