"""From credentials to the actor: one statement per request, inside the request's own hop to the database."""

from dataclasses import dataclass

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

from quintet.foundation.access import Actor, ActorKind, Role
from quintet.foundation.db import UTCDateTime, bind_told, bind_workspace, telling
from quintet.foundation.db.raw import Lookup, plain
from quintet.foundation.http import Credentials
from quintet.identity.sessions.models import ApiKey, UserSession
from quintet.identity.sessions.usage import usage
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member, Workspace
from quintet.identity.workspaces.service import actor_of, membership
from quintet.kit import time
from quintet.kit.crypto import token_digest
from quintet.kit.errors import Forbidden, NotFound, Unauthenticated
from quintet.kit.ids import is_id

KEY_PREFIX = "qk_"


@dataclass(frozen=True, slots=True)
class Identified:
    """Who signed in, before it is asked where they work and whether they may."""

    user_id: str
    session_id: str | None
    api_key_id: str | None
    workspace_id: str | None
    actor: Actor | None
    """None when they are in no workspace, or no longer in the one of the session."""
    must_change_password: bool = False


def authenticate(session: Session, credentials: Credentials) -> Actor:
    """The actor of a session token or an API key.

    Unauthenticated when it is unknown, expired or revoked, or when its user or member was deactivated;
    Forbidden when the session has no workspace to be in, or its user has a temporary password still; NotFound when
    the credentials name a workspace where they are nobody.
    """
    found = identify(session, credentials)
    if found.actor is None:
        raise Forbidden("You are in no workspace. Ask for an invitation or make one.", code="no_workspace")
    if found.must_change_password:
        raise Forbidden("Choose a password of your own first.", code="password_change_required")
    return found.actor


def is_member(session: Session, credentials: Credentials | None, workspace_id: str) -> bool:
    """Whether whoever opens a page that is for everybody works at a workspace: what they do there is no customer's."""
    if credentials is None:
        return False
    try:
        found = identify(session, credentials)
    except (Unauthenticated, Forbidden, NotFound):
        return False
    return found.workspace_id == workspace_id or membership(session, found.user_id, workspace_id) is not None


def identify(session: Session, credentials: Credentials) -> Identified:
    """Who is behind credentials, also when they can do nothing yet but choose a workspace or a password."""
    if credentials.token.startswith(KEY_PREFIX):
        by_key = _by_key(session, credentials)
        if credentials.workspace_id not in (None, by_key.workspace_id):
            raise NotFound("workspace")
        return Identified(by_key.user_id or "", None, by_key.api_key_id, by_key.workspace_id, by_key)
    if credentials.carrier == "api_key":
        raise Unauthenticated("This API key is unknown, expired or revoked.", code="invalid_api_key")
    rows = _BY_SESSION.rows(session, hash=token_digest(credentials.token), now=time.to_text(time.now()))
    if not rows:
        raise Unauthenticated("This session has ended. Sign in again.", code="session_ended")
    id_, user_id, name, email, must_change, workspace_id, member_id, role, _ = rows[0]
    usage.note("session", id_, credentials.client)
    actor: Actor | None = None
    if credentials.workspace_id not in (None, workspace_id):
        actor = _elsewhere(session, user_id, id_, credentials.workspace_id or "")
        workspace_id = actor.workspace_id
    elif member_id is not None:
        bind_told(session, workspace_id)
        actor = Actor(
            kind=ActorKind.member,
            workspace_id=workspace_id,
            role=Role(role),
            label=name,
            user_id=user_id,
            member_id=member_id,
            session_id=id_,
            email=email,
        )
    return Identified(user_id, id_, None, workspace_id if actor else None, actor, bool(must_change))


def _elsewhere(session: Session, user_id: str, session_id: str, workspace_id: str) -> Actor:
    """The user as a member of another workspace than the session's. NotFound when they are none there."""
    place = membership(session, user_id, workspace_id) if is_id(workspace_id) else None
    if place is None:
        raise NotFound("workspace")
    bind_workspace(session, place.workspace.id)
    return actor_of(session.get_one(User, user_id), place.member, session_id)


def _by_key(session: Session, credentials: Credentials) -> Actor:
    rows = _BY_KEY.rows(session, hash=token_digest(credentials.token), now=time.to_text(time.now()))
    if not rows:
        raise Unauthenticated("This API key is unknown, expired or revoked.", code="invalid_api_key")
    id_, key_name, scopes, user_id, email, workspace_id, member_id, role, _ = rows[0]
    bind_told(session, workspace_id)
    usage.note("api_key", id_, credentials.client)
    return Actor(
        kind=ActorKind.api_key,
        workspace_id=workspace_id,
        role=Role(role),
        label=key_name,
        user_id=user_id,
        member_id=member_id,
        api_key_id=id_,
        scopes=frozenset(orjson.loads(scopes)),
        email=email,
    )


def _session_statement(dialect: str) -> Executable:
    u, m, s, w = User.__table__.c, Member.__table__.c, UserSession.__table__.c, Workspace.__table__.c
    now = bindparam("now", type_=UTCDateTime())
    live_member = (
        (m.user_id == s.user_id)
        & (m.workspace_id == s.workspace_id)
        & m.deactivated_at.is_(None)
        & m.workspace_id.in_(select(w.id).where(w.id == m.workspace_id, w.deleted_at.is_(None)))
    )
    return (
        select(
            plain(s.id, dialect),
            plain(u.id, dialect),
            u.name,
            u.email,
            u.must_change_password,
            plain(s.workspace_id, dialect),
            plain(m.id, dialect),
            m.role,
            telling(m.workspace_id, dialect),
        )
        .join_from(UserSession.__table__, User.__table__, u.id == s.user_id)
        .outerjoin(Member.__table__, live_member)
        .where(
            s.token_hash == bindparam("hash"),
            s.revoked_at.is_(None),
            s.expires_at > now,
            u.deactivated_at.is_(None),
        )
    )


def _key_statement(dialect: str) -> Executable:
    u, m, k, w = User.__table__.c, Member.__table__.c, ApiKey.__table__.c, Workspace.__table__.c
    now = bindparam("now", type_=UTCDateTime())
    return (
        select(
            plain(k.id, dialect),
            k.name,
            plain(k.scopes, dialect),
            plain(u.id, dialect),
            u.email,
            plain(m.workspace_id, dialect),
            plain(m.id, dialect),
            m.role,
            telling(m.workspace_id, dialect),
        )
        .join_from(ApiKey.__table__, Member.__table__, m.id == k.member_id)
        .join(User.__table__, u.id == m.user_id)
        .join(Workspace.__table__, w.id == m.workspace_id)
        .where(
            k.token_hash == bindparam("hash"),
            k.revoked_at.is_(None),
            (k.expires_at.is_(None)) | (k.expires_at > now),
            u.deactivated_at.is_(None),
            m.deactivated_at.is_(None),
            w.deleted_at.is_(None),
        )
    )


_BY_SESSION = Lookup(_session_statement)
_BY_KEY = Lookup(_key_statement)
