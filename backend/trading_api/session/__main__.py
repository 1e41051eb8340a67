"""`python -m trading_api.session run`: checks, engines, report. `checks` only looks, `eod` reports anew, `period` adds up."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from datetime import date

from trading_api.engines.arguments import arguments
from trading_api.session.nursery import Nursery

EPILOGUE = """exit codes: 0 done, 1 an engine failed or the books do not fit (the report is written all the same),
2 the command line, the config or a check, 130 interrupted. A holiday is exit code 0."""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m trading_api.session",
        description="Run a day's paper engines from pre-market checks to the report.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", nargs="?", default="run", choices=("run", "checks", "eod", "period"))
    arguments(parser)
    parser.add_argument("--layout", choices=("single", "multi"), default="single", help="one process, or one each")
    parser.add_argument("--dry-run", action="store_true", help="stop after the checks")
    parser.add_argument("--json", action="store_true", help="the checks, or the period, as JSON")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help="of a period: its first day")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, help="of a period: its last day")
    asked = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:  %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of every request
    looks_only = asked.dry_run or asked.verb != "run"
    nursery = None if looks_only or "DEVSTACK_CONTROL" in os.environ else Nursery()
    try:
        return _carried_out(asked, nursery)  # it loads what engines need as well, beside the process they come from
    finally:
        if nursery is not None:
            nursery.close()


def _carried_out(asked: argparse.Namespace, nursery: Nursery | None) -> int:
    from trading_api.session import verbs

    return int(verbs.carried_out(asked, nursery))


if __name__ == "__main__":
    sys.exit(main())
