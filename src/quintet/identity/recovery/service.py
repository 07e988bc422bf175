"""Confirming an e-mail address, and a new password for who forgot theirs. Both by a token in a mail."""

from datetime import timedelta

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import as_workspace
from quintet.foundation.events import Ref, emit
from quintet.identity.mail.letters import ResetPasswordLetter, VerifyEmailLetter
from quintet.identity.mail.service import post_letter, posted_lately
from quintet.identity.recovery.facts import EmailVerified
from quintet.identity.sessions.service import log_revoked, revoke_sessions
from quintet.identity.tokens.models import OneTimeToken
from quintet.identity.tokens.service import find_token, issue_token, redeem_token, void_tokens
from quintet.identity.users.models import User
from quintet.identity.users.service import find_user, replace_password
from quintet.identity.workspaces.service import actor_of, memberships
from quintet.kit import time
from quintet.kit.errors import Invalid, TooMany

VERIFY_EMAIL = "verify_email"
RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose
VERIFY_HOURS = 48
RESET_MINUTES = 60
MAILS_PER_HOUR = 5
"""Of one kind to one address, so that nobody can fill somebody's box."""
_HOUR = timedelta(hours=1)


def post_verification(session: Session, user: User) -> bool:
    """Mail the user a link that confirms their address; False when it is confirmed already.

    TooMany after several within an hour. Links sent before no longer work.
    """
    if user.email_verified_at is not None:
        return False
    if posted_lately(session, VerifyEmailLetter.kind, user.email, _HOUR) >= MAILS_PER_HOUR:
        raise TooMany("Several mails are on their way already. Look into your box.", retry_after=3600)
    void_tokens(session, VERIFY_EMAIL, user.id)
    token = issue_token(
        session, VERIFY_EMAIL, lasts=timedelta(hours=VERIFY_HOURS), user_id=user.id, data={"email": user.email}
    )
    letter = VerifyEmailLetter(name=user.name, token=token, hours=VERIFY_HOURS, language=user.language)
    post_letter(session, letter, to=user.email)
    return True


def verify_email(session: Session, token: str) -> User:
    """Take the token from the mail as proof. Invalid `invalid_token` when it is used, expired or of another address."""
    user = _user_of(session, redeem_token(session, VERIFY_EMAIL, token))
    note_verified(session, user)
    return user


def note_verified(session: Session, user: User) -> None:
    """Remember, once, that the user's address was proved to be theirs."""
    if user.email_verified_at is not None:
        return
    user.email_verified_at = time.now()
    session.flush()
    void_tokens(session, VERIFY_EMAIL, user.id)
    actor = usual_actor(session, user)
    if actor is not None:
        with as_workspace(session, actor.workspace_id):
            fact = EmailVerified(name=user.name, email=user.email)
            emit(session, actor, fact, subject=Ref("user", user.id))


def post_reset(session: Session, email: str) -> bool:
    """Mail a link that lets the user set a new password, if there is such a user. False when there is none, they were
    deactivated, or several were sent within an hour. Links sent before no longer work."""
    user = find_user(session, email)
    if user is None or user.deactivated_at is not None:
        return False
    if posted_lately(session, ResetPasswordLetter.kind, email, _HOUR) >= MAILS_PER_HOUR:
        return False
    void_tokens(session, RESET_PASSWORD, user.id)
    token = issue_token(
        session, RESET_PASSWORD, lasts=timedelta(minutes=RESET_MINUTES), user_id=user.id, data={"email": email}
    )
    letter = ResetPasswordLetter(name=user.name, token=token, minutes=RESET_MINUTES, language=user.language)
    post_letter(session, letter, to=email, name=user.name)
    return True


def check_reset(session: Session, token: str) -> None:
    """Invalid `invalid_token` unless the token could set a password now."""
    _user_of(session, find_token(session, RESET_PASSWORD, token))


def reset_password(session: Session, token: str, password_hash: str) -> User:
    """Set the user's password and end all their sessions. The mail has also proved the address.

    Invalid `invalid_token` when the token is used, expired or of another address.
    """
    user = _user_of(session, redeem_token(session, RESET_PASSWORD, token))
    void_tokens(session, RESET_PASSWORD, user.id)
    note_verified(session, user)
    actor = usual_actor(session, user)
    if actor is None:
        replace_password(session, user, password_hash, actor=None, method="reset")
        revoke_sessions(session, user.id)
        return user
    with as_workspace(session, actor.workspace_id):
        replace_password(session, user, password_hash, actor=actor, method="reset")
        log_revoked(session, actor, revoke_sessions(session, user.id))
    return user


def usual_actor(session: Session, user: User) -> Actor | None:
    """The user as an actor in their oldest workspace, whose log tells what they did; None when they are in none."""
    places = memberships(session, user.id)
    return actor_of(user, places[0].member) if places else None


def _user_of(session: Session, token: OneTimeToken | None) -> User:
    user = session.get(User, token.user_id) if token is not None and token.user_id else None
    # The address may have changed since: the mail then proves nothing about the new one.
    if user is None or token is None or user.deactivated_at is not None or token.data.get("email") != user.email:
        raise Invalid.one("token", "invalid_token", "This link is no longer good. Ask for a new one.")
    return user
