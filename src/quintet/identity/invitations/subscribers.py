"""Invitations after a change among the members."""

from sqlalchemy.orm import Session

from quintet.foundation.access import system_actor
from quintet.foundation.events import Delivered, subscribe
from quintet.identity.facts import MemberDeactivated
from quintet.identity.invitations.service import revoke_all_by
from quintet.identity.workspaces.models import Member


@subscribe(MemberDeactivated, name="identity.revoke_invitations")
def revoke_invitations(session: Session, delivered: Delivered[MemberDeactivated]) -> None:
    """Who was shut out does not bring others in any more."""
    member = session.get(Member, delivered.subject.id)
    if member is not None and member.deactivated_at is not None:
        revoke_all_by(session, system_actor(delivered.workspace_id), member.user_id)
