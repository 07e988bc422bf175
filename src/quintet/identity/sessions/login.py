"""Signing in with a password and changing it: in and out of the lanes, because checking a password takes 0.1 s."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import Database, as_workspace
from quintet.foundation.http import Credentials
from quintet.foundation.ratelimits import Policy, RateLimiter
from quintet.identity.sessions import throttle
from quintet.identity.sessions.authenticate import identify
from quintet.identity.sessions.me import signed_in
from quintet.identity.sessions.schemas import SignedIn, SignUp
from quintet.identity.sessions.service import Started, log_revoked, revoke_sessions, start_session
from quintet.identity.settings import AuthSettings
from quintet.identity.users import passwords
from quintet.identity.users.models import User
from quintet.identity.users.service import find_user, replace_password
from quintet.identity.workspaces.founding import claim_setup, found, setup_completed, setup_is_open
from quintet.kit.errors import Conflict, Forbidden, Invalid, Unauthenticated


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in from."""

    client: str = ""
    user_agent: str = ""
    language: str = "en"
    """That it asks for, of those we speak."""


async def log_in(
    db: Database, settings: AuthSettings, email: str, password: str, device: Device
) -> tuple[Started, SignedIn]:
    """Sign in by e-mail address (folded) and password.

    Unauthenticated `wrong_credentials`, the same and as late for an unknown address as for a wrong password;
    TooMany after too many tries; Forbidden for deactivated users.
    """

    def begin(session: Session) -> str | None:
        throttle.count_try(session, email, device.client, tries=settings.login_tries)
        user = find_user(session, email)
        return user.password_hash if user is not None else None

    stored = await db.write(begin)
    if not await passwords.matches(password, stored):
        raise wrong_credentials()

    def finish(session: Session) -> tuple[Started, SignedIn]:
        throttle.forgive(session, email, device.client)
        user = find_user(session, email)
        # Changed while we compared: the old password is worth nothing any more.
        if user is None or user.password_hash != stored:
            raise wrong_credentials()
        started = start_session(
            session,
            user,
            days=settings.session_days,
            client=device.client,
            user_agent=device.user_agent,
            method="password",
        )
        return started, signed_in(session, user, started)

    return await db.write(finish)


async def sign_up(
    db: Database,
    settings: AuthSettings,
    limiter: RateLimiter,
    data: SignUp,
    device: Device,
    *,
    first: bool = False,
) -> tuple[Started, SignedIn]:
    """Make an account with a workspace of its own and sign it in. Conflict `email_taken`.

    `first` claims a fresh installation instead: Conflict `SETUP_ALREADY_COMPLETED` when anybody has. Otherwise
    Forbidden `sign_up_closed` where accounts are made by invitation only, TooMany when one place makes very many.
    """
    if first:
        if not await db.read(setup_is_open):
            raise setup_completed()
    elif not settings.open_sign_up:
        raise Forbidden("Accounts are made by invitation here.", code="sign_up_closed")
    else:
        limiter.require(Policy("sign_up", settings.sign_ups_per_hour, 3600), device.client)
    password_hash = await passwords.hash_password(data.password)

    def work(session: Session) -> tuple[Started, SignedIn]:
        if first:
            claim_setup(session)
        user, place = found(
            session,
            email=data.email,
            name=data.name,
            password_hash=password_hash,
            language=data.language or device.language,
            workspace={
                "name": data.workspace_name,
                "timezone": data.timezone,
                "currency": data.currency,
                "industry": data.industry,
            },
        )
        started = start_session(
            session,
            user,
            days=settings.session_days,
            workspace_id=place.workspace.id,
            client=device.client,
            user_agent=device.user_agent,
            method="setup" if first else "sign_up",
        )
        return started, signed_in(session, user, started)

    return await db.write(work)


async def change_password(
    db: Database, settings: AuthSettings, credentials: Credentials, current: str, new: str
) -> int:
    """Give the signed-in user a new password and end their other sessions; returns how many.

    Invalid `wrong_password`; Forbidden for API keys; Conflict `no_password` for those who sign in elsewhere only.
    """
    passwords.check_strength(new, "new_password")
    stored = await check_own_password(db, settings, credentials, current, "current_password")
    if new == current:
        raise Invalid.one("new_password", "unchanged", "Choose another password than the current one.")
    replacement = await passwords.hash_password(new)

    def finish(session: Session) -> int:
        found = identify(session, credentials)
        user = session.get_one(User, found.user_id)
        throttle.forgive(session, user.email, credentials.client)
        if user.password_hash != stored:
            raise Conflict("The password was changed meanwhile.", code="password_changed")
        return _replace(session, user, replacement, found.actor, found.session_id)

    return await db.write(finish)


async def check_own_password(
    db: Database, settings: AuthSettings, credentials: Credentials, given: str, field: str
) -> str:
    """See that the signed-in person knows their password; returns its hash, to see later that it is still that one.

    The try was counted: who goes on forgives it (`throttle`). Invalid `wrong_password`; Forbidden for API keys;
    Conflict `no_password` for those who sign in elsewhere only.
    """

    def begin(session: Session) -> str:
        found = identify(session, credentials)
        if found.session_id is None:
            raise Forbidden("This is done by the person, not by an API key.", code="needs_session")
        user = session.get_one(User, found.user_id)
        if user.password_hash is None:
            raise Conflict("This account has no password. Set one by “Forgot password”.", code="no_password")
        throttle.count_try(session, user.email, credentials.client, tries=settings.login_tries)
        return user.password_hash

    stored = await db.write(begin)
    if not await passwords.matches(given, stored):
        raise Invalid.one(field, "wrong_password", "This is not your password.")
    return stored


def _replace(session: Session, user: User, hash_: str, actor: Actor | None, session_id: str | None) -> int:
    if actor is None:
        replace_password(session, user, hash_, actor=None)
        return revoke_sessions(session, user.id, but=session_id)
    with as_workspace(session, actor.workspace_id):
        replace_password(session, user, hash_, actor=actor)
        ended = revoke_sessions(session, user.id, but=session_id)
        log_revoked(session, actor, ended)
    return ended


def wrong_credentials() -> Unauthenticated:
    return Unauthenticated("The e-mail address or the password is wrong.", code="wrong_credentials")
