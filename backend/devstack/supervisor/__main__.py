"""The supervisor's own process, `python -m devstack.supervisor FD`, which `up` starts before it reads deploy.yaml.

Over FD it is told the root, takes the lock, says so, and waits for its order. It loads nothing of what reads, plans and
renders: it stands beside the stack for as long as that runs, and each of its relays is a fork of it.
"""

import json
import os
import socket
import sys
from pathlib import Path

from devstack import state
from devstack.errors import DevstackError
from devstack.state import Lock
from devstack.supervisor.warmth import Warm


def main(words: list[str]) -> int:
    """The exit code of `up`. 0 as well when whoever started it has left without an order: then nothing was begun."""
    with socket.socket(fileno=int(words[0])) as front:
        root = Path(os.fsdecode(_line(front).removesuffix(b"\n")))
        if not root.is_absolute():  # nothing was said
            return 0
        os.chdir(root)
        try:
            lock = Lock.take(root)
        except DevstackError as error:
            _say(front, error=str(error), exit_code=error.exit_code)
            return error.exit_code
        with lock:
            stack_id = state.new_stack_id(root)
            warm = Warm.begin(root, stack_id)
            try:
                _say(front, locked=True)
                # 100 ms, in which the process that servers are forks of loads as well, and whoever started us plans.
                from devstack.supervisor.running import run

                line = _line(front)
                return run(line, root, lock, front.fileno(), stack_id, warm) if line else 0
            finally:
                if warm:
                    warm.end()


def _say(front: socket.socket, **message: object) -> None:
    try:
        front.sendall(json.dumps(message).encode() + b"\n")
    except OSError:  # it has left; reading will tell
        return


def _line(front: socket.socket) -> bytes:
    """What is said next; empty when `up` has ended, however, for then this connection ends: no clock is needed."""
    said = b""
    while not said.endswith(b"\n"):
        try:
            data = front.recv(1 << 16)
        except ConnectionError:
            return b""
        if not data:
            return b""
        said += data
    return said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
