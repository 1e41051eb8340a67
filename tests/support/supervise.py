"""`python supervise.py ROOT [--fail-fast] [--display] [--reaper]`: a supervisor runs ROOT/plan.json, alone or with a reaper."""

import json
import sys
from pathlib import Path

from honcho.printer import Printer

from devstack import reaper
from devstack.display import Display
from devstack.errors import DevstackError
from devstack.logs import LogBook
from devstack.plan import wire
from devstack.supervisor.manager import Supervisor
from devstack.supervisor.order import Order


def main() -> int:
    """Say how it ended, as `up` does."""
    root = Path(sys.argv[1])
    order = Order(wire.decode(json.loads((root / "plan.json").read_text())), "--fail-fast" in sys.argv)
    if "--reaper" in sys.argv:
        with reaper.Manager.begin(root) as manager:
            manager.lock()
            manager.hand_over(order.as_line())
    return run(root, order)


def run(root: Path, order: Order) -> int:
    """The supervisor in this process."""
    supervisor = Supervisor(
        order.plan,
        root,
        printer=Display(sys.stdout) if "--display" in sys.argv else Printer(sys.stdout),
        logbook=LogBook(root / ".devstack/logs", 1, 1),
        fail_fast=order.fail_fast,
        on_ready=lambda snapshot: (root / "ready").write_text(snapshot.state) and None,
    )
    (root / "supervising").touch()
    try:
        outcome = supervisor.run()
    except DevstackError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    # Nothing may be read of stdout any more when a display, which drops what nobody reads, stood before it.
    print(outcome.message, file=sys.stderr if "--display" in sys.argv else sys.stdout)
    return outcome.exit_code


if __name__ == "__main__":
    sys.exit(main())
