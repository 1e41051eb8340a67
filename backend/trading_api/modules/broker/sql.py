"""Statements that are compiled once, and ways to run many of them in one go: on the driver itself where it is SQLite's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cached_property
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
Row = tuple[Any, ...]


class Statement:
    """One statement of SQLAlchemy's, whose parameters are given by name when it runs."""

    def __init__(self, clause: Executable) -> None:
        self.clause = clause

    @cached_property
    def _compiled(self) -> tuple[str, tuple[tuple[str, Any], ...]]:
        clause: Any = self.clause  # Executable does not say that it can be compiled
        compiled = clause.compile(dialect=sqlite.dialect(paramstyle="qmark"))
        return str(compiled), tuple((name, compiled.params[name]) for name in compiled.positiontup or ())

    def for_sqlite(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        """Its text and its parameters in order."""
        text, names = self._compiled
        return text, [values.get(name, default) for name, default in names]


class Sql(Protocol):
    """Runs statements one after the other inside a transaction."""

    def __call__(self, statement: Statement, **values: Any) -> list[Row]:
        """Run one; its rows, none where it returns none."""


class DriverSql:
    """On SQLite's own connection, in the thread that owns it: a few microseconds per statement instead of a thread hop."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __call__(self, statement: Statement, **values: Any) -> list[Row]:
        """Run one statement."""
        text, parameters = statement.for_sqlite(values)
        return self._connection.execute(text, parameters).fetchall()


class CoreSql:
    """On any database, through SQLAlchemy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, statement: Statement, **values: Any) -> list[Row]:
        """Run one statement."""
        result = self._connection.execute(statement.clause, values)
        return [tuple(row) for row in result] if result.returns_rows else []


async def run(connection: AsyncConnection, act: Callable[[Sql], T]) -> T:
    """Do all of `act` in one go on a connection. What the database refuses is raised as SQLAlchemy's own errors."""
    if connection.dialect.driver != "aiosqlite":
        return await connection.run_sync(lambda sync: act(CoreSql(sync)))
    driver: Any = (await connection.get_raw_connection()).driver_connection

    def on_driver() -> T:
        try:
            return act(DriverSql(driver._conn))
        except sqlite3.Error as error:
            raise OperationalError("a command of the broker", None, error) from error

    # aiosqlite has no public way to run several statements in one visit to its thread; this is what its own methods call.
    done: T = await driver._execute(on_driver)
    return done
