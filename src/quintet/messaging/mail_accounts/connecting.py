"""Connecting a mailbox: somebody is sent to its provider, lets us in, and comes back with a code.

What belongs to one journey is in its `state`, sealed: who began it, where they come back to, and the secret of PKCE.
Whoever comes back has to be the same person in the same workspace, so nobody can be led into connecting a mailbox of
somebody else's.
"""

import logging
from datetime import timedelta

import orjson
from sqlalchemy.orm import Session
from starlette.requests import Request

from quintet.foundation.access import Actor, require
from quintet.foundation.http import door_of
from quintet.foundation.jobs import Services
from quintet.identity.users.models import User
from quintet.kit import time
from quintet.kit.crypto import BadSecret, Keyring, SecretBox, new_token
from quintet.kit.errors import BadRequest, Forbidden, ProviderRejected, QuintetError
from quintet.messaging.mail_accounts import service
from quintet.messaging.mail_accounts.models import MailAccount
from quintet.messaging.mail_accounts.ports import Journey, Mailbox, MailHost, MailHosts, Tokens

log = logging.getLogger(__name__)
LASTS = timedelta(minutes=15)
_SEALED = "mail account journey"


def hosts_of(request: Request) -> MailHosts:
    """Who keeps mailboxes here."""
    return _services(request).get(MailHosts)


async def begin(request: Request, provider: str, redirect_uri: str) -> Journey:
    """A journey for somebody who may connect. NotConfigured when there is nobody to connect to."""

    def work(session: Session, actor: Actor) -> tuple[dict[str, str | None], str]:
        require(actor, service.CONNECT)
        if actor.user_id is None:
            raise Forbidden("This is for people who are signed in.", code="needs_session")
        return _whose(actor), session.get_one(User, actor.user_id).email

    whose, hint = await door_of(request).read(request, work)
    hosts_of(request).get(provider)
    verifier = new_token(48)
    kept = {**whose, "provider": provider, "back": redirect_uri, "verifier": verifier, "hint": hint}
    kept["until"] = str((time.now() + LASTS).timestamp())
    return Journey(_box(request).seal(orjson.dumps(kept).decode()), verifier, redirect_uri, hint)


async def finish(
    request: Request, provider: str, *, code: str | None, state: str, error: str | None = None
) -> MailAccount:
    """Take in who came back. BadRequest `connection_lost` when it isn't who was sent, `connection_refused` when they
    changed their mind; what the provider says otherwise."""

    def before(_: Session, actor: Actor) -> Journey:
        require(actor, service.CONNECT)
        lost = BadRequest("This took too long, or somebody else began it. Connect again.", code="connection_lost")
        try:
            kept = orjson.loads(_box(request).open(state))
        except BadSecret:
            raise lost from None
        same = {name: kept[name] for name in ("user", "workspace")} == _whose(actor) and kept["provider"] == provider
        if not same or float(kept["until"]) < time.now().timestamp():
            raise lost
        return Journey(state, kept["verifier"], kept["back"], kept["hint"])

    journey = await door_of(request).read(request, before)
    host = hosts_of(request).get(provider)
    if error is not None or not code:
        raise BadRequest(f"{host.label} was not connected.", code="connection_refused")
    tokens = await host.grant(code, journey)
    mailbox = await host.mailbox(tokens.access_token)
    keyring, door = _keyring(request), door_of(request)
    credentials = door.credentials(request)

    def keep(session: Session) -> MailAccount:
        actor = door.enter(session, credentials)
        account = service.keep_account(session, actor, keyring, host.name, mailbox, tokens)
        session.flush()
        return account

    return await door.db.write(keep)


async def check(request: Request, account_id: str) -> MailAccount:
    """Ask the provider whether it lets us in, and keep what it says."""
    keyring, door = _keyring(request), door_of(request)
    credentials = door.credentials(request)

    def shown(session: Session, actor: Actor) -> tuple[str, str]:
        account = service.get_account(session, actor, account_id)
        try:
            return account.provider, service.unseal(keyring, account)["refresh"]
        except BadSecret:
            return account.provider, ""

    provider, refresh_token = await door.read(request, shown)
    host = hosts_of(request).get(provider)
    try:
        if not refresh_token:
            raise ProviderRejected("Its tokens were sealed with a key that is gone.", code="access_ended")
        tokens, mailbox = await _look(host, refresh_token)
    except ProviderRejected as refusal:
        said = refusal.message
        return await door.db.write(
            lambda session: service.note_refusal(session, door.enter(session, credentials), account_id, said)
        )
    return await door.db.write(
        lambda session: service.keep_renewed(
            session, door.enter(session, credentials), keyring, account_id, tokens, mailbox
        )
    )


async def disconnect(request: Request, account_id: str) -> None:
    """Forget the way into a mailbox, and give it back."""
    keyring, door = _keyring(request), door_of(request)
    credentials = door.credentials(request)
    provider, refresh_token = await door.db.write(
        lambda session: service.remove_account(session, door.enter(session, credentials), keyring, account_id)
    )
    try:
        await hosts_of(request).get(provider).revoke(refresh_token)
    except QuintetError as problem:  # it ends by itself: nobody renews it any more
        log.warning("giving back the way into a mailbox at %s failed: %s", provider, problem.message)


async def _look(host: MailHost, refresh_token: str) -> tuple[Tokens, Mailbox]:
    tokens = await host.renew(refresh_token)
    return tokens, await host.mailbox(tokens.access_token)


def _whose(actor: Actor) -> dict[str, str | None]:
    return {"user": actor.user_id, "workspace": actor.workspace_id}


def _box(request: Request) -> SecretBox:
    return _keyring(request).box(_SEALED)


def _keyring(request: Request) -> Keyring:
    return _services(request).get(Keyring)


def _services(request: Request) -> Services:
    services: Services = request.app.state.house.services
    return services
