"""Which execution an engine has: the matcher in its process, or a replay of the broker's."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from trading_api.engines import clients, disk
from trading_api.engines.config import Config, EngineName
from trading_api.engines.day import TradingDay
from trading_api.engines.execution import Execution, LocalExecution
from trading_api.engines.exits import EngineError
from trading_api.shared.places import Places
from trading_api.shared.trading.account import Account
from trading_api.shared.trading.changes import Terms
from trading_api.shared.trading.contract import MICROS
from trading_api.shared.trading.venue import Venue

GATEWAY = "DEVSTACK_GATEWAY"
"""The address of the running stack, in the environment of a session that was started beside one."""

HOW_TO_MAKE = "python -m trading_api.shared.tokens TOKENS_FILE engines --any-account"
"""Replays have ids of their own, drawn by the day: a token that names accounts would name none of them."""


def gateway_of(config: Config, told: str | None) -> str | None:
    """Where the broker is: as told, as configured, or as the tool that started the session says."""
    return told or config.gateway or os.environ.get(GATEWAY)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who trades what day by which config, where its files lie, and where the broker is, if it trades through one."""

    name: EngineName
    config: Config
    day: TradingDay
    places: Places
    gateway: str | None = None

    @property
    def cash(self) -> int:
        """What the engine begins with, in micros."""
        return int(getattr(self.config.engines, self.name).cash * MICROS)

    @property
    def account(self) -> str:
        """The name of its account, the same however it is executed."""
        return f"PAPER-{self.name.upper()}"


def execution_of(assignment: Assignment, venue: Venue, account: Account | None) -> Execution:
    """The execution of an account that a checkpoint has, or of a new one; EngineError."""
    if assignment.config.execution == "api":
        return _remote(assignment, venue, account)
    if account is not None:
        return LocalExecution(account, venue)
    opened_ms = assignment.day.open_ms
    return LocalExecution.opened(assignment.account, Terms(), assignment.cash, venue, opened_ms)


def _remote(assignment: Assignment, venue: Venue, account: Account | None) -> Execution:
    if not assignment.gateway:
        raise EngineError(
            "execution: api needs the address of a running stack: write gateway: http://localhost:8000 in the config, "
            "give --gateway, or start the session with invoke session"
        )
    clients.require()
    from trading_api.engines import remote

    file = assignment.config.token_file
    token = None if file is None else _token(file)
    route = remote.Route(assignment.gateway, _replay_id(assignment), assignment.name, token)
    begun = account or Account(assignment.account, Terms())
    return remote.ApiExecution(begun, venue, assignment.day.hours, assignment.cash, route)


def _token(path: Path) -> str:
    """What the file holds; EngineError where it cannot be read, or others may read it."""
    try:
        mode, token = path.stat().st_mode & 0o777, path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "not the text of a token"
        raise EngineError(f"token_file: {path}: {said}") from None
    if mode & 0o077:
        raise EngineError(f"token_file: others may read {path} (mode {mode:04o}); run: chmod 600 {path}")
    if not token or not token.isprintable() or " " in token:
        raise EngineError(f"token_file: {path} does not hold one token; make one with: {HOW_TO_MAKE}")
    return token


def _replay_id(assignment: Assignment) -> str:
    """Drawn once per day and data folder, so that no two of them ever drive one replay; --fresh draws another."""
    path = assignment.places.state(assignment.name) / "replay"
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        drawn = f"{assignment.name}-{assignment.day.date:%Y%m%d}-{secrets.token_hex(4)}"
        disk.replace(path, drawn + "\n")
        return drawn
