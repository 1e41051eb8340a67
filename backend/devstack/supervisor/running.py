"""From the order that `up` has written to the exit code with which it leaves."""

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


def run(line: bytes, root: Path, lock: Lock, leash: int, stack_id: str, warm: Warm | None) -> int:
    """Run the stack of an order to its end, in the main thread. `leash` ends when `up` does."""
    order = Order.from_line(line)
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
