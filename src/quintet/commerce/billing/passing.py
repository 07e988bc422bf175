"""Finding what has to be noted because a day is over, of all workspaces, a batch at a time."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from quintet.foundation.jobs import JobContext
from quintet.foundation.objects.models import ObjectRow
from quintet.kit import time

R = TypeVar("R", bound=ObjectRow)
BATCH = 200
Place = tuple[date, str]
Step = Callable[[Session, Place | None], Place | None]
"""Does a batch beyond a place; gives the place that it came to, None at the end."""


def walk(ctx: JobContext, step: Step) -> None:
    """Batch after batch, each a transaction."""
    after: Place | None = None
    while True:
        after = ctx.write(lambda session, after=after: step(session, after))  # type: ignore[misc]
        if after is None:
            return
        ctx.check()


def waiting(
    session: Session,
    model: type[R],
    day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None],
    stands: ColumnElement[bool],
    after: Place | None,
) -> tuple[list[R], Place | None]:
    """A batch of those that stand so and whose day may be over somewhere, locked, and the place it came to. What
    somebody changes at this moment is left for the next time."""
    # Nowhere on earth is it later than a day after this.
    latest = time.now().date() + timedelta(days=1)
    wanted = select(model).where(stands, model.deleted_at.is_(None), day < latest)
    if after is not None:
        wanted = wanted.where(tuple_(day, model.id) > after)
    ordered = wanted.order_by(day, model.id).limit(BATCH).with_for_update(skip_locked=True)
    rows = list(session.scalars(ordered))
    return rows, (getattr(rows[-1], day.key), rows[-1].id) if len(rows) == BATCH else None
