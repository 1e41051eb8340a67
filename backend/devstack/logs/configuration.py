"""The logging.json of a Plan, which every server line names as its --log-config. Pure: text out."""

import json
from pathlib import Path
from typing import Any

from devstack.artifacts import Artifact
from devstack.plan import Plan

_FORMATTERS = {"text": "devstack.logs.formatting.Text", "json": "devstack.logs.formatting.Json"}


def logging_config(plan: Plan) -> Artifact:
    """What logging.config.dictConfig reads in each server, beside the Procfile."""
    return Artifact(Path(plan.logging_config), json.dumps(_dictionary(plan.log_format), indent=2) + "\n")


def _dictionary(form: str) -> dict[str, Any]:
    handler = {"formatter": "line"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": _FORMATTERS[form]}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", **handler},
            "last_resort": {"()": "devstack.logs.formatting.LastResort", **handler},
        },
        "root": {"level": "INFO", "handlers": ["last_resort"]},
        "loggers": {
            # Not through root: an application that gives root a handler of its own would else show uvicorn's lines there too.
            "uvicorn": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
            # It reports every edit, also of files that reload nothing; uvicorn tells of those that do.
            "watchfiles": {"level": "WARNING"},
        },
    }
