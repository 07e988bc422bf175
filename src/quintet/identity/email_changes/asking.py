"""Asking for another e-mail address: in and out of the lanes, because checking a password takes 0.1 s."""

from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.foundation.http import Credentials
from quintet.identity.email_changes.schemas import EmailRead, PendingEmail
from quintet.identity.email_changes.service import ask_for_change, check_new_email, pending_change
from quintet.identity.sessions import throttle
from quintet.identity.sessions.authenticate import authenticate
from quintet.identity.sessions.login import check_own_password
from quintet.identity.settings import AuthSettings
from quintet.identity.users.models import User
from quintet.identity.users.service import user_of
from quintet.kit.errors import Conflict


async def change_email(
    db: Database,
    settings: AuthSettings,
    credentials: Credentials,
    email: str,
    password: str,
    *,
    field: str = "password",
) -> EmailRead:
    """Mail the signed-in user a link to their new address (folded); it is theirs when they have opened it.

    Invalid `wrong_password` (of `field`) or `unchanged`; Conflict `email_taken` for a colleague's address; Forbidden
    for API keys; Conflict `no_password` for those who sign in elsewhere only; TooMany.
    """

    def look(session: Session) -> None:
        # Not `identify`: whoever has a temporary password replaces that first.
        actor = authenticate(session, credentials)
        check_new_email(session, actor, user_of(session, actor.user_id), email)

    await db.read(look)
    stored = await check_own_password(db, settings, credentials, password, field)

    def finish(session: Session) -> EmailRead:
        actor = authenticate(session, credentials)
        user = user_of(session, actor.user_id)
        if user.password_hash != stored:
            raise Conflict("The password was changed meanwhile.", code="password_changed")
        throttle.forgive(session, user.email, credentials.client)
        ask_for_change(session, actor, user, email)
        return email_of(session, user)

    return await db.write(finish)


def email_of(session: Session, user: User) -> EmailRead:
    """The user's address, and the one that waits to take its place."""
    pending = pending_change(session, user)
    waiting = PendingEmail(email=pending.data["email"], expires_at=pending.expires_at) if pending else None
    return EmailRead(email=user.email, pending=waiting)
