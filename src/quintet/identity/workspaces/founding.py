"""How a first user comes to a workspace: first-user set-up, sign-up, the command line."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Role
from quintet.foundation.db import as_workspace
from quintet.foundation.events import Ref, emit
from quintet.identity.facts import UserSignedUp
from quintet.identity.users.models import User
from quintet.identity.users.service import create_user, find_user
from quintet.identity.workspaces.models import Member, Workspace
from quintet.identity.workspaces.service import Membership, actor_of, add_member, create_workspace, membership
from quintet.kit.errors import Conflict

_SETUP_LOCK = 0x5155_494E
"""Any number that no other advisory lock of ours has."""


def setup_is_open(session: Session) -> bool:
    """Whether nobody has claimed this installation yet."""
    return session.scalar(select(User.id).limit(1)) is None


def claim_setup(session: Session) -> None:
    """Conflict `SETUP_ALREADY_COMPLETED` unless the installation is unclaimed; of two who claim at once, one does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_SETUP_LOCK)))
    if not setup_is_open(session):
        raise setup_completed()


def setup_completed() -> Conflict:
    return Conflict("This installation has been set up already.", code="SETUP_ALREADY_COMPLETED")


def found(
    session: Session, *, email: str, name: str, password_hash: str | None, language: str, workspace: Mapping[str, Any]
) -> tuple[User, Membership]:
    """A new user with a workspace of their own. Conflict `email_taken`."""
    user = create_user(
        session,
        email=email,
        name=name,
        password_hash=password_hash,
        language=language,
        timezone=workspace.get("timezone", "UTC"),
    )
    place = create_workspace(session, user, workspace)
    actor = actor_of(user, place.member)
    with as_workspace(session, actor.workspace_id):
        emit(session, actor, UserSignedUp(name=user.name, email=user.email), subject=Ref("user", user.id))
    return user, place


def ensure_workspace(session: Session, name: str, owner: User, **values: Any) -> Membership:
    """The workspace of this name that the user is in; founded when there is none (demo data, command line)."""
    known = session.execute(
        select(Workspace, Member)
        .join(Member, Member.workspace_id == Workspace.id)
        .where(Workspace.name == name, Workspace.deleted_at.is_(None), Member.user_id == owner.id)
        .order_by(Workspace.created_at)
    ).first()
    return Membership(*known) if known is not None else create_workspace(session, owner, {"name": name, **values})


def create_owner(
    session: Session, *, email: str, name: str, password_hash: str, workspace_name: str, workspace_id: str | None = None
) -> tuple[User, Membership]:
    """An owner from the command line: of the workspace with this id, or of a new one (`workspace_name`).

    A known e-mail address keeps its user and password. Conflict when they are a member of that workspace already.
    """
    user = find_user(session, email) or create_user(session, email=email, name=name, password_hash=password_hash)
    if workspace_id is None:
        return user, create_workspace(session, user, {"name": workspace_name})
    add_member(session, workspace_id, user, Role.owner, method="command_line")
    place = membership(session, user.id, workspace_id)
    if place is None:
        raise Conflict("That workspace was deleted.")
    return user, place
