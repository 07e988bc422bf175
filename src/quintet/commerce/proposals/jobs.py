"""Noting that proposals have expired."""

from datetime import date, timedelta

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import today
from quintet.commerce.proposals.facts import ProposalExpired
from quintet.commerce.proposals.models import Proposal
from quintet.commerce.proposals.status import OPEN, ProposalStatus, has_passed
from quintet.commerce.proposals.telling import noted, tell_owner
from quintet.foundation.access.actor import system_actor
from quintet.foundation.db import as_workspace
from quintet.foundation.jobs import JobContext, schedule
from quintet.kit import time

BATCH = 200
Place = tuple[date, str]


@schedule("commerce.note_expired", cron="0 9 * * * *", timeout=1800)
def note_expired(ctx: JobContext) -> None:
    """Once an hour: the last day of a proposal ends where its workspace is."""
    after: Place | None = None
    while True:
        after = ctx.write(lambda session, after=after: note_expired_after(session, after))  # type: ignore[misc]
        if after is None:
            return
        ctx.check()


def note_expired_after(session: Session, after: Place | None) -> Place | None:
    """Note a batch, of all workspaces, beyond a place; the place it came to, None at the end. What somebody answers at
    this moment is left for the next time."""
    # Nowhere on earth is it later than a day after this.
    latest = time.now().date() + timedelta(days=1)
    waiting = select(Proposal).where(
        Proposal.status.in_([status.value for status in OPEN]),
        Proposal.deleted_at.is_(None),
        Proposal.valid_until < latest,
    )
    if after is not None:
        waiting = waiting.where(tuple_(Proposal.valid_until, Proposal.id) > after)
    ordered = waiting.order_by(Proposal.valid_until, Proposal.id).limit(BATCH)
    proposals = session.scalars(ordered.with_for_update(skip_locked=True)).all()
    for proposal in proposals:
        with as_workspace(session, proposal.workspace_id):
            if proposal.valid_until and has_passed(proposal.valid_until, today(session)):
                fact = ProposalExpired(proposal.title, proposal.number, proposal.valid_until.isoformat())
                values = {"status": ProposalStatus.expired.value}
                noted(session, system_actor(proposal.workspace_id), proposal, values, fact)
                tell_owner(session, proposal, "proposal_expired", "It was not answered in time")
    last = proposals[-1] if len(proposals) == BATCH else None
    return (last.valid_until, last.id) if last is not None and last.valid_until is not None else None
