"""The verbs of `python -m trading_api.session`, once its command line is read. Apart from it because they load much more."""

import argparse
import json
import logging
import sys
from dataclasses import replace

from trading_api.engines.config import Config
from trading_api.engines.exits import EngineError, NothingToDo
from trading_api.session.nursery import Nursery
from trading_api.session.run import Request, SessionCode, planned, run


def carried_out(asked: argparse.Namespace, nursery: Nursery | None) -> SessionCode:
    """Do what the command line says; the exit code."""
    if asked.verb == "period":
        return _period(asked)
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
    return _eod(request) if asked.verb == "eod" else run(request, nursery)


def _period(asked: argparse.Namespace) -> SessionCode:
    """The reports of several days, added up."""
    from trading_api.session.period import days_of, summed, table  # no start of a session waits for it

    try:
        values = summed(days_of(Config.load(asked.config).data / "reports", asked.first, asked.last))
    except EngineError as error:
        logging.getLogger("session").error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
        return SessionCode.REFUSED
    sys.stdout.write((json.dumps(values, indent=1) if asked.json else table(values)) + "\n")
    return SessionCode.DONE


def _eod(request: Request) -> SessionCode:
    """The end of a day that was traded before, live or replayed."""
    from trading_api.session.eod import end_of_day  # likewise

    log = logging.getLogger("session")
    try:
        plan = planned(replace(request, replay=request.replay or "max"))
        outcome = end_of_day(plan.config, plan.day, plan.places)
    except (EngineError, NothingToDo) as error:
        log.error("%s", error)  # noqa: TRY400 - a message for users, not a traceback
        return SessionCode.REFUSED
    sys.stdout.write("".join(f"wrote {path}\n" for path in outcome.paths) + f"net {outcome.net}; {outcome.verdict}\n")
    return SessionCode.DONE if outcome.ok else SessionCode.FAILED
