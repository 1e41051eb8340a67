"""Free ports for tests, in consecutive blocks that no other test run on this machine is handed at the same time."""

import fcntl
import os
import socket
import tempfile
from pathlib import Path

FIRST, LAST = 15000, 31999
"""Below Linux's ephemeral range, so no outgoing connection takes one between choosing and binding."""


def free_block(count: int = 1) -> int:
    """The first of `count` consecutive free ports. A cursor shared by every test process makes blocks distinct."""
    cursor_file = Path(tempfile.gettempdir()) / f"devstack-test-ports-{os.getuid()}"
    with cursor_file.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        cursor = int(file.read() or FIRST)
        for _ in range(2000):
            start = cursor if cursor + count <= LAST else FIRST
            cursor = start + count
            if all(is_free(port) for port in range(start, cursor)):
                file.seek(0)
                file.truncate()
                file.write(str(cursor))
                return start
    raise RuntimeError(f"no {count} consecutive free ports between {FIRST} and {LAST}")


def is_free(port: int) -> bool:
    """Whether it can be bound on loopback now."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def listening(first: int, count: int) -> list[int]:
    """Those of a block of ports that take connections. Unlike is_free it does not mind connections that are closing."""
    found = []
    for port in range(first, first + count):
        with socket.socket() as probe:
            probe.settimeout(2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                found.append(port)
    return found
