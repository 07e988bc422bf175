"""Places within a stage: whole numbers with gaps between them, so that moving one record changes one row.

A record that comes to the top gets the negative of the present time in microseconds: always smaller than what came
before, without asking the database. Between two records it gets the middle. When there is no room left, the stage
is numbered anew with gaps of about a second.
"""

import time

from sqlalchemy import BigInteger, func, literal, select, update
from sqlalchemy.orm import Session

from quintet.kit.errors import Conflict
from quintet.records.pipelines.models import StagedRow

GAP = 2**20


def top() -> int:
    """The place above all that came to the top before."""
    return -(time.time_ns() // 1000)


def place(
    session: Session,
    model: type[StagedRow],
    record_id: str,
    stage_id: str,
    *,
    after_id: str | None = None,
    before_id: str | None = None,
) -> int:
    """The place for a record right after or before another in a stage (which has to be locked), else on top.

    Conflict when that other record is not in the stage.
    """
    found = _between(session, model, record_id, stage_id, after_id, before_id)
    if found is None:
        _spread(session, model, stage_id)
        found = _between(session, model, record_id, stage_id, after_id, before_id)
    if found is None:
        raise RuntimeError("no place in a stage that was numbered anew")
    return found


def _between(
    session: Session, model: type[StagedRow], record_id: str, stage_id: str, after_id: str | None, before_id: str | None
) -> int | None:
    others = (model.stage_id == stage_id, model.deleted_at.is_(None), model.id != record_id)
    neighbour_id = after_id or before_id
    if neighbour_id is None:
        first = session.scalar(select(func.min(model.position)).where(*others))
        return top() if first is None else min(top(), first - 1)
    here = session.scalar(select(model.position).where(*others, model.id == neighbour_id))
    if here is None:
        raise Conflict("The record to stand next to is not in this stage.", code="neighbour_moved")
    if after_id is not None:
        beyond = select(func.min(model.position)).where(*others, model.position >= here, model.id != neighbour_id)
        below = session.scalar(beyond)
        low, high = here, below if below is not None else here + 2 * GAP
    else:
        beyond = select(func.max(model.position)).where(*others, model.position <= here, model.id != neighbour_id)
        above = session.scalar(beyond)
        if above is None:
            return min(top(), here - 1)
        low, high = above, here
    middle = (low + high) // 2
    return middle if low < middle < high else None


def _spread(session: Session, model: type[StagedRow], stage_id: str) -> None:
    ranked = (
        select(model.id, func.row_number().over(order_by=(model.position, model.id)).label("n"))
        .where(model.stage_id == stage_id, model.deleted_at.is_(None))
        .subquery()
    )
    session.flush()
    session.execute(
        update(model)
        .where(model.id == ranked.c.id)
        # Being numbered anew is no change that anybody made: neither time nor version moves.
        .values(position=literal(top(), BigInteger) + ranked.c.n * GAP, updated_at=model.updated_at)
        .execution_options(synchronize_session=False)
    )
