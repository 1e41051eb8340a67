"""`python supervise.py ROOT [--fail-fast] [--display] [--reaper]`: a supervisor runs ROOT/plan.pickle, alone or with a reaper."""

import pickle
import sys
from pathlib import Path

from honcho.printer import Printer

from devstack import reaper
from devstack.display import Display
from devstack.errors import DevstackError
from devstack.logs import LogBook
from devstack.plan.model import Plan
from devstack.supervisor import Supervisor


def main() -> int:
    """Say how it ended, as `up` does."""
    root = Path(sys.argv[1])
    return reaper.guard(lambda leash: run(root, leash), root) if "--reaper" in sys.argv else run(root)


def run(root: Path, leash: int | None = None) -> int:
    """The supervisor's own process."""

    def planned() -> Plan:
        loaded: Plan = pickle.loads((root / "plan.pickle").read_bytes())  # noqa: S301 - the test wrote it
        if not loaded.processes:
            raise DevstackError("deploy.yaml is wrong")
        return loaded

    supervisor = Supervisor(
        planned(),
        root,
        printer=Display(sys.stdout) if "--display" in sys.argv else Printer(sys.stdout),
        logbook=LogBook(root / ".devstack/logs", 1, 1),
        replan=planned,
        fail_fast="--fail-fast" in sys.argv,
        leash=leash,
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
