"""Who works here and how the workspace is set, for contexts that act in it (assigning, notifying, reporting)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Role
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member, Workspace
from quintet.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Colleague:
    """An active member."""

    user_id: str
    member_id: str
    name: str
    email: str
    role: Role
    timezone: str
    language: str


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """What others need to know of a workspace. `currency` and `timezone` are the defaults of new records; what it has
    from the beginning is named in its `language`."""

    name: str
    currency: str
    timezone: str
    language: str
    settings: dict[str, Any]


def active_members(session: Session, workspace_id: str) -> list[Colleague]:
    """All active members of a workspace, in the order they joined."""
    rows = session.execute(
        select(User.id, Member.id, User.name, User.email, Member.role, User.timezone, User.language)
        .join(Member, Member.user_id == User.id)
        .where(
            Member.workspace_id == workspace_id,
            Member.deactivated_at.is_(None),
            User.deactivated_at.is_(None),
        )
        .order_by(Member.id)
    )
    return [
        Colleague(user_id, member_id, name, email, Role(role), timezone, language)
        for user_id, member_id, name, email, role, timezone, language in rows
    ]


@dataclass(frozen=True, slots=True)
class Recipient:
    """An active member whose e-mail address is proved to be theirs, in one of their workspaces."""

    workspace_id: str
    user_id: str
    name: str
    email: str
    timezone: str
    language: str
    preferences: dict[str, Any]


def mail_recipients(session: Session) -> list[Recipient]:
    """Whom the product may mail of its own accord, of all workspaces that the session sees."""
    rows = session.execute(
        select(Member.workspace_id, User.id, User.name, User.email, User.timezone, User.language, User.preferences)
        .join(Member, Member.user_id == User.id)
        .join(Workspace, Workspace.id == Member.workspace_id)
        .where(
            Member.deactivated_at.is_(None),
            User.deactivated_at.is_(None),
            User.email_verified_at.is_not(None),
            Workspace.deleted_at.is_(None),
        )
        .order_by(Member.id)
    )
    return [Recipient(*row) for row in rows]


def workspace_settings(session: Session, workspace_id: str) -> WorkspaceSettings:
    """The defaults and settings of a workspace. NotFound when it is missing or deleted."""
    row = session.execute(
        select(Workspace.name, Workspace.currency, Workspace.timezone, Workspace.language, Workspace.settings).where(
            Workspace.id == workspace_id, Workspace.deleted_at.is_(None)
        )
    ).first()
    if row is None:
        raise NotFound("workspace")
    return WorkspaceSettings(*row)
