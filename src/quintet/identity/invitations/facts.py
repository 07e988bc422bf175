"""What happens to invitations."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("member.invited")
@dataclass(frozen=True)
class MemberInvited(Event):
    """Somebody was asked into the workspace, for the first time or once more."""

    email: str
    role: str
    again: bool


@event_type("invitation.updated")
@dataclass(frozen=True)
class InvitationUpdated(Event):
    email: str
    role: str


@event_type("invitation.revoked")
@dataclass(frozen=True)
class InvitationRevoked(Event):
    email: str


@event_type("invitation.accepted")
@dataclass(frozen=True)
class InvitationAccepted(Event):
    email: str
    role: str
