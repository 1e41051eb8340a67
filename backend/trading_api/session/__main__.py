"""`python -m trading_api.session run`: checks, engines, report. `checks` only looks, `eod` reports anew, `period` adds up."""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trading_api.engines.__main__ import arguments
from trading_api.engines.config import Config
from trading_api.engines.exits import EngineError, NothingToDo
from trading_api.session.eod import end_of_day
from trading_api.session.period import days_of, summed, table
from trading_api.session.run import Request, SessionCode, planned, run

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
    if asked.verb == "period":
        return int(_period(asked))
    request = Request(
        config=asked.config,
        layout=asked.layout,
        day=asked.date,
        replay=asked.replay,
        until=asked.until,
        fresh=asked.fresh,
        dry_run=asked.dry_run or asked.verb == "checks",
        as_json=asked.json,
        gateway=asked.gateway,
    )
    return int(_eod(request) if asked.verb == "eod" else run(request))


def _period(asked: argparse.Namespace) -> SessionCode:
    """The reports of several days, added up."""
    try:
        values = summed(days_of(Config.load(asked.config).data / "reports", asked.first, asked.last))
    except EngineError as error:
        logging.getLogger("session").error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
        return SessionCode.REFUSED
    sys.stdout.write((json.dumps(values, indent=1) if asked.json else table(values)) + "\n")
    return SessionCode.DONE


def _eod(request: Request) -> SessionCode:
    """The end of a day that was traded before, live or replayed."""
    log = logging.getLogger("session")
    try:
        plan = planned(replace(request, replay=request.replay or "max"))
        outcome = end_of_day(plan.config, plan.day, plan.places)
    except (EngineError, NothingToDo) as error:
        log.error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
        return SessionCode.REFUSED
    sys.stdout.write("".join(f"wrote {path}\n" for path in outcome.paths) + f"net {outcome.net}; {outcome.verdict}\n")
    return SessionCode.DONE if outcome.ok else SessionCode.FAILED


if __name__ == "__main__":
    sys.exit(main())
