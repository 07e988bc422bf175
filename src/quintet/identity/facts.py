"""What happens to people, workspaces and keys. Never a secret in any of them."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("user.signed_up")
@dataclass(frozen=True)
class UserSignedUp(Event):
    """Somebody made an account of their own."""

    name: str
    email: str


@event_type("user.updated")
@dataclass(frozen=True)
class UserUpdated(Event):
    """A person changed their profile; what and how is in the event's changes."""

    name: str


@event_type("session.started")
@dataclass(frozen=True)
class SessionStarted(Event):
    """A person signed in. `method` is password, sign_up, setup, or the name of a provider."""

    name: str
    method: str
    client: str


@event_type("session.revoked")
@dataclass(frozen=True)
class SessionRevoked(Event):
    """Sessions were ended before their time."""

    name: str
    count: int


@event_type("password.changed")
@dataclass(frozen=True)
class PasswordChanged(Event):
    """A person has a new password. `method` is change or reset."""

    name: str
    method: str


@event_type("workspace.created")
@dataclass(frozen=True)
class WorkspaceCreated(Event):
    name: str


@event_type("workspace.updated")
@dataclass(frozen=True)
class WorkspaceUpdated(Event):
    name: str


@event_type("workspace.deleted")
@dataclass(frozen=True)
class WorkspaceDeleted(Event):
    name: str


@event_type("member.joined")
@dataclass(frozen=True)
class MemberJoined(Event):
    """A user became a member. `method` is founded, managed, invitation or command_line."""

    name: str
    email: str
    role: str
    method: str


@event_type("member.role_changed")
@dataclass(frozen=True)
class MemberRoleChanged(Event):
    name: str
    role: str


@event_type("member.deactivated")
@dataclass(frozen=True)
class MemberDeactivated(Event):
    name: str


@event_type("member.reactivated")
@dataclass(frozen=True)
class MemberReactivated(Event):
    name: str


@event_type("api_key.created")
@dataclass(frozen=True)
class ApiKeyCreated(Event):
    name: str
    scopes: list[str]


@event_type("api_key.updated")
@dataclass(frozen=True)
class ApiKeyUpdated(Event):
    name: str


@event_type("api_key.revoked")
@dataclass(frozen=True)
class ApiKeyRevoked(Event):
    name: str
