"""The broker's statements, compiled once, and what runs them inside a transaction and collects what is to be told after it."""

from typing import Any

from sqlalchemy import Connection, Executable, Select, Table
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import ClauseElement

from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Event, Stream
from trading_api.shared.store.sync.prepared import Prepared, Row

__all__ = ["Row", "Sql", "Statement"]

Told = dict[Stream, list[Event]]


class Statement:
    """One statement of SQLAlchemy's, whose parameters are given by name when it runs.

    `whose` is the parameter that names a row, of a statement that says all there is of it: then only the last one counts.
    """

    def __init__(self, clause: Executable, whose: str | None = None) -> None:
        assert isinstance(clause, ClauseElement)  # noqa: S101 - narrows the type for mypy
        self.prepared = Prepared(clause)
        self.reads = isinstance(clause, Select)
        self.tables = frozenset(one.name for one in visitors.iterate(clause) if isinstance(one, Table))
        self.whose = whose


class Sql:
    """Runs statements one after the other on the connection of a transaction."""

    def __init__(self, connection: Connection) -> None:
        self.beside = connection
        """The connection, for statements on tables that no Statement is about."""
        self.told: Told = {}
        """What it wrote into the event log, for those who follow it, once it is committed."""
        self.kept: dict[tuple[str, str], Any] = {}
        """What the transaction has read or written, by what and whose it is: nobody else changes it meanwhile, so commands that
        share a commit need not read it again."""

    @property
    def connection(self) -> Connection:
        """The connection, for anything."""
        return self.beside

    def __call__(self, statement: Statement, **values: Any) -> list[Row]:
        """Run one; its rows, none where it returns none."""
        if statement.reads:
            return statement.prepared.rows(self.beside, values)
        statement.prepared.run(self.beside, values)
        return []

    def tell(self, stream: Stream, ts: int, payload: str) -> None:
        """Write the next entry of a stream."""
        seq = events.append(self.beside, stream, ts, payload)
        self.told.setdefault(stream, []).append(Event(seq, ts, payload))
