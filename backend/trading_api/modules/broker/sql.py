"""The broker's statements, compiled once, and what runs them inside a transaction and collects what is to be told after it."""

from typing import Any

from sqlalchemy import Connection, Executable, Select

from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Event, Stream
from trading_api.shared.store.sync.prepared import Prepared, Row

__all__ = ["Row", "Sql", "Statement"]

Told = dict[Stream, list[Event]]


class Statement:
    """One statement of SQLAlchemy's, whose parameters are given by name when it runs."""

    def __init__(self, clause: Executable) -> None:
        self.prepared = Prepared(clause)
        self.reads = isinstance(clause, Select)


class Sql:
    """Runs statements one after the other on the connection of a transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.told: Told = {}
        """What it wrote into the event log, for those who follow it, once it is committed."""
        self.kept: dict[tuple[str, str], Any] = {}
        """What the transaction has read or written, by what and whose it is: nobody else changes it meanwhile, so commands that
        share a commit need not read it again. Whoever undoes a part of the transaction forgets all of it."""
        self._ends: dict[Stream, int] = {}

    def __call__(self, statement: Statement, **values: Any) -> list[Row]:
        """Run one; its rows, none where it returns none."""
        if statement.reads:
            return statement.prepared.rows(self.connection, values)
        statement.prepared.run(self.connection, values)
        return []

    def tell(self, stream: Stream, ts: int, payload: str) -> None:
        """Write the next entry of a stream."""
        if stream in self._ends:
            seq = self._ends[stream] + 1
            events.put(self.connection, stream, Event(seq, ts, payload))
        else:
            seq = events.append(self.connection, stream, ts, payload)
        self._ends[stream] = seq
        self.told.setdefault(stream, []).append(Event(seq, ts, payload))
