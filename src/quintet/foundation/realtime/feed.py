"""Reading the log onward in the order of commits, so that nothing is passed over.

Ids are given when an event is written, not when it is committed: "greater than the last id" would lose those of
a transaction that took long. Positions are in commit order on SQLite, which has one writer. On PostgreSQL they are
transaction ids, and reading stops before the oldest transaction that is still open. (A database restored
into another PostgreSQL cluster starts with other transaction ids: cursors from before mean nothing there.)
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, func, literal, select, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import FunctionElement

from quintet.foundation.access import Actor, require
from quintet.foundation.db import Id, all_workspaces
from quintet.foundation.events import Ref
from quintet.foundation.events.models import EventRow
from quintet.foundation.realtime.rights import STREAM
from quintet.foundation.realtime.sight import SeenEvent, seen
from quintet.kit.ids import is_id

_LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
_HIGHEST = (1 << 63) - 1


class Cursor(NamedTuple):
    """A place in the log, just behind an event."""

    position: int
    id: str

    def __str__(self) -> str:
        return f"{self.position}-{self.id}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """ValueError when it is no cursor."""
        position, _, id_ = text.partition("-")
        if not (position.isascii() and position.isdigit() and int(position) <= _HIGHEST and is_id(id_)):
            raise ValueError("not a cursor")
        return cls(int(position), id_)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for: of these types (`deal.won`, `deal.*`), linked to this record; empty means all."""

    types: frozenset[str] = frozenset()
    record: Ref | None = None

    def has(self, event: SeenEvent) -> bool:
        if self.record is not None and self.record not in event.links:
            return False
        return not self.types or event.type in self.types or f"{event.type.partition('.')[0]}.*" in self.types


@dataclass(frozen=True, slots=True)
class Batch:
    """Events each with its cursor, oldest first; `cursor` is where to read on, `more` that there is more by now."""

    events: list[tuple[Cursor, SeenEvent]]
    cursor: Cursor
    more: bool


class oldest_open_transaction(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """The position before which nothing can be committed any more (PostgreSQL)."""

    type = BigInteger()
    inherit_cache = True


@compiles(oldest_open_transaction, "postgresql")
def _postgresql(*_: Any, **__: Any) -> str:
    return "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"


def after(session: Session, actor: Actor, cursor: Cursor, wanted: Wanted, *, limit: int = 200) -> Batch:
    """What the actor sees of the next `limit` events of their workspace. Forbidden without the right."""
    require(actor, STREAM)
    statement = (
        select(EventRow)
        .where(
            EventRow.workspace_id == actor.workspace_id,
            tuple_(EventRow.position, EventRow.id) > tuple_(literal(cursor.position), literal(cursor.id, Id())),
            *_settled(session),
        )
        .order_by(EventRow.position, EventRow.id)
        .limit(limit)
    )
    rows = session.scalars(statement).all()
    if not rows:
        return Batch([], cursor, more=False)
    events = [
        (Cursor(row.position, row.id), event)
        for row, event in zip(rows, seen(session, actor, rows), strict=True)
        if event is not None and wanted.has(event)
    ]
    return Batch(events, Cursor(rows[-1].position, rows[-1].id), more=len(rows) == limit)


def end(session: Session) -> Cursor:
    """The place from which everything that is not yet readable will be read."""
    if _on_postgresql(session):
        return Cursor(session.scalars(select(oldest_open_transaction())).one() - 1, _LAST_ID)
    return Cursor(newest(session), _LAST_ID)


def newest(session: Session) -> int:
    """The last readable position over all workspaces; when it grows there is something to read for somebody."""
    with all_workspaces(session):
        return session.scalar(select(func.max(EventRow.position)).where(*_settled(session))) or 0


def _settled(session: Session) -> list[ColumnElement[bool]]:
    return [EventRow.position < oldest_open_transaction()] if _on_postgresql(session) else []


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
