"""Statements for hot reads: compiled once, run on the driver's cursor, giving rows of plain JSON values.

Times come as RFC 3339 text, ids as text, documents as JSON text, on both databases, so a page goes to bytes
without an object per row. Parameters are given in the same plain form.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Engine, Text, cast, event, func
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable
from sqlalchemy.sql.compiler import SQLCompiler

from quintet.foundation.db.inserting import send_waiting, statement_counters
from quintet.foundation.db.types import Id, Json, UTCDateTime


class RawStatement:
    """A compiled statement with its parameter order."""

    __slots__ = ("_constants", "_order", "sql")

    def __init__(self, session: Session, statement: Executable) -> None:
        compiled = statement.compile(dialect=session.get_bind().dialect)  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("not a statement with parameters")
        self.sql: str = str(compiled)
        self._order: Sequence[str] | None = compiled.positiontup
        # Constants that stand in the statement itself; what callers give comes on top.
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}

    def rows(self, session: Session, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows. Only for statements that carry their own workspace condition."""
        for counter in statement_counters:
            counter.append(self.sql)
        given = {**self._constants, **parameters} if self._constants else parameters
        connection = session.connection()
        send_waiting(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self.sql, given if self._order is None else [given[name] for name in self._order])
            return list(cursor.fetchall())
        finally:
            cursor.close()


class Lookup:
    """A small select, compiled when first used and once per database. `build` is given the dialect's name."""

    __slots__ = ("_build", "_known")

    def __init__(self, build: Callable[[str], Executable]) -> None:
        self._build = build
        self._known: dict[str, RawStatement] = {}

    def rows(self, session: Session, **parameters: Any) -> list[tuple[Any, ...]]:
        """All rows. It has to carry its own workspace condition."""
        dialect = session.get_bind().dialect.name
        known = self._known.get(dialect)
        if known is None:
            known = self._known[dialect] = RawStatement(session, self._build(dialect))
        return known.rows(session, parameters)


def plain(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """The column in the plain form that rows of raw statements have."""
    if dialect == "sqlite":
        return column
    if isinstance(column.type, UTCDateTime):
        return func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    if isinstance(column.type, (Id, Json, Date)):
        return cast(column, Text)
    return column


def is_boolean(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, Boolean)


@contextmanager
def count_queries(engine: Engine, *more: Engine) -> Iterator[list[str]]:
    """Collect the statements that run meanwhile (tests assert how many a page needs)."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engines = {engine, *more}
    for each in engines:
        event.listen(each, "before_cursor_execute", note)
    statement_counters.append(seen)
    try:
        yield seen
    finally:
        statement_counters.remove(seen)
        for each in engines:
            event.remove(each, "before_cursor_execute", note)
