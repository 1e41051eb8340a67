"""One pre-market check as a value, and many of them as a table."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from time import perf_counter

from pydantic import BaseModel, ConfigDict

from trading_api.engines.exits import EngineError, NothingToDo


class Severity(StrEnum):
    """`error` keeps the session from starting; `closed` says there is nothing to trade, which is no mistake."""

    OK = "ok"
    WARN = "warn"
    ERROR = "error"
    CLOSED = "closed"


class Check(BaseModel):
    """`ms` is how long it took."""

    model_config = ConfigDict(frozen=True)

    name: str
    severity: Severity
    ms: float
    detail: str


Finding = tuple[Severity, str]


def performed(name: str, look: Callable[[], Finding]) -> Check:
    """Look, and time it; what an engine would refuse with is the detail."""
    since = perf_counter()
    try:
        severity, detail = look()
    except NothingToDo as reason:
        severity, detail = Severity.CLOSED, str(reason)
    except (EngineError, OSError) as error:
        severity, detail = Severity.ERROR, str(error)
    except Exception as error:  # a feed of the user's may raise anything: its check has failed, not the session
        severity, detail = Severity.ERROR, f"{type(error).__name__}: {error}"
    return Check(name=name, severity=severity, ms=round((perf_counter() - since) * 1000, 1), detail=detail)


def table(checks: Sequence[Check]) -> str:
    """For people."""
    width = max(len(check.name) for check in checks)
    return "\n".join(
        f"{check.severity:<6} {check.name:<{width}} {check.ms:>8.1f} ms  {check.detail}" for check in checks
    )
