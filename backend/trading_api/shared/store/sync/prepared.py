"""Statements that run often: compiled once, then run on the driver's cursor, for a third of what SQLAlchemy's execute costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.expression import ClauseElement, Executable

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """Its text, what puts its parameters in order, and those among them that the statement itself gives."""

    text: str
    positional: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    constants: Mapping[str, Any]

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """In the order in which the statement names them."""
        return self.positional({**self.constants, **values} if self.constants else values)


class Prepared:
    """A statement with bindparams, or an insert with the columns it fills. No IN lists. Values and errors are the driver's."""

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        assert isinstance(statement, ClauseElement)  # noqa: S101 - narrows the type for mypy
        self._statement, self._columns = statement, columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Run it with these values by name; what it returns."""
        cursor = self._run(connection, values)
        try:
            return [tuple(row) for row in cursor.fetchall()]
        finally:
            cursor.close()

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run a statement that returns nothing; how many rows it changed."""
        cursor = self._run(connection, values)
        changed: int = cursor.rowcount
        cursor.close()
        return changed

    def many(self, connection: Connection, values: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement that returns nothing once with each of these."""
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection)
        cursor = connection.connection.cursor()
        cursor.executemany(compiled.text, [compiled.parameters(each) for each in values])
        cursor.close()

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection)
        cursor = connection.connection.cursor()
        cursor.execute(compiled.text, compiled.parameters(values))
        return cursor

    def _compile(self, connection: Connection) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=connection.dialect, column_keys=self._columns)
        constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        made = _Compiled(str(compiled), _in_order(compiled.positiontup or ()), constants)
        self._compiled[connection.dialect.name] = made
        return made


def _in_order(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """What takes these values out of a mapping; itemgetter, in C, gives no tuple of one or none."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)
