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
from devstack.display import Display
from devstack.display.announcing import announcer
from devstack.errors import DevstackError
from devstack.logs import LogBook
from devstack.state import Lock
from devstack.supervisor.manager import Supervisor
from devstack.supervisor.order import Order
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
            warm = Warm.begin(root, stack_id)  # loads while whoever started us plans
            _say(front, locked=True)
            try:
                line = _line(front)
                return _run(Order.from_line(line), root, lock, front.fileno(), stack_id, warm) if line else 0
            finally:
                if warm:
                    warm.end()


def _run(order: Order, root: Path, lock: Lock, leash: int, stack_id: str, warm: Warm | None) -> int:
    if warm and not any(process.shares for process in order.plan):
        warm.end()
    with LogBook(state.logs(root), order.plan.max_log_mb, order.plan.keep_logs) as logbook:
        supervisor = Supervisor(
            order.plan,
            root,
            printer=announcer() or Display(sys.stdout),
            logbook=logbook,
            recipe=order.recipe,
            fail_fast=order.fail_fast,
            lock=lock,
            leash=leash,
            stack_id=stack_id,
            warm=warm,
        )
        try:
            outcome = supervisor.run()
        except DevstackError as error:
            print(error, file=sys.stderr)  # noqa: T201 - the last words of `up`
            return error.exit_code
    if outcome.exit_code == 1:
        print(outcome.message, file=sys.stderr)  # noqa: T201 - as above
    return outcome.exit_code


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
