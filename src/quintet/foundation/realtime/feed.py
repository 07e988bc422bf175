"""Reading the log onward, as far as the reader may see it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db import all_workspaces
from quintet.foundation.events import Ref
from quintet.foundation.events.feed import BATCH, Position, read_after
from quintet.foundation.events.models import EventRow
from quintet.foundation.realtime.rights import STREAM
from quintet.foundation.realtime.sight import SeenEvent, seen


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
    """Events each with its position, oldest first, and where to read on."""

    events: list[tuple[Position, SeenEvent]]
    position: Position
    more: bool
    """There is more to read already."""
    held: bool
    """There will be more without further notice, when an open transaction has ended."""


def after(session: Session, actor: Actor, position: Position, wanted: Wanted, limit: int = BATCH) -> Batch:
    """What the actor sees of the next `limit` events of their workspace. Forbidden without the right."""
    require(actor, STREAM)
    found = read_after(session, position, limit)
    if not found.events:
        return Batch([], found.position, found.more, found.held)
    events = [
        (Position(row.position, row.id), event)
        for row, event in zip(found.events, seen(session, actor, found.events), strict=True)
        if event is not None and wanted.has(event)
    ]
    return Batch(events, found.position, found.more, found.held)


def newest(session: Session) -> int:
    """The greatest position over all workspaces; when it changes there is something new for somebody."""
    with all_workspaces(session):
        return session.scalar(select(func.max(EventRow.position))) or 0
