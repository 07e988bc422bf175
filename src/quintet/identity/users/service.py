"""Users: the people behind members. Passwords come here as hashes, made outside of the database's lanes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.events import Ref, emit
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.pictures import showing
from quintet.foundation.files.purposes import AVATAR
from quintet.identity.facts import PasswordChanged, UserUpdated
from quintet.identity.tokens.service import void_tokens
from quintet.identity.users.models import User
from quintet.kit import time
from quintet.kit.errors import Conflict, Forbidden, Invalid, NotFound

UPDATE = declare("profile.update", Role.member)
"""One's own profile."""
CHANGE_EMAIL = "change_email"
"""The purpose of the token that is mailed to a new address. A new password makes it worthless."""
_NOT_LOGGED = frozenset({"preferences"})
showing(User.avatar_file_id)


def find_user(session: Session, email: str) -> User | None:
    """The user with this e-mail address, given in folded form."""
    return session.scalar(select(User).where(User.email == email))


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    password_hash: str | None,
    must_change_password: bool = False,
    language: str = "en",
    timezone: str = "UTC",
) -> User:
    """Add a user. `email` in folded form. Conflict `email_taken` when there is one with this address."""
    user = User(
        email=email,
        name=name,
        password_hash=password_hash,
        must_change_password=must_change_password,
        language=language,
        timezone=timezone,
    )
    taken = Conflict("There is an account with this e-mail address already.", code="email_taken", field="email")
    if find_user(session, email) is not None:
        raise taken
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise taken from None
    return user


def user_of(session: Session, user_id: str | None) -> User:
    """The user behind an actor, to be changed. Forbidden for actors that are no people."""
    user = session.get(User, user_id, with_for_update=True) if user_id else None
    if user is None:
        raise Forbidden("Only people have a profile.")
    return user


def update_profile(session: Session, actor: Actor, values: Mapping[str, Any]) -> User:
    """Change the actor's own profile: name, phone, avatar_file_id, timezone, language, preferences."""
    require(actor, UPDATE)
    return change_user(session, actor, user_of(session, actor.user_id), values)


def change_user(session: Session, actor: Actor, user: User, values: Mapping[str, Any]) -> User:
    """`update_profile` of any user; for services that have checked the right to that."""
    if values.get("avatar_file_id") is not None:
        check_image(session, actor, values["avatar_file_id"], AVATAR.name, "avatar_file_id")
    changed = {name: value for name, value in values.items() if getattr(user, name) != value}
    if not changed:
        return user
    changes = {name: [getattr(user, name), value] for name, value in changed.items() if name not in _NOT_LOGGED}
    for name, value in changed.items():
        setattr(user, name, value)
    session.flush()
    if changes:
        emit(session, actor, UserUpdated(name=user.name), subject=Ref("user", user.id), changes=changes)
    return user


def replace_password(
    session: Session, user: User, password_hash: str, *, actor: Actor | None, method: str = "change"
) -> None:
    """Give a user a new password. Conflict when it was changed meanwhile (two changes at once: the first one holds).

    `actor` is the user at work in a workspace, whose log then tells of it; None when they are in none.
    """
    done = (
        update(User)
        .where(User.id == user.id, User.password_hash.is_not_distinct_from(user.password_hash))
        .values(password_hash=password_hash, must_change_password=False, updated_at=time.now())
        .returning(User.id)
        .execution_options(synchronize_session=False)
    )
    if not session.execute(done).all():
        raise Conflict("The password was changed meanwhile.", code="password_changed")
    session.expire(user)
    # Whoever knew the old password may have asked for it.
    void_tokens(session, CHANGE_EMAIL, user.id)
    if actor is not None:
        emit(session, actor, PasswordChanged(name=actor.label, method=method), subject=Ref("user", user.id))


def check_image(session: Session, actor: Actor, file_id: str, purpose: str, field: str) -> None:
    """Invalid unless it is a file of this workspace that was uploaded for this purpose."""
    file = session.scalar(
        select(StoredFile.id).where(
            StoredFile.id == file_id, StoredFile.workspace_id == actor.workspace_id, StoredFile.purpose == purpose
        )
    )
    if file is None:
        raise Invalid.one(field, "unknown_reference", f"Upload an image with the purpose {purpose} first.")


def set_active(session: Session, email: str, active: bool) -> User:
    """Shut a user out of the whole installation, or let them in again (command line). NotFound for no such user."""
    user = find_user(session, email)
    if user is None:
        raise NotFound("user")
    user.deactivated_at = None if active else user.deactivated_at or time.now()
    session.flush()
    return user
