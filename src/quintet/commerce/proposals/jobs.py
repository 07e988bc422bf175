"""Noting that proposals have expired."""

from sqlalchemy.orm import Session

from quintet.commerce.billing.passing import Place, waiting, walk
from quintet.commerce.billing.service import today
from quintet.commerce.proposals.facts import ProposalExpired
from quintet.commerce.proposals.models import Proposal
from quintet.commerce.proposals.status import OPEN, ProposalStatus, has_passed
from quintet.commerce.proposals.telling import noted, tell_owner
from quintet.foundation.access.actor import system_actor
from quintet.foundation.db import as_workspace
from quintet.foundation.jobs import JobContext, schedule


@schedule("commerce.note_expired", cron="0 9 * * * *", timeout=1800)
def note_expired(ctx: JobContext) -> None:
    """Once an hour: the last day of a proposal ends where its workspace is."""
    walk(ctx, note_expired_after)


def note_expired_after(session: Session, after: Place | None) -> Place | None:
    """Note a batch, of all workspaces, beyond a place; the place it came to, None at the end."""
    stands = Proposal.status.in_([status.value for status in OPEN])
    proposals, place = waiting(session, Proposal, Proposal.valid_until, stands, after)
    for proposal in proposals:
        with as_workspace(session, proposal.workspace_id):
            if proposal.valid_until and has_passed(proposal.valid_until, today(session)):
                fact = ProposalExpired(proposal.title, proposal.number, proposal.valid_until.isoformat())
                values = {"status": ProposalStatus.expired.value}
                noted(session, system_actor(proposal.workspace_id), proposal, values, fact)
                tell_owner(session, proposal, "proposal_expired", "It was not answered in time")
    return place
