"""Answering an invitation, from the side of the person who has its link."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Role
from quintet.foundation.db import Database, as_workspace
from quintet.foundation.events import Ref, emit
from quintet.foundation.http import Credentials
from quintet.identity.invitations.facts import InvitationAccepted
from quintet.identity.invitations.models import Invitation
from quintet.identity.recovery.service import note_verified
from quintet.identity.sessions import throttle
from quintet.identity.sessions.authenticate import identify
from quintet.identity.sessions.login import Device, wrong_credentials
from quintet.identity.sessions.me import signed_in
from quintet.identity.sessions.schemas import SignedIn
from quintet.identity.sessions.service import Started, revoke_session, start_session
from quintet.identity.settings import AuthSettings
from quintet.identity.users import passwords
from quintet.identity.users.models import User
from quintet.identity.users.service import create_user, find_user
from quintet.identity.workspaces.models import Workspace
from quintet.identity.workspaces.service import actor_of, add_member
from quintet.kit import time
from quintet.kit.crypto import token_digest
from quintet.kit.errors import Conflict, FieldError, Invalid, NotFound, Unauthenticated


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the link shows. `user` is who has the invited address already."""

    invitation: Invitation
    workspace: Workspace
    inviter: str
    user: User | None


def find_open(session: Session, token: str) -> OpenInvitation:
    """The invitation behind a link. NotFound when it is unknown, used, revoked or expired."""
    row = session.execute(
        select(Invitation, Workspace, User.name)
        .join(Workspace, Workspace.id == Invitation.workspace_id)
        .join(User, User.id == Invitation.invited_by)
        .where(
            Invitation.token_hash == token_digest(token),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > time.now(),
            Workspace.deleted_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotFound("invitation", code="invitation_not_open")
    invitation, workspace, inviter = row
    return OpenInvitation(invitation, workspace, inviter, find_user(session, invitation.email))


def join(session: Session, token: str, user: User) -> str:
    """Make the user, who has the invited address, a member; returns the workspace's id.

    NotFound when the invitation is no longer open: of two who answer at once, one does. Conflict `already_member`.
    """
    invitation = find_open(session, token).invitation
    if user.email != invitation.email:
        raise Conflict(f"This invitation is for {invitation.email}.", code="other_address")
    taken = (
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.token_hash == invitation.token_hash,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(accepted_at=time.now(), accepted_by=user.id)
        .returning(Invitation.role)
        .execution_options(synchronize_session=False)
    )
    role = session.scalar(taken)
    if role is None:
        raise NotFound("invitation", code="invitation_not_open")
    member = add_member(session, invitation.workspace_id, user, Role(role), method="invitation")
    member.invited_by = invitation.invited_by
    session.flush()
    # The link was mailed to that address.
    note_verified(session, user)
    with as_workspace(session, invitation.workspace_id):
        emit(
            session,
            actor_of(user, member),
            InvitationAccepted(email=user.email, role=role),
            subject=Ref("invitation", invitation.id),
            links=[Ref("member", member.id)],
        )
    return invitation.workspace_id


async def accept(
    db: Database,
    settings: AuthSettings,
    token: str,
    device: Device,
    *,
    credentials: Credentials | None,
    name: str | None,
    password: str | None,
) -> tuple[Started, SignedIn]:
    """Take an invitation and be signed in.

    A new person gives name and password. Who has an account is signed in with it (`credentials`) or gives its
    password; otherwise Conflict `sign_in_first`, or Unauthenticated `wrong_credentials`.
    """

    def look(session: Session) -> tuple[str, str | None, bool, bool]:
        found = find_open(session, token)
        user = found.user
        here = user is not None and _signed_in_as(session, credentials) == user.id
        return found.invitation.email, user.password_hash if user else None, user is not None, here

    email, stored, has_account, here = await db.read(look)
    password_hash: str | None = None
    if not has_account:
        name, password = _check_new(name, password)
        password_hash = await passwords.hash_password(password)
    elif not here:
        await _check_known(db, settings, email, stored, password, device)

    def finish(session: Session) -> tuple[Started, SignedIn]:
        user = find_user(session, email)
        if user is None:
            user = create_user(
                session, email=email, name=name or "", password_hash=password_hash, language=device.language
            )
        elif not has_account:
            raise Conflict("There is an account with this address by now. Sign in with it.", code="sign_in_first")
        elif not here and user.password_hash != stored:
            raise wrong_credentials()
        elif here and credentials is not None:
            _end(session, credentials)
        workspace_id = join(session, token, user)
        throttle.forgive(session, email, device.client)
        started = start_session(
            session,
            user,
            days=settings.session_days,
            workspace_id=workspace_id,
            client=device.client,
            user_agent=device.user_agent,
            method="invitation",
        )
        return started, signed_in(session, user, started)

    return await db.write(finish)


async def _check_known(
    db: Database, settings: AuthSettings, email: str, stored: str | None, password: str | None, device: Device
) -> None:
    if password is None:
        raise Conflict("You have an account already. Sign in with it to accept.", code="sign_in_first")
    await db.write(lambda session: throttle.count_try(session, email, device.client, tries=settings.login_tries))
    if not await passwords.matches(password, stored):
        raise wrong_credentials()


def _check_new(name: str | None, password: str | None) -> tuple[str, str]:
    missing = [
        FieldError(field, "missing", "Needed for a new account.")
        for field, value in (("name", name), ("password", password))
        if not value
    ]
    if missing or name is None or password is None:
        raise Invalid(missing)
    passwords.check_strength(password)
    return name, password


def _signed_in_as(session: Session, credentials: Credentials | None) -> str | None:
    if credentials is None:
        return None
    try:
        found = identify(session, credentials)
    except Unauthenticated:
        # A cookie that has run out is no reason to refuse: the person may have a password to show.
        return None
    return found.user_id if found.session_id is not None else None


def _end(session: Session, credentials: Credentials) -> None:
    """The new session takes the old one's place."""
    found = identify(session, credentials)
    if found.session_id is not None:
        revoke_session(session, found.user_id, found.session_id)
