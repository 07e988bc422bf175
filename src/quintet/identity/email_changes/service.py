"""Moving to another e-mail address: a link to the new one, a word to the old one, the change by the link."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import as_workspace
from quintet.foundation.events import Ref, emit
from quintet.identity.email_changes.facts import EmailChanged
from quintet.identity.mail.letters import (
    ConfirmNewEmailLetter,
    EmailChangedLetter,
    EmailInUseLetter,
    NewEmailAskedLetter,
)
from quintet.identity.mail.service import post_letter, posted_lately
from quintet.identity.recovery.service import RESET_PASSWORD, VERIFY_EMAIL, usual_actor
from quintet.identity.tokens.models import OneTimeToken
from quintet.identity.tokens.service import issue_token, pending_token, redeem_token, void_tokens
from quintet.identity.users.models import User
from quintet.identity.users.service import CHANGE_EMAIL, find_user
from quintet.identity.workspaces.models import Member
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, TooMany

HOURS = 24
ASKED_PER_HOUR = 5
"""Of one person, and for one address, so that nobody can fill somebody's box."""


def check_new_email(session: Session, actor: Actor, user: User, email: str) -> None:
    """Invalid `unchanged`, or Conflict `email_taken` for the address of a colleague, whom the actor sees anyway.

    Of everybody else's addresses nothing is told: they are answered like free ones.
    """
    if email == user.email:
        raise Invalid.one("email", "unchanged", "This is your address already.")
    colleague = (
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(Member.workspace_id == actor.workspace_id, User.email == email)
    )
    if session.scalar(colleague) is not None:
        raise _taken()


def ask_for_change(session: Session, actor: Actor, user: User, email: str) -> None:
    """Mail a link to the new address (folded) and a word to the old one. The password was checked.

    Where somebody has the address already, they get a mail without a link, and the answer is the same. Links sent
    before no longer work. TooMany after several within an hour.
    """
    check_new_email(session, actor, user, email)
    hour = timedelta(hours=1)
    sent = posted_lately(session, NewEmailAskedLetter.kind, user.email, hour)
    kinds = (ConfirmNewEmailLetter.kind, EmailInUseLetter.kind)
    received = sum(posted_lately(session, kind, email, hour) for kind in kinds)
    if max(sent, received) >= ASKED_PER_HOUR:
        raise TooMany("Several mails are on their way already. Look into your box.", retry_after=3600)
    void_tokens(session, CHANGE_EMAIL, user.id)
    # Kept also for an address that is taken: what is pending must not tell either. Its token is sent to nobody.
    token = issue_token(
        session,
        CHANGE_EMAIL,
        lasts=timedelta(hours=HOURS),
        user_id=user.id,
        data={"email": email, "from": user.email},
    )
    holder = find_user(session, email)
    if holder is None:
        letter = ConfirmNewEmailLetter(name=user.name, token=token, hours=HOURS, language=user.language)
        # In the workspace, whose owner may read it in the sandbox: the address is no member's yet.
        post_letter(session, letter, to=email, name=user.name, workspace_id=actor.workspace_id)
    else:
        post_letter(session, EmailInUseLetter(name=holder.name, language=holder.language), to=email, name=holder.name)
    asked = NewEmailAskedLetter(name=user.name, email=email, language=user.language)
    post_letter(session, asked, to=user.email, name=user.name)


def pending_change(session: Session, user: User) -> OneTimeToken | None:
    """What waits for its link to be opened; `data["email"]` is the new address."""
    token = pending_token(session, CHANGE_EMAIL, user.id)
    return token if token is not None and token.data["from"] == user.email else None


def withdraw_change(session: Session, user: User) -> None:
    """Make the link that was mailed worthless."""
    void_tokens(session, CHANGE_EMAIL, user.id)


def confirm_change(session: Session, token: str) -> User:
    """Give the user the new address, which the token from the mail has proved to be theirs. Sessions go on.

    Invalid `invalid_token` when it is used, expired, withdrawn or of another address than the present one; Conflict
    `email_taken` when somebody has the address by now.
    """
    found = redeem_token(session, CHANGE_EMAIL, token)
    user = session.get(User, found.user_id, with_for_update=True) if found is not None and found.user_id else None
    if user is None or found is None or user.deactivated_at is not None or found.data["from"] != user.email:
        raise Invalid.one("token", "invalid_token", "This link is no longer good. Ask for a new one.")
    old, new = user.email, str(found.data["email"])
    if find_user(session, new) is not None:
        raise _taken()
    user.email = new
    user.email_verified_at = time.now()
    try:
        session.flush()
    except IntegrityError:  # two people, one address, the same moment
        raise _taken() from None
    for purpose in (CHANGE_EMAIL, VERIFY_EMAIL, RESET_PASSWORD):
        void_tokens(session, purpose, user.id)
    actor = usual_actor(session, user)
    if actor is not None:
        with as_workspace(session, actor.workspace_id):
            fact = EmailChanged(name=user.name)
            emit(session, actor, fact, subject=Ref("user", user.id), changes={"email": [old, new]})
    place = actor.workspace_id if actor else None
    letter = EmailChangedLetter(name=user.name, email=new, language=user.language)
    post_letter(session, letter, to=old, name=user.name, workspace_id=place)
    return user


def _taken() -> Conflict:
    return Conflict("There is an account with this e-mail address already.", code="email_taken", field="email")
