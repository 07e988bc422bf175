"""Inserts on their way to the database, in the driver's own form: SQLAlchemy's way costs ten times as much per row.

PostgreSQL is a trip away, which takes longer than a row does. So an insert of few rows, which gives nothing back,
waits at its connection, and all that wait go as one statement with whatever is asked next, at the latest with the
commit. A refusal (IntegrityError) comes then, or at the end of the savepoint that it was made in. On SQLite nothing
waits.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Rows = list[tuple[Any, ...]]
Row = Mapping[str, Any]

statement_counters: list[list[str]] = []
"""What runs past SQLAlchemy is noted in each of these."""
_WAITING = "waiting_inserts"
_MOST_ROWS = 4
_MOST_WAITING = 16
_PARAMETER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True, eq=False)
class Insertion:
    """An INSERT, and perhaps further ones that read what the first returns: it stands in them as `{first}`."""

    table: str
    sql: str
    further: tuple[str, ...] = ()
    meets: bool = False
    """Whether it does something about a row that is there already. It never goes with another into its table:
    the database runs those that go together in any order, and none sees what the others do."""


def run_insert(connection: Connection, insertion: Insertion, rows: Sequence[Any]) -> None:
    """Insert the rows, at once or with the next statement. They are what the driver takes; named on PostgreSQL."""
    if connection.dialect.name != "postgresql":
        _run(connection, connection.connection.cursor(), insertion.sql, rows)
    elif len(rows) <= _MOST_ROWS:
        for row in rows:
            _wait(connection, insertion, row)
    else:
        send_waiting(connection)
        joined = _joined((insertion,), False)
        _run(connection, _cursor(connection), joined.sql, [joined.values([row]) for row in rows])


def insert_returning(connection: Connection, insertion: Insertion, row: Row) -> Rows:
    """Insert one row on PostgreSQL, together with those that wait; gives what the statement returns."""
    if _would_meet(connection, insertion):
        send_waiting(connection)
    waiting = connection.info.pop(_WAITING, [])
    return _send(connection, [*waiting, (insertion, row)], returning=True)


def send_waiting(connection: Connection) -> None:
    """Have the database take what waits, as something is going to run that may depend on it."""
    waiting = connection.info.pop(_WAITING, None)
    if waiting:
        _send(connection, waiting, returning=False)


def _wait(connection: Connection, insertion: Insertion, row: Row) -> None:
    waiting = connection.info.setdefault(_WAITING, [])
    if len(waiting) >= _MOST_WAITING or _would_meet(connection, insertion):
        send_waiting(connection)
        waiting = connection.info[_WAITING] = []
    waiting.append((insertion, row))


def _would_meet(connection: Connection, insertion: Insertion) -> bool:
    return any(
        other.table == insertion.table and (other.meets or insertion.meets)
        for other, _ in connection.info.get(_WAITING, ())
    )


def _send(connection: Connection, waiting: Sequence[tuple[Insertion, Row]], *, returning: bool) -> Rows:
    joined = _joined(tuple([insertion for insertion, _ in waiting]), returning)
    values = joined.values([row for _, row in waiting])
    return _run(connection, _cursor(connection), joined.sql, [values])


class _Joined:
    """One statement of many. PostgreSQL checks foreign keys at the end of all of it."""

    def __init__(self, insertions: Sequence[Insertion], returning: bool) -> None:
        self._order: list[tuple[int, str]] = []
        steps: list[tuple[str, str]] = []
        for place, insertion in enumerate(insertions):
            for number, part in enumerate((insertion.sql, *insertion.further)):
                sql = _PARAMETER.sub(lambda found, place=place: self._numbered(place, found[1]), part)  # type: ignore[misc]
                steps.append((f"step_{place}_{number}", sql.replace("{first}", f"step_{place}_0")))
        if len(steps) == 1:
            sql = steps[0][1]
        else:
            last = f"select * from step_{len(insertions) - 1}_0" if returning else "select 1"
            sql = f"with {', '.join(f'{name} as ({sql})' for name, sql in steps)} {last}"
        self.sql = sql.replace("%%", "%")

    def _numbered(self, place: int, name: str) -> str:
        self._order.append((place, name))
        return f"${len(self._order)}"

    def values(self, rows: Sequence[Row]) -> list[Any]:
        return [rows[place][name] for place, name in self._order]


@lru_cache(maxsize=500)
def _joined(insertions: tuple[Insertion, ...], returning: bool) -> _Joined:
    return _Joined(insertions, returning)


def _cursor(connection: Connection) -> Any:
    """One that takes numbered parameters: looking for named ones takes the driver longer than the rest, each time."""
    from psycopg import RawCursor  # only installations on PostgreSQL come here

    return RawCursor(connection.connection.dbapi_connection)  # type: ignore[call-overload]


def _run(connection: Connection, cursor: Any, sql: str, rows: Sequence[Any]) -> Rows:
    for counter in statement_counters:
        counter.append(sql)
    dialect = connection.dialect
    try:
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
        else:
            cursor.executemany(sql, rows)
        return list(cursor.fetchall()) if cursor.description else []
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(sql, rows[0], error, dialect.loaded_dbapi.Error, dialect=dialect) from error
    finally:
        cursor.close()


@event.listens_for(Session, "before_commit")
def _send_before_release(session: Session) -> None:
    # Also a savepoint's end: what is refused only when it is released can no longer be taken back with it.
    bind = session.get_bind()
    if isinstance(bind, Connection):
        send_waiting(bind)


def keep_inserts_waiting(engine: Engine) -> None:
    """Make the engine's connections send what waits before all else, and forget it with what is undone."""

    @event.listens_for(engine, "before_cursor_execute")
    def _before(connection: Connection, *_: Any) -> None:
        send_waiting(connection)

    @event.listens_for(engine, "commit")
    def _commit(connection: Connection) -> None:
        send_waiting(connection)

    @event.listens_for(engine, "rollback")
    def _rollback(connection: Connection) -> None:
        connection.info.pop(_WAITING, None)

    @event.listens_for(engine, "rollback_savepoint")
    def _rollback_to(connection: Connection, *_: Any) -> None:
        # What was there before the savepoint has gone with it.
        connection.info.pop(_WAITING, None)
