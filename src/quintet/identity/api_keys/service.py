"""API keys: for programs that act as the member who made the key, within its scopes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, allowed, require
from quintet.foundation.access.rights import declare, declared, scope_of
from quintet.foundation.events import Ref, emit
from quintet.identity.facts import ApiKeyCreated, ApiKeyRevoked, ApiKeyUpdated
from quintet.identity.sessions.authenticate import KEY_PREFIX
from quintet.identity.sessions.models import ApiKey
from quintet.identity.workspaces.models import Member
from quintet.kit import time
from quintet.kit.crypto import new_token, token_digest
from quintet.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from quintet.kit.ids import is_id

USE = declare("api_keys.read", Role.member)
CREATE = declare("api_keys.create", Role.member)
MANAGE = declare("api_keys.manage", Role.admin)
"""Seeing, changing and revoking the keys of others."""

MOST_LIVE = 200
_SHOWN = len(KEY_PREFIX) + 7


@dataclass(frozen=True, slots=True)
class KeyOfUser:
    """A key with the user it acts as."""

    key: ApiKey
    user_id: str


def known_scopes() -> list[str]:
    """All scopes there are: `*` for all, `*:read` for all reading, and `<what>:read` or `<what>:write`."""
    return ["*", "*:read", "*:write", *sorted({scope_of(right) for right in declared()})]


def create_key(
    session: Session, actor: Actor, *, name: str, scopes: Sequence[str], expires_at: datetime | None = None
) -> tuple[KeyOfUser, str]:
    """A new key for the actor, and its text, which is kept nowhere."""
    require(actor, CREATE)
    if actor.member_id is None or actor.user_id is None:
        raise Forbidden("Only members have API keys.")
    _check_scopes(actor, scopes)
    _check_expiry(expires_at)
    if _live_count(session, actor) >= MOST_LIVE:
        raise Conflict(f"A workspace has at most {MOST_LIVE} live API keys.", code="too_many_keys")
    text = KEY_PREFIX + new_token()
    key = ApiKey(
        workspace_id=actor.workspace_id,
        member_id=actor.member_id,
        name=name,
        prefix=text[:_SHOWN],
        token_hash=token_digest(text),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    session.add(key)
    session.flush()
    emit(session, actor, ApiKeyCreated(name=name, scopes=key.scopes), subject=Ref("api_key", key.id))
    return KeyOfUser(key, actor.user_id), text


def list_keys(
    session: Session, actor: Actor, *, active: bool | None = None, limit: int, before: str | None = None
) -> list[KeyOfUser]:
    """The actor's keys, newest first; for admins the workspace's. Revoked and expired ones too unless `active`."""
    require(actor, USE)
    statement = _visible(actor).order_by(ApiKey.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(ApiKey.id < before)
    if active is not None:
        now = time.now()
        live = ApiKey.revoked_at.is_(None) & or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now)
        statement = statement.where(live if active else ~live)
    return [KeyOfUser(key, user_id) for key, user_id in session.execute(statement)]


def get_key(session: Session, actor: Actor, key_id: str) -> KeyOfUser:
    """One key. NotFound for those the actor doesn't see."""
    require(actor, USE)
    row = session.execute(_visible(actor).where(ApiKey.id == key_id)).first() if is_id(key_id) else None
    if row is None:
        raise NotFound("API key")
    return KeyOfUser(*row)


def update_key(session: Session, actor: Actor, key_id: str, values: Mapping[str, Any]) -> KeyOfUser:
    """Change a live key's name, scopes or expires_at. Conflict for a revoked one."""
    found = get_key(session, actor, key_id)
    require(actor, CREATE)
    key = found.key
    if key.revoked_at is not None:
        raise Conflict("This key was revoked. Make another.", code="revoked")
    given = dict(values)
    _check_width(actor, key.scopes)
    if "scopes" in given:
        _check_scopes(actor, given["scopes"])
        given["scopes"] = sorted(set(given["scopes"]))
    if "expires_at" in given:
        _check_expiry(given["expires_at"])
    changes = {name: [getattr(key, name), value] for name, value in given.items() if getattr(key, name) != value}
    for name, (_, value) in changes.items():
        setattr(key, name, value)
    if changes:
        session.flush()
        told = {name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()}
        emit(session, actor, ApiKeyUpdated(name=key.name), subject=Ref("api_key", key.id), changes=told)
    return found


def revoke_key(session: Session, actor: Actor, key_id: str) -> None:
    """End a key at once and for good. Nothing happens to one that was revoked already."""
    key = get_key(session, actor, key_id).key
    require(actor, CREATE)
    if key.revoked_at is None:
        key.revoked_at = time.now()
        session.flush()
        emit(session, actor, ApiKeyRevoked(name=key.name), subject=Ref("api_key", key.id))


def _visible(actor: Actor) -> Select[ApiKey, str]:
    statement = (
        select(ApiKey, Member.user_id)
        .join(Member, Member.id == ApiKey.member_id)
        .where(ApiKey.workspace_id == actor.workspace_id)
    )
    return statement if allowed(actor, MANAGE) else statement.where(ApiKey.member_id == actor.member_id)


def _check_scopes(actor: Actor, scopes: Iterable[str]) -> None:
    known = set(known_scopes())
    errors = [
        FieldError(f"scopes.{place}", "unknown", "There is no such scope.")
        for place, scope in enumerate(scopes)
        if scope not in known
    ]
    if errors:
        raise Invalid(errors)
    _check_width(actor, scopes)


def _check_width(actor: Actor, scopes: Iterable[str]) -> None:
    # A key that is let loose on keys gets no further than it is itself.
    if actor.scopes is not None and "*" not in actor.scopes and not set(scopes) <= actor.scopes:
        raise Forbidden("A key gives only scopes that it has itself.", code="scope_too_wide")


def _check_expiry(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= time.now():
        raise Invalid.one("expires_at", "past", "Must lie in the future.")


def _live_count(session: Session, actor: Actor) -> int:
    live = ApiKey.workspace_id == actor.workspace_id, ApiKey.revoked_at.is_(None)
    return session.scalar(select(func.count()).select_from(ApiKey).where(*live)) or 0


def _plain(value: Any) -> Any:
    return time.to_text(value) if isinstance(value, datetime) else value
