"""Commands that share a commit: what they write is held back until somebody reads it, and then written in bulk.

So a command that fails has mostly written nothing that would have to be undone, and of the rows that many change the last is
written once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

from trading_api.modules.broker.sql import Row, Sql, Statement, Told
from trading_api.shared.store.commits import Fatal, Raised
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Event, Stream
from trading_api.shared.store.sync.prepared import Prepared
from trading_api.shared.store.tables import events as _events

T = TypeVar("T")


class Writes:
    """Statements that wait, table by table in their order. Tables do not refer to each other."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[Prepared, dict[object, Mapping[str, Any]]]]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def touch(self, tables: frozenset[str]) -> bool:
        """Whether one of these tables is to be written to."""
        return not tables.isdisjoint(self._waiting)

    def add(self, table: str, statement: Prepared, values: Mapping[str, Any], row: object = None) -> None:
        """One more; it takes the place of the one before it for the same `row`, where one is named."""
        runs = self._waiting.setdefault(table, [])
        if not runs or runs[-1][0] is not statement:
            runs.append((statement, {}))
        runs[-1][1][object() if row is None else row] = values

    def take(self, other: "Writes") -> None:
        """All that waits there, after what waits here."""
        for table, runs in other._waiting.items():
            ours = self._waiting.setdefault(table, [])
            if ours and ours[-1][0] is runs[0][0]:
                ours[-1][1].update(runs[0][1])
                runs = runs[1:]
            ours += runs
        other._waiting = {}

    def run(self, connection: Connection) -> None:
        """Write all of it."""
        waiting, self._waiting = self._waiting, {}
        for runs in waiting.values():
            for statement, rows in runs:
                if len(rows) == 1:
                    statement.run(connection, next(iter(rows.values())))
                else:
                    statement.many(connection, list(rows.values()))


class Batch(Sql):
    """One transaction of commands. `own` is what the present one writes, `before` what those before it do."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._before, self._own = Writes(), Writes()
        self._ends: dict[Stream, int] = {}
        self._marked = False
        self._careful = connection.dialect.name != "sqlite"
        """Elsewhere a statement that fails ends the transaction, unless there is something to go back to."""

    @property
    def connection(self) -> Connection:
        """The connection, for anything: after what waits is written, and with the means to undo what this command does."""
        self._write()
        self._mark()
        return self.beside

    def __call__(self, statement: Statement, **values: Any) -> list[Row]:
        """Run one that reads, after what waits for its tables; keep one that writes."""
        if statement.reads:
            self._seen(statement.tables)
            return super().__call__(statement, **values)
        (table,) = statement.tables
        self._own.add(table, statement.prepared, values, values[statement.whose] if statement.whose else None)
        return []

    def tell(self, stream: Stream, ts: int, payload: str) -> None:
        """Write the next entry of a stream."""
        if stream not in self._ends:
            self._seen(frozenset((_events.name,)))
            self._ends[stream] = events.head(self.beside, stream)
        entry = Event(self._ends[stream] + 1, ts, payload)
        self._ends[stream] = entry.seq
        self._own.add(_events.name, events.PUT, events.written(stream, entry))
        self.told.setdefault(stream, []).append(entry)

    def run(self, act: Callable[[Sql], T]) -> tuple[T, Told]:
        """What the command returns, and what it tells; after what it raises, `undo`."""
        self.told = {}
        if self._careful:
            self._before.run(self.beside)
            self._mark()
        result = act(self)
        self._settle()
        return result, self.told

    def undo(self) -> None:
        """As if the command had not been: nothing is gone on from, either."""
        self._own = Writes()
        if self._marked:
            self._said("ROLLBACK TO SAVEPOINT work")
        self._settle()
        self.kept, self._ends = {}, {}

    def finish(self) -> None:
        """Write what waits."""
        self._before.run(self.beside)

    def _seen(self, tables: frozenset[str]) -> None:
        if self._before.touch(tables) or self._own.touch(tables):
            self._write()

    def _write(self) -> None:
        self._before.run(self.beside)
        if self._own:
            self._mark()
            self._own.run(self.beside)

    def _mark(self) -> None:
        if not self._marked:
            self._said("SAVEPOINT work")
            self._marked = True

    def _settle(self) -> None:
        self._before.take(self._own)
        if self._marked:
            self._said("RELEASE SAVEPOINT work")
            self._marked = False

    def _said(self, statement: str) -> None:
        cursor = self.beside.connection.cursor()
        cursor.execute(statement)
        cursor.close()


def together(acts: Sequence[Callable[[Sql], Any]], connection: Connection, fatal: Fatal) -> list[Any]:
    """Run these commands in one transaction, as `Store.line` has it."""
    batch = Batch(connection)
    outcomes = [_outcome(batch, act, fatal) for act in acts]
    batch.finish()
    return outcomes


def _outcome(batch: Batch, act: Callable[[Sql], Any], fatal: Fatal) -> Any:
    try:
        return batch.run(act)
    except Exception as error:  # its caller's business, not that of the others in this commit
        if fatal(error):
            raise
        batch.undo()
        return Raised(error)
