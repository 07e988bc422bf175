"""Inviting people into a workspace, from its members' side."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.events import Ref, emit
from quintet.foundation.realtime.rights import tell_readers
from quintet.identity.invitations.facts import InvitationRevoked, InvitationUpdated, MemberInvited
from quintet.identity.invitations.models import Invitation
from quintet.identity.mail.letters import InvitationLetter
from quintet.identity.mail.models import OutgoingMail
from quintet.identity.mail.service import post_letter, posted_lately
from quintet.identity.members.service import INVITE, check_may_give
from quintet.identity.users.models import User
from quintet.identity.users.service import find_user
from quintet.identity.workspaces.models import Member, Workspace
from quintet.kit import time
from quintet.kit.crypto import new_token, token_digest
from quintet.kit.errors import Conflict, Forbidden, NotFound, TooMany
from quintet.kit.ids import is_id

READ = declare("invitations.read", Role.manager)
tell_readers("invitation", READ)

DAYS = 7
SENT_PER_DAY = 200
"""By one workspace, so that nobody uses us to flood strangers."""
SENT_PER_HOUR = 5
"""To one address."""


class InvitationStatus(StrEnum):
    pending = "pending"
    accepted = "accepted"
    revoked = "revoked"
    expired = "expired"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with who sent it, and what became of its mail."""

    invitation: Invitation
    inviter: str
    mail_status: str | None


def status_of(invitation: Invitation) -> InvitationStatus:
    """How an invitation stands now."""
    if invitation.accepted_at is not None:
        return InvitationStatus.accepted
    if invitation.revoked_at is not None:
        return InvitationStatus.revoked
    return InvitationStatus.pending if invitation.expires_at > time.now() else InvitationStatus.expired


def invite(session: Session, actor: Actor, *, email: str, role: Role) -> Invited:
    """Mail somebody a link that makes them a member. `email` in folded form.

    Conflict `already_member` or `already_invited`; an expired invitation makes room for the new one.
    """
    require(actor, INVITE)
    check_may_give(actor, role)
    inviter = _inviter(actor)
    member_id = session.scalar(
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(Member.workspace_id == actor.workspace_id, User.email == email)
    )
    if member_id is not None:
        raise Conflict(f"{email} is a member already.", code="already_member", existing_id=member_id, field="email")
    _bury_expired(session, actor, email)
    invitation = Invitation(
        workspace_id=actor.workspace_id,
        email=email,
        role=role.value,
        token_hash="",
        invited_by=inviter,
        expires_at=time.now(),
    )
    _send(session, actor, invitation, again=False)
    return get_invitation(session, actor, invitation.id)


def list_invitations(
    session: Session, actor: Actor, *, status: InvitationStatus | None, limit: int, before: str | None = None
) -> list[Invited]:
    """The workspace's invitations, newest first."""
    require(actor, READ)
    found = _all(actor).order_by(Invitation.id.desc()).limit(limit)
    if status is not None:
        found = found.where(*_in(status))
    if before is not None:
        found = found.where(Invitation.id < before)
    return [Invited(*row) for row in session.execute(found)]


def get_invitation(session: Session, actor: Actor, invitation_id: str) -> Invited:
    """One invitation of the actor's workspace."""
    require(actor, READ)
    row = session.execute(_all(actor).where(Invitation.id == invitation_id)).first() if is_id(invitation_id) else None
    if row is None:
        raise NotFound("invitation")
    return Invited(*row)


def resend(session: Session, actor: Actor, invitation_id: str) -> Invited:
    """Mail a new link, good for another seven days; the one sent before no longer works."""
    invitation = _to_change(session, actor, invitation_id)
    invitation.invited_by = _inviter(actor)
    _send(session, actor, invitation, again=True)
    return get_invitation(session, actor, invitation_id)


def change_role(session: Session, actor: Actor, invitation_id: str, role: Role) -> Invited:
    """Have the invited person come in with another role."""
    invitation = _to_change(session, actor, invitation_id)
    check_may_give(actor, role)
    before = invitation.role
    if role.value != before:
        invitation.role = role.value
        session.flush()
        fact = InvitationUpdated(email=invitation.email, role=role.value)
        emit(session, actor, fact, subject=_ref(invitation), changes={"role": [before, role.value]})
    return get_invitation(session, actor, invitation_id)


def revoke(session: Session, actor: Actor, invitation_id: str) -> None:
    """Make the link in the mail worthless."""
    invitation = _to_change(session, actor, invitation_id)
    invitation.revoked_at = time.now()
    session.flush()
    emit(session, actor, InvitationRevoked(email=invitation.email), subject=_ref(invitation))


def revoke_all_by(session: Session, actor: Actor, user_id: str) -> int:
    """Revoke what a user has sent who is no longer to be trusted; returns how many."""
    sent = select(Invitation).where(
        Invitation.workspace_id == actor.workspace_id,
        Invitation.invited_by == user_id,
        *_in(InvitationStatus.pending),
    )
    found = session.scalars(sent.with_for_update()).all()
    for invitation in found:
        invitation.revoked_at = time.now()
        session.flush()
        emit(session, actor, InvitationRevoked(email=invitation.email), subject=_ref(invitation))
    return len(found)


def _send(session: Session, actor: Actor, invitation: Invitation, *, again: bool) -> None:
    _check_limits(session, actor, invitation.email)
    token = new_token()
    invitation.token_hash = token_digest(token)
    invitation.sent_at = time.now()
    invitation.expires_at = time.now() + timedelta(days=DAYS)
    _add(session, invitation)
    workspace = session.get_one(Workspace, actor.workspace_id)
    known = find_user(session, invitation.email)
    letter = InvitationLetter(
        workspace=workspace.name,
        inviter=session.get_one(User, invitation.invited_by).name,
        role=invitation.role,
        token=token,
        days=DAYS,
        language=known.language if known is not None else workspace.language,
    )
    mail = post_letter(session, letter, to=invitation.email, workspace_id=actor.workspace_id)
    invitation.mail_id = mail.id
    session.flush()
    emit(
        session,
        actor,
        MemberInvited(email=invitation.email, role=invitation.role, again=again),
        subject=_ref(invitation),
    )


def _add(session: Session, invitation: Invitation) -> None:
    try:
        with session.begin_nested():
            session.add(invitation)
    except IntegrityError:
        existing = select(Invitation.id).where(
            Invitation.workspace_id == invitation.workspace_id,
            Invitation.email == invitation.email,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        raise Conflict(
            f"{invitation.email} is invited already. Send that invitation again instead.",
            code="already_invited",
            existing_id=session.scalar(existing),
            field="email",
        ) from None


def _check_limits(session: Session, actor: Actor, email: str) -> None:
    if posted_lately(session, InvitationLetter.kind, email, timedelta(hours=1)) >= SENT_PER_HOUR:
        raise TooMany("This address was sent several mails within the hour.", retry_after=3600)
    today = select(func.count()).where(
        OutgoingMail.workspace_id == actor.workspace_id,
        OutgoingMail.kind == InvitationLetter.kind,
        OutgoingMail.created_at > time.now() - timedelta(days=1),
    )
    if (session.scalar(today) or 0) >= SENT_PER_DAY:
        raise TooMany("This workspace has sent its invitations for today.", retry_after=3600)


def _bury_expired(session: Session, actor: Actor, email: str) -> None:
    expired = (
        update(Invitation)
        .where(
            Invitation.workspace_id == actor.workspace_id,
            Invitation.email == email,
            *_in(InvitationStatus.expired),
        )
        .values(revoked_at=time.now())
        .execution_options(synchronize_session=False)
    )
    session.execute(expired)


def _to_change(session: Session, actor: Actor, invitation_id: str) -> Invitation:
    require(actor, INVITE)
    invitation = get_invitation(session, actor, invitation_id).invitation
    session.refresh(invitation, with_for_update=True)
    check_may_give(actor, Role(invitation.role))
    status = status_of(invitation)
    if status not in (InvitationStatus.pending, InvitationStatus.expired):
        raise Conflict(f"This invitation is {status} already.", code=f"invitation_{status}")
    return invitation


def _inviter(actor: Actor) -> str:
    if actor.user_id is None:
        raise Forbidden("Only members invite.")
    return actor.user_id


def _all(actor: Actor) -> Select[Invitation, str, str | None]:
    return (
        select(Invitation, User.name, OutgoingMail.status)
        .join(User, User.id == Invitation.invited_by)
        .outerjoin(OutgoingMail, OutgoingMail.id == Invitation.mail_id)
        .where(Invitation.workspace_id == actor.workspace_id)
    )


def _in(status: InvitationStatus) -> tuple[ColumnElement[bool], ...]:
    unanswered = Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None)
    match status:
        case InvitationStatus.accepted:
            return (Invitation.accepted_at.is_not(None),)
        case InvitationStatus.revoked:
            return (Invitation.revoked_at.is_not(None),)
        case InvitationStatus.pending:
            return *unanswered, Invitation.expires_at > time.now()
        case InvitationStatus.expired:
            return *unanswered, Invitation.expires_at <= time.now()


def _ref(invitation: Invitation) -> Ref:
    return Ref("invitation", invitation.id)
