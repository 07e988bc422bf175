"""The actor of every service call."""

from dataclasses import dataclass
from enum import StrEnum

SYSTEM_LABEL = "Quintet"


class ActorKind(StrEnum):
    member = "member"
    api_key = "api_key"
    visitor = "visitor"
    provider = "provider"
    workflow = "workflow"
    agent = "agent"
    system = "system"


class Role(StrEnum):
    """Roles of members, each including the rights of those below it."""

    owner = "owner"
    admin = "admin"
    manager = "manager"
    member = "member"

    @property
    def rank(self) -> int:
        return _RANK[self]

    def includes(self, other: "Role") -> bool:
        return self.rank >= other.rank


_RANK = {Role.owner: 4, Role.admin: 3, Role.manager: 2, Role.member: 1}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, in which workspace, with which rights.

    `user_id` is the person behind a member or an API key (records are owned by users).
    `scopes` is None for people; an API key carries the scopes it was given.
    """

    kind: ActorKind
    workspace_id: str
    role: Role
    label: str
    user_id: str | None = None
    member_id: str | None = None
    session_id: str | None = None
    api_key_id: str | None = None
    scopes: frozenset[str] | None = None
    email: str | None = None

    @property
    def sees_all(self) -> bool:
        """Managers and up see every record of the workspace."""
        return self.role.includes(Role.manager)

    @property
    def ref(self) -> str | None:
        """What identifies the actor in the event log."""
        return self.api_key_id or self.user_id


def system_actor(workspace_id: str, label: str = SYSTEM_LABEL, kind: ActorKind = ActorKind.system) -> Actor:
    """The product itself, at work in one workspace."""
    return Actor(kind=kind, workspace_id=workspace_id, role=Role.owner, label=label)
