"""Workspaces: founding, describing and deleting them, and who is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, ActorKind, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import as_workspace
from quintet.foundation.events import Ref, emit
from quintet.foundation.files.pictures import showing
from quintet.foundation.files.purposes import LOGO
from quintet.identity.facts import MemberJoined, WorkspaceCreated, WorkspaceDeleted, WorkspaceUpdated
from quintet.identity.users.models import User
from quintet.identity.users.service import check_image
from quintet.identity.workspaces.models import Member, Workspace
from quintet.kit import time
from quintet.kit.errors import Conflict, Forbidden, Invalid, NotFound

READ = declare("workspace.read", Role.member)
UPDATE = declare("workspace.update", Role.admin)
DESCRIBE = declare("workspace.describe", Role.manager)
"""Changing the workspace where a face has managers do that too."""
DELETE = declare("workspace.delete", Role.owner)
BILLING = declare("workspace.billing", Role.owner)
MOST_OWNED = 100
showing(Workspace.logo_file_id)
MOST_SETTINGS_BYTES = 50_000


@dataclass(frozen=True, slots=True)
class Membership:
    """One workspace of a user, with what they are there."""

    workspace: Workspace
    member: Member


def actor_of(user: User, member: Member, session_id: str | None = None) -> Actor:
    """The actor that a member is."""
    return Actor(
        kind=ActorKind.member,
        workspace_id=member.workspace_id,
        role=Role(member.role),
        label=user.name,
        user_id=user.id,
        member_id=member.id,
        session_id=session_id,
        email=user.email,
    )


def memberships(session: Session, user_id: str) -> list[Membership]:
    """Where a user is an active member, the oldest first."""
    rows = session.execute(_live(user_id).order_by(Member.created_at, Member.id))
    return [Membership(workspace, member) for workspace, member in rows]


def membership(session: Session, user_id: str, workspace_id: str) -> Membership | None:
    """A user's active membership of one workspace."""
    row = session.execute(_live(user_id).where(Workspace.id == workspace_id)).first()
    return Membership(*row) if row is not None else None


def create_workspace(session: Session, user: User, values: Mapping[str, Any]) -> Membership:
    """Found a workspace (`values`: name, timezone, currency, …) with the user as its owner, whose language it speaks if
    none is given."""
    workspace = Workspace(**{**values, "language": values.get("language") or user.language})
    session.add(workspace)
    session.flush()
    member = add_member(session, workspace.id, user, Role.owner, method="founded")
    with as_workspace(session, workspace.id):
        fact = WorkspaceCreated(name=workspace.name)
        emit(session, actor_of(user, member), fact, subject=Ref("workspace", workspace.id))
    return Membership(workspace, member)


def add_member(
    session: Session,
    workspace_id: str,
    user: User,
    role: Role,
    *,
    method: str,
    actor: Actor | None = None,
) -> Member:
    """Make a user a member; `actor` is who did it, by default they themselves.

    Conflict `already_member` when they are one, also a deactivated one.
    """
    member = Member(
        workspace_id=workspace_id, user_id=user.id, role=role.value, invited_by=actor.user_id if actor else None
    )
    existing = select(Member.id).where(Member.workspace_id == workspace_id, Member.user_id == user.id)
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError:
        raise Conflict(
            f"{user.email} is a member of this workspace already.",
            code="already_member",
            existing_id=session.scalar(existing),
        ) from None
    with as_workspace(session, workspace_id):
        emit(
            session,
            actor or actor_of(user, member),
            MemberJoined(name=user.name, email=user.email, role=role.value, method=method),
            subject=Ref("member", member.id),
            links=[Ref("user", user.id)],
        )
    return member


def get_workspace(session: Session, actor: Actor) -> Workspace:
    """The workspace the actor is at work in."""
    require(actor, READ)
    workspace = session.get(Workspace, actor.workspace_id)
    if workspace is None or workspace.deleted_at is not None:
        raise NotFound("workspace")
    return workspace


def update_workspace(session: Session, actor: Actor, values: Mapping[str, Any], *, right: str = UPDATE) -> Workspace:
    """Change the workspace's profile and settings. `settings` are merged key by key; null removes a key."""
    workspace = get_workspace(session, actor)
    require(actor, right)
    session.refresh(workspace, with_for_update=True)
    given = dict(values)
    if given.get("logo_file_id") is not None:
        check_image(session, actor, given["logo_file_id"], LOGO.name, "logo_file_id")
    if "settings" in given:
        merged = {**workspace.settings, **given["settings"]}
        given["settings"] = {key: value for key, value in merged.items() if value is not None}
        if len(orjson.dumps(given["settings"])) > MOST_SETTINGS_BYTES:
            raise Invalid.one("settings", "too_large", f"All settings take at most {MOST_SETTINGS_BYTES} bytes.")
    changes = {
        name: [getattr(workspace, name), value] for name, value in given.items() if getattr(workspace, name) != value
    }
    for name, (_, value) in changes.items():
        setattr(workspace, name, value)
    if changes:
        session.flush()
        fact = WorkspaceUpdated(name=workspace.name)
        emit(session, actor, fact, subject=Ref("workspace", workspace.id), changes=changes)
    return workspace


def delete_workspace(session: Session, actor: Actor, name: str) -> None:
    """Close the workspace for everybody, at once. The owner confirms by its name; Invalid when that is another."""
    workspace = get_workspace(session, actor)
    require(actor, DELETE)
    if name != workspace.name:
        raise Invalid.one("name", "not_the_name", "Type the name of the workspace to confirm.")
    workspace.deleted_at = time.now()
    session.flush()
    emit(session, actor, WorkspaceDeleted(name=workspace.name), subject=Ref("workspace", workspace.id))


def check_may_found(session: Session, user_id: str, *, by_key: bool, open_to_all: bool) -> None:
    """Forbidden for API keys, beyond what one person needs, and, where sign-up is closed, for all but owners."""
    if by_key:
        raise Forbidden("Workspaces are made by people, not by API keys.", code="needs_session")
    owned = [place for place in memberships(session, user_id) if place.member.role == Role.owner]
    if not open_to_all and not owned:
        raise Forbidden("Workspaces are made by owners here.", code="sign_up_closed")
    if len(owned) >= MOST_OWNED:
        raise Conflict(f"One person can own {MOST_OWNED} workspaces at most.", code="too_many_workspaces")


def count_workspaces(session: Session) -> int:
    """Live workspaces of the installation."""
    return session.scalar(select(func.count()).select_from(Workspace).where(Workspace.deleted_at.is_(None))) or 0


def _live(user_id: str) -> Select[Workspace, Member]:
    return (
        select(Workspace, Member)
        .join(Member, Member.workspace_id == Workspace.id)
        .where(Member.user_id == user_id, Member.deactivated_at.is_(None), Workspace.deleted_at.is_(None))
    )
