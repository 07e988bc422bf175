"""Reading the log in the order in which facts were committed, after a position, without ever missing one."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Text, Tuple, cast, func, literal, select, true, tuple_, update
from sqlalchemy.orm import Session

from quintet.foundation.db import Id, all_workspaces
from quintet.foundation.events.models import EventRow
from quintet.kit.ids import is_id

BATCH = 200
_LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
_DIGITS = 18


class Position(NamedTuple):
    """A place in the log: everything up to it was read. As text `<number>-<event id>`."""

    number: int
    event_id: str

    def __str__(self) -> str:
        return f"{self.number}-{self.event_id}"

    @classmethod
    def parse(cls, text: str) -> "Position | None":
        """The position of a text; None when it is none."""
        number, _, event_id = text.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS and is_id(event_id)):
            return None
        return cls(int(number), event_id)


@dataclass(frozen=True, slots=True)
class Slice:
    """Facts in commit order and the position behind them."""

    events: list[EventRow]
    position: Position
    more: bool
    """There is more to read already."""
    held: bool
    """There are newer facts, which an older transaction that is still open holds back: look again soon."""


def end_of_log(session: Session) -> Position:
    """The position behind which all future facts will be."""
    if _on_postgresql(session):
        return Position((session.scalar(select(_oldest_open())) or 1) - 1, _LAST_ID)
    with all_workspaces(session):
        return Position(session.scalar(select(func.max(EventRow.position))) or 0, _LAST_ID)


def read_after(session: Session, position: Position, limit: int = BATCH) -> Slice:
    """The next facts of the session's workspace after a position.

    A PostgreSQL transaction's number is given when it begins and not when it commits. Facts of one that began
    after another still open are therefore kept back until that one has ended, lest its facts be passed over.
    """
    settled: ColumnElement[bool] = true()
    if _on_postgresql(session):
        settled = EventRow.position < _oldest_open()
    rows = session.execute(
        select(EventRow, settled.label("settled"))
        .where(tuple_(EventRow.position, EventRow.id) > place(position))
        .order_by(EventRow.position, EventRow.id)
        .limit(limit + 1)
    ).all()
    ready = [row.EventRow for row in rows if row.settled]
    events = ready[:limit]
    behind = Position(events[-1].position, events[-1].id) if events else position
    return Slice(events, behind, more=len(ready) > limit, held=len(ready) < len(rows))


def take_in_restored(session: Session) -> int:
    """Put facts that came from another PostgreSQL server at the start of this one's order; returns how many.

    A dump restored elsewhere carries transaction numbers that this server has not reached: without this they
    would count as not committed yet.
    """
    if not _on_postgresql(session):
        return 0
    never_given = _number(func.pg_snapshot_xmax(func.pg_current_snapshot()))
    foreign = update(EventRow).where(EventRow.position >= never_given).values(position=0)
    with all_workspaces(session):
        return len(session.scalars(foreign.returning(EventRow.id)).all())


def place(position: Position) -> Tuple:
    """A position to compare `(position, id)` of events with."""
    return tuple_(literal(position.number, BigInteger), literal(position.event_id, Id))


def _oldest_open() -> ColumnElement[int]:
    return _number(func.pg_snapshot_xmin(func.pg_current_snapshot()))


def _number(xid: ColumnElement[object]) -> ColumnElement[int]:
    return cast(cast(xid, Text), BigInteger)


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
