"""Who has which mailbox. People see their own and connect it; administrators see all, and say whose each is."""

import orjson
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, allowed, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import unless_taken
from quintet.foundation.events import Ref, emit
from quintet.identity.public import active_user_ids
from quintet.kit import time
from quintet.kit.crypto import Keyring, SecretBox
from quintet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from quintet.kit.ids import is_id, new_id
from quintet.messaging.mail_accounts.facts import (
    MailAccountAssigned,
    MailAccountConnected,
    MailAccountDisconnected,
    MailAccountRefused,
)
from quintet.messaging.mail_accounts.models import MailAccount
from quintet.messaging.mail_accounts.ports import Mailbox, Tokens

READ = declare("mail_accounts.read", Role.member)
CONNECT = declare("mail_accounts.create", Role.member)
MANAGE = declare("mail_accounts.update", Role.admin)
SUBJECT = "mail_account"


def list_accounts(session: Session, actor: Actor) -> list[MailAccount]:
    """One's own and those one connected; for administrators all. By address."""
    require(actor, READ)
    found = select(MailAccount).order_by(MailAccount.address, MailAccount.id)
    if not allowed(actor, MANAGE):
        found = found.where((MailAccount.user_id == actor.user_id) | (MailAccount.connected_by == actor.user_id))
    return list(session.scalars(found))


def get_account(session: Session, actor: Actor, account_id: str, *, lock: bool = False) -> MailAccount:
    """NotFound for one that is missing or not the actor's to see."""
    require(actor, READ)
    wanted = select(MailAccount).where(MailAccount.id == account_id)
    account = session.scalar(wanted.with_for_update() if lock else wanted) if is_id(account_id) else None
    mine = (
        account is not None and actor.user_id is not None and actor.user_id in (account.user_id, account.connected_by)
    )
    if account is None or not (mine or allowed(actor, MANAGE)):
        raise NotFound(SUBJECT)
    return account


def keep_account(
    session: Session, actor: Actor, keyring: Keyring, provider: str, mailbox: Mailbox, tokens: Tokens
) -> MailAccount:
    """Connect a mailbox, or connect it again. A new one is its connector's own, if they have none yet.

    Conflict `other_persons` when somebody else has it, unless an administrator connects it again for them.
    """
    require(actor, CONNECT)
    now = time.now()
    same = select(MailAccount).where(MailAccount.provider == provider, MailAccount.address == mailbox.address)
    account = session.scalar(same.with_for_update())
    if account is None:
        account = MailAccount(id=new_id(), provider=provider, address=mailbox.address)
        has_one = session.scalar(select(MailAccount.id).where(MailAccount.user_id == actor.user_id))
        account.user_id = None if has_one else actor.user_id
    elif actor.user_id not in (account.user_id, account.connected_by) and not allowed(actor, MANAGE):
        raise Conflict("Somebody else has connected this mailbox.", code="other_persons")
    account.name, account.connected_by = mailbox.name[:200], actor.user_id
    account.tokens, account.expires_at = seal(keyring, actor.workspace_id, tokens), tokens.expires_at
    account.error, account.checked_at = None, now
    with unless_taken(session, lambda: _refuse_second(session, account)):
        session.add(account)
    fact = MailAccountConnected(account.address, account.provider)
    emit(session, actor, fact, subject=Ref(SUBJECT, account.id))
    return account


def assign_account(session: Session, actor: Actor, account_id: str, user_id: str | None) -> MailAccount:
    """Say whose an account is: a member's, who has no other then, or nobody's."""
    require(actor, MANAGE)
    account = get_account(session, actor, account_id, lock=True)
    _check_member(session, actor, user_id)
    _assign(session, actor, account, user_id)
    return account


def assign_to_user(session: Session, actor: Actor, user_id: str, account_id: str | None) -> None:
    """Give a member this account in the place of the one they have; None takes it from them."""
    require(actor, MANAGE)
    _check_member(session, actor, user_id)
    if account_id is not None:
        _assign(session, actor, get_account(session, actor, account_id, lock=True), user_id)
        return
    theirs = session.scalar(select(MailAccount).where(MailAccount.user_id == user_id).with_for_update())
    if theirs is not None:
        _assign(session, actor, theirs, None)


def account_of(session: Session, user_id: str) -> MailAccount | None:
    """A member's account."""
    return session.scalar(select(MailAccount).where(MailAccount.user_id == user_id))


def keep_renewed(
    session: Session, actor: Actor, keyring: Keyring, account_id: str, tokens: Tokens, mailbox: Mailbox
) -> MailAccount:
    """The account as its provider says it is now."""
    account = get_account(session, actor, account_id, lock=True)
    account.tokens, account.expires_at = seal(keyring, actor.workspace_id, tokens), tokens.expires_at
    account.name, account.error, account.checked_at = mailbox.name[:200], None, time.now()
    return account


def note_refusal(session: Session, actor: Actor, account_id: str, error: str) -> MailAccount:
    """Its provider doesn't let us in: somebody has to connect it again."""
    account = get_account(session, actor, account_id, lock=True)
    known = account.error is not None
    account.error, account.checked_at = error[:500], time.now()
    if not known:
        emit(session, actor, MailAccountRefused(account.address, account.error), subject=Ref(SUBJECT, account.id))
    return account


def remove_account(session: Session, actor: Actor, keyring: Keyring, account_id: str) -> tuple[str, str]:
    """Forget the way into a mailbox: one's own, or as an administrator any. Its provider and refresh token."""
    account = get_account(session, actor, account_id, lock=True)
    require(actor, CONNECT)
    if actor.user_id is None and not allowed(actor, MANAGE):
        raise Forbidden("Only its owner or an administrator disconnects a mailbox.")
    refresh_token = str(unseal(keyring, account)["refresh"])
    fact = MailAccountDisconnected(account.address, account.provider)
    emit(session, actor, fact, subject=Ref(SUBJECT, account.id))
    session.delete(account)
    return account.provider, refresh_token


def seal(keyring: Keyring, workspace_id: str, tokens: Tokens) -> str:
    plain = orjson.dumps({"access": tokens.access_token, "refresh": tokens.refresh_token}).decode()
    return _box(keyring).seal(plain, context=workspace_id)


def unseal(keyring: Keyring, account: MailAccount) -> dict[str, str]:
    """`access` and `refresh`. BadSecret when they were sealed with a key that is gone."""
    found: dict[str, str] = orjson.loads(_box(keyring).open(account.tokens, context=account.workspace_id))
    return found


def _box(keyring: Keyring) -> SecretBox:
    return keyring.box("mail account tokens")


def _check_member(session: Session, actor: Actor, user_id: str | None) -> None:
    if user_id is not None and not active_user_ids(session, actor.workspace_id, [user_id]):
        raise Invalid.one("user_id", "unknown_reference", "There is no such active member.")


def _assign(session: Session, actor: Actor, account: MailAccount, user_id: str | None) -> None:
    if account.user_id == user_id:
        return
    if user_id is not None:
        others = update(MailAccount).where(MailAccount.user_id == user_id, MailAccount.id != account.id)
        session.execute(others.values(user_id=None))
    account.user_id = user_id
    with unless_taken(session, lambda: _refuse_second(session, account)):
        session.flush()
    emit(session, actor, MailAccountAssigned(account.address, user_id), subject=Ref(SUBJECT, account.id))


def _refuse_second(session: Session, account: MailAccount) -> None:
    same = (MailAccount.provider == account.provider) & (MailAccount.address == account.address)
    if account.user_id is not None:
        same = same | (MailAccount.user_id == account.user_id)
    with session.no_autoflush:
        taken = session.scalar(select(MailAccount.id).where(same, MailAccount.id != account.id))
    if taken is not None:
        raise Conflict("Somebody has just changed whose mailboxes these are. Look again.", code="stale")
