"""Telling what became of a proposal: facts of it, and notices to its owner."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from quintet.commerce.proposals.models import Proposal
from quintet.commerce.proposals.object import PROPOSAL
from quintet.foundation.access import Actor
from quintet.foundation.events import Event, Ref, emit
from quintet.foundation.objects.writing import links_of
from quintet.identity.public import Notice, active_user_ids, notify


def noted(session: Session, actor: Actor, proposal: Proposal, values: Mapping[str, Any], fact: Event) -> None:
    """Change what services alone set, with a fact of its own: whoever answers needs no right to change it."""
    for name, value in values.items():
        setattr(proposal, name, value)
    session.flush()
    tell(session, actor, proposal, fact)


def tell(session: Session, actor: Actor, proposal: Proposal, fact: Event) -> None:
    """Emit a fact about a proposal, on the timelines of those it is about."""
    emit(session, actor, fact, subject=Ref(PROPOSAL.name, proposal.id), links=links_of(PROPOSAL, proposal))


def tell_owner(session: Session, proposal: Proposal, kind: str, text: str, *, once: str = "") -> None:
    """Tell the owner, where there is one, something of a `kind`; the same `once` is told once."""
    owner = proposal.owner_id
    if owner is None or not active_user_ids(session, proposal.workspace_id, [owner]):
        return
    key = f"{kind}:{proposal.id}:{proposal.revision}:{once}"
    subject = Ref(PROPOSAL.name, proposal.id)
    notify(session, [Notice(owner, kind, f"{proposal.number}: {proposal.title}", key, text, subject)])
