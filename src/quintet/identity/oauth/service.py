"""Signing in with an account elsewhere."""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.db import as_workspace
from quintet.foundation.events import Event, Ref, emit
from quintet.identity.invitations.accepting import join
from quintet.identity.mail.letters import SignInLinkedLetter
from quintet.identity.mail.service import post_letter
from quintet.identity.oauth.facts import IdentityLinked, IdentityUnlinked
from quintet.identity.oauth.models import UserIdentity
from quintet.identity.oauth.ports import IdentityProvider, OutsideIdentity
from quintet.identity.recovery.service import note_verified, usual_actor
from quintet.identity.sessions.login import Device
from quintet.identity.sessions.models import ApiKey
from quintet.identity.sessions.service import Started, revoke_sessions, start_session
from quintet.identity.settings import AuthSettings
from quintet.identity.tokens.service import void_tokens
from quintet.identity.users.models import User
from quintet.identity.users.service import CHANGE_EMAIL, create_user, find_user
from quintet.identity.workspaces import founding
from quintet.identity.workspaces.models import Member
from quintet.kit import time
from quintet.kit.errors import Conflict, Forbidden, NotFound
from quintet.kit.ids import is_id


def sign_in(
    session: Session,
    provider: IdentityProvider,
    outside: OutsideIdentity,
    *,
    settings: AuthSettings,
    device: Device,
    invitation: str | None = None,
) -> Started:
    """Sign in who the provider says it is; with `invitation` (its token) also make them a member.

    A known account is its user. Otherwise the verified address decides: a user who has it is linked, nobody has it
    and a new one is made, with a workspace unless invited. Forbidden `unverified_email`, `sign_up_closed` or
    `deactivated`; NotFound `invitation_not_open`; Conflict `other_address` or `already_member`.
    """
    user = _known(session, provider, outside) or _by_address(session, provider, outside)
    workspace_id: str | None = None
    if user is None:
        user, workspace_id = _welcome(session, provider, outside, settings, device, invitation)
    elif invitation is not None:
        workspace_id = join(session, invitation, user)
    return start_session(
        session,
        user,
        days=settings.session_days,
        workspace_id=workspace_id,
        client=device.client,
        user_agent=device.user_agent,
        method=provider.name,
    )


def list_identities(session: Session, user_id: str) -> list[UserIdentity]:
    """A user's accounts elsewhere."""
    mine = select(UserIdentity).where(UserIdentity.user_id == user_id).order_by(UserIdentity.id).limit(100)
    return list(session.scalars(mine))


def unlink(session: Session, user_id: str, identity_id: str) -> None:
    """Let one account elsewhere no longer sign in. Conflict `last_way_in` when there would be no other way."""
    user = session.get_one(User, user_id, with_for_update=True)
    mine = list_identities(session, user_id)
    row = next((each for each in mine if each.id == identity_id), None) if is_id(identity_id) else None
    if row is None:
        raise NotFound("identity")
    if len(mine) == 1 and user.password_hash is None:
        raise Conflict("This is your only way to sign in. Set a password first.", code="last_way_in")
    session.delete(row)
    session.flush()
    _log(session, user, IdentityUnlinked(provider=row.provider))


def _known(session: Session, provider: IdentityProvider, outside: OutsideIdentity) -> User | None:
    row = session.scalar(
        select(UserIdentity).where(UserIdentity.provider == provider.name, UserIdentity.subject == outside.subject)
    )
    if row is None:
        return None
    row.last_used_at = time.now()
    row.email = outside.email
    session.flush()
    user = session.get_one(User, row.user_id)
    if outside.email_verified and outside.email == user.email:
        note_verified(session, user)
    return user


def _by_address(session: Session, provider: IdentityProvider, outside: OutsideIdentity) -> User | None:
    """The user who has the provider's verified address, now linked to the account."""
    user = find_user(session, _verified_address(provider, outside))
    if user is None:
        return None
    if user.deactivated_at is not None:
        raise Forbidden("This account was deactivated.", code="deactivated")
    # Whoever made an account with an address that was never confirmed may not be its owner. The owner has come now:
    # what the other one could get in by must not outlive this.
    suspect = user.email_verified_at is None
    removed = suspect and user.password_hash is not None
    if suspect:
        user.password_hash = None
        user.must_change_password = False
        void_tokens(session, CHANGE_EMAIL, user.id)
        revoke_sessions(session, user.id)
        _revoke_keys(session, user.id)
    _link(session, user, provider, outside)
    note_verified(session, user)
    _log(session, user, IdentityLinked(provider=provider.name, email=user.email, password_removed=removed))
    letter = SignInLinkedLetter(
        name=user.name, provider=provider.label, password_removed=removed, language=user.language
    )
    post_letter(session, letter, to=user.email, name=user.name)
    return user


def _welcome(
    session: Session,
    provider: IdentityProvider,
    outside: OutsideIdentity,
    settings: AuthSettings,
    device: Device,
    invitation: str | None,
) -> tuple[User, str]:
    """A new user, who speaks as their browser: a member where they were invited, otherwise with a workspace of their
    own."""
    email = _verified_address(provider, outside)
    name = (outside.name.strip() or email.partition("@")[0])[:200]
    if invitation is not None:
        user = create_user(session, email=email, name=name, password_hash=None, language=device.language)
        workspace_id = join(session, invitation, user)
    else:
        if not settings.open_sign_up:
            if not founding.setup_is_open(session):
                raise Forbidden("Accounts are made by invitation here.", code="sign_up_closed")
            founding.claim_setup(session)
        title = {"name": f"{name[:180]}'s workspace"}
        user, place = founding.found(
            session, email=email, name=name, password_hash=None, language=device.language, workspace=title
        )
        workspace_id = place.workspace.id
    _link(session, user, provider, outside)
    note_verified(session, user)
    return user, workspace_id


def _verified_address(provider: IdentityProvider, outside: OutsideIdentity) -> str:
    if outside.email is None or not outside.email_verified:
        raise Forbidden(
            f"{provider.label} doesn't vouch for your e-mail address, so we cannot tell whose account this is.",
            code="unverified_email",
        )
    return outside.email


def _link(session: Session, user: User, provider: IdentityProvider, outside: OutsideIdentity) -> None:
    row = UserIdentity(user_id=user.id, provider=provider.name, subject=outside.subject, email=outside.email)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict("This account was just linked. Sign in again.", code="try_again") from None


def _revoke_keys(session: Session, user_id: str) -> None:
    theirs = select(Member.id).where(Member.user_id == user_id)
    live = update(ApiKey).where(ApiKey.member_id.in_(theirs), ApiKey.revoked_at.is_(None))
    session.execute(live.values(revoked_at=time.now()).execution_options(synchronize_session=False))


def _log(session: Session, user: User, fact: Event) -> None:
    actor = usual_actor(session, user)
    if actor is not None:
        with as_workspace(session, actor.workspace_id):
            emit(session, actor, fact, subject=Ref("user", user.id))
