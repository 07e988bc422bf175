"""Starting, listing and ending sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import as_workspace
from quintet.foundation.events import Ref, emit
from quintet.identity.facts import SessionRevoked, SessionStarted
from quintet.identity.sessions.models import UserSession
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member
from quintet.identity.workspaces.service import actor_of, membership, memberships
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
    expires_at: datetime
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
    method: str | None = None,
) -> Started:
    """Sign a user in, into the given workspace or the one they used last. Forbidden for deactivated users.

    With `method` (password, google, …) the log of that workspace tells of it.
    """
    lasts = timedelta(days=days)
    token = "qs_" + new_token()
    into = workspace_id or _usual_workspace(session, user.id)
    if user.deactivated_at is not None or (into is None and _was_member(session, user.id)):
        raise Forbidden("This account was deactivated.", code="deactivated")
    row = UserSession(
        user_id=user.id,
        workspace_id=into,
        token_hash=token_digest(token),
        client=client[:60],
        user_agent=user_agent[:300],
        expires_at=time.now() + lasts,
    )
    session.add(row)
    session.flush()
    place = membership(session, user.id, into) if into and method else None
    if place is not None:
        actor = actor_of(user, place.member, row.id)
        fact = SessionStarted(name=user.name, method=method or "", client=row.client)
        with as_workspace(session, actor.workspace_id):
            emit(session, actor, fact, subject=Ref("user", user.id))
    return Started(row.id, token, user.id, row.workspace_id, row.expires_at, int(lasts.total_seconds()))


def list_sessions(session: Session, user_id: str) -> list[UserSession]:
    """A user's live sessions, the latest used first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == user_id,
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > time.now(),
            )
            .order_by(UserSession.last_used_at.desc(), UserSession.id.desc())
            .limit(200)
        )
    )


def session_expiry(session: Session, session_id: str) -> datetime:
    """When a session that is live ends by itself."""
    return session.scalars(select(UserSession.expires_at).where(UserSession.id == session_id)).one()


def last_logins(session: Session, user_ids: Collection[str]) -> dict[str, datetime]:
    """By user, when they last signed in, as far as sessions are kept. One statement."""
    wanted = select(UserSession.user_id, func.max(UserSession.created_at)).where(UserSession.user_id.in_(user_ids))
    return {row[0]: row[1] for row in session.execute(wanted.group_by(UserSession.user_id))}


def revoke_session(session: Session, user_id: str, session_id: str) -> None:
    """End one of a user's sessions at once. NotFound for anybody else's."""
    live = UserSession.user_id == user_id, UserSession.id == session_id
    if not is_id(session_id) or not _revoke(session, *live):
        raise NotFound("session")


def revoke_sessions(session: Session, user_id: str, *, but: str | None = None, workspace_id: str | None = None) -> int:
    """End a user's sessions, all but one or those in one workspace; returns how many."""
    which = [UserSession.user_id == user_id]
    if but is not None:
        which.append(UserSession.id != but)
    if workspace_id is not None:
        which.append(UserSession.workspace_id == workspace_id)
    return _revoke(session, *which)


def log_revoked(session: Session, actor: Actor | None, count: int) -> None:
    """Let the log tell that the actor ended sessions of theirs."""
    if actor is not None and actor.user_id is not None and count:
        fact = SessionRevoked(name=actor.label, count=count)
        emit(session, actor, fact, subject=Ref("user", actor.user_id))


def switch_workspace(session: Session, user_id: str, session_id: str | None, workspace_id: str) -> None:
    """Put a session to work in another of its user's workspaces. NotFound when they are no member there."""
    if session_id is None:
        raise Forbidden("An API key belongs to one workspace.")
    if membership(session, user_id, workspace_id) is None:
        raise NotFound("workspace")
    switched = update(UserSession).where(UserSession.id == session_id).values(workspace_id=workspace_id)
    session.execute(switched.execution_options(synchronize_session=False))


def purge_sessions(session: Session) -> int:
    """Forget sessions that ended a month ago; returns how many."""
    old = delete(UserSession).where(UserSession.expires_at < time.now() - timedelta(days=30))
    return len(session.execute(old.returning(UserSession.id)).all())


def _revoke(session: Session, *which: ColumnElement[bool]) -> int:
    now = time.now()
    ended = (
        update(UserSession)
        .where(*which, UserSession.revoked_at.is_(None), UserSession.expires_at > now)
        .values(revoked_at=now)
        .returning(UserSession.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(ended).all())


def _usual_workspace(session: Session, user_id: str) -> str | None:
    places = [place.workspace.id for place in memberships(session, user_id)]
    last = session.scalar(
        select(UserSession.workspace_id)
        .where(UserSession.user_id == user_id, UserSession.workspace_id.in_(places))
        .order_by(UserSession.last_used_at.desc())
        .limit(1)
    )
    return last or next(iter(places), None)


def _was_member(session: Session, user_id: str) -> bool:
    shut_out = select(Member.id).where(Member.user_id == user_id, Member.deactivated_at.is_not(None))
    return session.scalar(shut_out.limit(1)) is not None
