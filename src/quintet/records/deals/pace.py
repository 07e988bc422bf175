"""How long deals take to be won."""

from datetime import timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.records.deals.models import Deal
from quintet.records.deals.schemas import DealStatus

LATEST = 200
"""Won deals that are looked at: those that came last."""
FEWEST = 5
"""From fewer nothing follows."""


def days_to_win(session: Session, pipeline_id: str) -> tuple[float | None, int]:
    """The median of days from coming to being won in a pipeline, and of how many deals; None for fewer than five.

    Of the whole workspace, whatever the reader sees: nothing of one deal is in it.
    """
    statement = (
        select(Deal.created_at, Deal.closed_at)
        .where(
            Deal.status == DealStatus.won.value,
            Deal.pipeline_id == pipeline_id,
            Deal.deleted_at.is_(None),
            Deal.closed_at.is_not(None),
        )
        .order_by(Deal.created_at.desc(), Deal.id.desc())
        .limit(LATEST)
    )
    day = timedelta(days=1)
    took = [(closed - came) / day for came, closed in session.execute(statement) if closed and closed > came]
    return (median(took) if len(took) >= FEWEST else None), len(took)
