"""Starting, listing and ending sessions."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.identity.sessions.models import UserSession
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member, Workspace
from quintet.kit import time
from quintet.kit.crypto import new_token, token_digest
from quintet.kit.errors import Forbidden, NotFound
from quintet.kit.ids import is_id


@dataclass(frozen=True, slots=True)
class Started:
    """A new session with the token that is given out this once."""

    session_id: str
    token: str
    user_id: str
    workspace_id: str | None
    max_age: int
    """Seconds."""


def start_session(
    session: Session,
    user: User,
    *,
    days: int,
    workspace_id: str | None = None,
    client: str = "",
    user_agent: str = "",
) -> Started:
    """Sign a user in, into the given workspace or the one they used last."""
    lasts = timedelta(days=days)
    token = new_token()
    row = UserSession(
        user_id=user.id,
        workspace_id=workspace_id or _usual_workspace(session, user.id),
        token_hash=token_digest(token),
        client=client[:60],
        user_agent=user_agent[:300],
        expires_at=time.now() + lasts,
    )
    session.add(row)
    session.flush()
    return Started(row.id, token, user.id, row.workspace_id, int(lasts.total_seconds()))


def list_sessions(session: Session, actor: Actor) -> list[UserSession]:
    """The actor's live sessions, the latest used first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == actor.user_id,
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > time.now(),
            )
            .order_by(UserSession.last_used_at.desc())
            .limit(200)
        )
    )


def revoke_session(session: Session, actor: Actor, session_id: str) -> None:
    """End one of the actor's sessions at once. NotFound for anybody else's."""
    ended = update(UserSession).where(
        UserSession.id == session_id, UserSession.user_id == actor.user_id, UserSession.revoked_at.is_(None)
    )
    if (
        not is_id(session_id)
        or not session.execute(ended.values(revoked_at=time.now()).returning(UserSession.id)).all()
    ):
        raise NotFound("session")


def revoke_all(session: Session, user_id: str, *, but: str | None = None) -> int:
    """End all sessions of a user, but one perhaps; returns how many."""
    ended = update(UserSession).where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
    if but is not None:
        ended = ended.where(UserSession.id != but)
    return len(session.execute(ended.values(revoked_at=time.now()).returning(UserSession.id)).all())


def switch_workspace(session: Session, actor: Actor, workspace_id: str) -> None:
    """Put the actor's session to work in another of their workspaces. NotFound when they are no member there."""
    if actor.session_id is None:
        raise Forbidden("An API key belongs to one workspace.")
    member = (
        session.scalar(_live_memberships(actor.user_id or "").where(Member.workspace_id == workspace_id))
        if is_id(workspace_id)
        else None
    )
    if member is None:
        raise NotFound("workspace")
    session.execute(update(UserSession).where(UserSession.id == actor.session_id).values(workspace_id=workspace_id))


def purge_sessions(session: Session) -> int:
    """Forget sessions that ended a month ago; returns how many."""
    old = delete(UserSession).where(UserSession.expires_at < time.now() - timedelta(days=30))
    return len(session.execute(old.returning(UserSession.id)).all())


def _usual_workspace(session: Session, user_id: str) -> str | None:
    last: str | None = session.scalar(
        select(UserSession.workspace_id)
        .join(Member, (Member.workspace_id == UserSession.workspace_id) & (Member.user_id == user_id))
        .where(UserSession.user_id == user_id, Member.deactivated_at.is_(None))
        .order_by(UserSession.last_used_at.desc())
        .limit(1)
    )
    return last or session.scalar(_live_memberships(user_id).with_only_columns(Member.workspace_id).limit(1))


def _live_memberships(user_id: str) -> Select[tuple[Member]]:
    return (
        select(Member)
        .join(Workspace, Workspace.id == Member.workspace_id)
        .where(Member.user_id == user_id, Member.deactivated_at.is_(None), Workspace.deleted_at.is_(None))
        .order_by(Member.created_at, Member.id)
    )
