"""Invitations as the API shows and takes them."""

from datetime import datetime

from pydantic import BaseModel

from quintet.foundation.access import Role
from quintet.foundation.http import Body
from quintet.identity.invitations.accepting import OpenInvitation
from quintet.identity.invitations.service import InvitationStatus, Invited, status_of
from quintet.identity.mail.models import MailStatus
from quintet.identity.users.schemas import GivenPassword, PersonName
from quintet.kit.values import EmailAddress


class InvitationRead(BaseModel):
    """An invitation, as the members see it. `mail_status` is null when its mail is long gone."""

    id: str
    email: str
    role: Role
    status: InvitationStatus
    invited_by: str
    inviter_name: str
    mail_status: MailStatus | None
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by: str | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, found: Invited) -> "InvitationRead":
        row = found.invitation
        return cls(
            id=row.id,
            email=row.email,
            role=Role(row.role),
            status=status_of(row),
            invited_by=row.invited_by,
            inviter_name=found.inviter,
            mail_status=MailStatus(found.mail_status) if found.mail_status else None,
            created_at=row.created_at,
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            accepted_at=row.accepted_at,
            accepted_by=row.accepted_by,
            revoked_at=row.revoked_at,
        )


class InvitationPage(BaseModel):
    data: list[InvitationRead]
    next_cursor: str | None


class InvitationCreate(Body):
    email: EmailAddress
    role: Role = Role.member


class InvitationUpdate(Body):
    role: Role


class OpenInvitationRead(BaseModel):
    """An invitation, as the invited person sees it. With `has_account` they sign in, else they make an account."""

    workspace_name: str
    inviter_name: str
    email: str
    role: Role
    expires_at: datetime
    has_account: bool

    @classmethod
    def of(cls, found: OpenInvitation) -> "OpenInvitationRead":
        return cls(
            workspace_name=found.workspace.name,
            inviter_name=found.inviter,
            email=found.invitation.email,
            role=Role(found.invitation.role),
            expires_at=found.invitation.expires_at,
            has_account=found.user is not None,
        )


class AcceptInvitation(Body):
    """A new person gives both. Who has an account gives its password, or nothing when signed in with it."""

    name: PersonName | None = None
    password: GivenPassword | None = None
