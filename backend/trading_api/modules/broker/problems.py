"""What the service refuses, as problems: each with its HTTP status and a stable code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Header

from trading_api.models.common import Problem
from trading_api.modules.broker.account import ACCOUNT
from trading_api.modules.broker.refusals import OrderUnknown, ReplayConflict, ReplayUnknown, VersionMismatch
from trading_api.shared.problems import ProblemError
from trading_api.shared.store.trouble import KeyReused
from trading_api.shared.trading.refusals import NotInTable, OrderFinished, OrderRefused

Account = Annotated[str, Header(alias="X-Account", pattern=f"^{ACCOUNT}$", description="whose orders")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="send a request again with the same key, and it is done once; kept for seven days",
    ),
]
Version = Annotated[
    str | None,
    Header(alias="If-Match", pattern=r'^"?[0-9]{1,9}"?$', description="do it only if the order still has this version"),
]
Responses = dict[int | str, dict[str, Any]]

BUSY: Responses = {503: {"model": Problem, "description": "The store cannot be used now; nothing was changed"}}
UNKNOWN: Responses = {404: {"model": Problem, "description": "No such order in this account"}}
FINISHED: Responses = {409: {"model": Problem, "description": "The order is final"}}
OUTDATED: Responses = {412: {"model": Problem, "description": "The order has another version now"}}
FORBIDDEN: Responses = {403: {"model": Problem, "description": "Only where BROKER_ADMIN is on"}}

_NOT_FOUND = {"symbol_unknown", "position_unknown"}
"""Codes that mean, in a path, that there is no such thing."""


def version_of(header: str | None) -> int | None:
    """The version an If-Match header names."""
    return None if header is None else int(header.strip('"'))


@contextmanager
def problems(*, in_path: bool = False) -> Iterator[None]:
    """Turn refusals into problems; with `in_path` an unknown symbol or position is a 404."""
    try:
        yield
    except OrderRefused as error:
        status = 404 if in_path and error.code in _NOT_FOUND else 422
        raise ProblemError(status, error.code, str(error)) from error
    except KeyReused as error:
        raise ProblemError(422, "idempotency_key_reused", str(error)) from error
    except OrderUnknown as error:
        raise ProblemError(404, "order_unknown", str(error)) from error
    except (OrderFinished, NotInTable) as error:
        raise ProblemError(409, "order_finished", str(error)) from error
    except ReplayUnknown as error:
        raise ProblemError(404, "replay_unknown", str(error)) from error
    except ReplayConflict as error:
        raise ProblemError(409, error.code, str(error)) from error
    except VersionMismatch as error:
        raise ProblemError(412, "version_mismatch", str(error)) from error
