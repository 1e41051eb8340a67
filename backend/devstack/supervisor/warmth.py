"""The process that has loaded what servers import, as the supervisor sees it: begun early, ended with the stack.

It is a shortcut and nothing more: a server is started afresh where there is none, it has ended, or it cannot be had.
"""

import json
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from devstack.plan.model import Process
from devstack.state.identity import MARK
from devstack.supervisor.environment import inherited

REMEMBERED = ".devstack/run/serve"
"""Where servers keep what they have imported: devstack.serve.remembering."""
ROOM = " " * 600
"""devstack.warm.title writes over it what a fork stands for."""
_MESSAGE = 1 << 20


class Warm:
    """Give it processes whose plan says that they may share."""

    def __init__(self, child: "subprocess.Popen[bytes]", line: socket.socket) -> None:
        self._child = child
        self._line = line

    @classmethod
    def begin(cls, root: Path, stack_id: str) -> Self | None:
        """Start it where forking is safe and something is known to be loaded: not at the first start of a checkout."""
        if sys.platform != "linux" or not any((root / REMEMBERED).glob("*.json")):
            return None
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _MESSAGE)
        line.setblocking(False)
        environment = {**inherited(), "PYTHONUNBUFFERED": "1", MARK: stack_id}
        with theirs:
            child = subprocess.Popen(
                [sys.executable, "-P", "-m", "devstack.warm", str(theirs.fileno()), ROOM],
                cwd=root,
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        return cls(child, line)

    def fork(self, process: Process, relay: Any, send: int, life: int) -> bool:
        """Ask for a relay that sends its frames to `send`; False when there is nobody to ask any more."""
        asked = {
            "line": relay.cmd,
            "words": process.command.arguments,
            "inherited": relay.env,
            "environment": {**relay.env, **process.variables},
            "cwd": relay.cwd,
            "grace_s": relay.grace_s,
        }
        with suppress(OSError):  # it has ended, or what is said is longer than the system takes
            socket.send_fds(self._line, [json.dumps(asked).encode()], [send, life])
            return True
        return False

    def end(self) -> None:
        """Kill it: our own child, with nothing to lose. Relays it has made live on. Again is fine."""
        self._line.close()
        self._child.kill()  # Popen sends nothing once it is reaped
        self._child.wait()
