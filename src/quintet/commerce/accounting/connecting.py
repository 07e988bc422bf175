"""Connecting a workspace to its books: somebody is sent there, lets us in, and comes back with a code.

What belongs to one journey is in its `state`, signed: who began it and where they come back to. Whoever comes back
has to be the same person in the same workspace, so nobody can be led into connecting somebody else's books.
"""

import logging
from datetime import timedelta

import orjson
from sqlalchemy.orm import Session
from starlette.requests import Request

from quintet.commerce.accounting.asking import ask
from quintet.commerce.accounting.desk import Desk, box_of, seal
from quintet.commerce.accounting.entries import connection_of
from quintet.commerce.accounting.facts import AccountingConnected, AccountingDisconnected
from quintet.commerce.accounting.models import AccountingConnection
from quintet.commerce.accounting.ports import Access, AccessExpired, Accounting, Books, Grant
from quintet.commerce.accounting.requesting import resume
from quintet.commerce.accounting.service import READ, UPDATE
from quintet.foundation.access import Actor, require
from quintet.foundation.db import unless_taken
from quintet.foundation.events import Ref, emit
from quintet.foundation.http import door_of
from quintet.foundation.jobs import Services
from quintet.kit.crypto import BadSecret, BadSignature, Keyring, Signer, new_token
from quintet.kit.errors import BadRequest, Conflict, NotFound, ProviderRejected, QuintetError

log = logging.getLogger(__name__)
LASTS = timedelta(minutes=15)


def accounting_of(request: Request) -> Accounting:
    """Who keeps the books here."""
    return _services(request).get(Accounting)  # type: ignore[type-abstract]


def keyring_of(request: Request) -> Keyring:
    """What seals the tokens."""
    return _services(request).get(Keyring)


async def begin_connection(request: Request, redirect_uri: str) -> str:
    """Where to send the browser, for somebody who may connect. NotConfigured when there is nobody to connect to."""
    accounting, keyring = accounting_of(request), keyring_of(request)

    def work(session: Session, actor: Actor) -> tuple[str, str]:
        require(actor, UPDATE)
        journey = {**_whose(actor), "back": redirect_uri, "nonce": new_token(16)}
        return _signer(keyring).sign(orjson.dumps(journey).decode(), LASTS), actor.workspace_id

    state, workspace_id = await door_of(request).read(request, work)
    return accounting.connect_url(state=state, redirect_uri=redirect_uri, workspace_id=workspace_id)


async def finish_connection(
    request: Request, *, code: str | None, state: str, books_id: str | None, error: str | None = None
) -> None:
    """Take in who came back. BadRequest `connection_lost` when it isn't who was sent, `connection_refused` when they
    changed their mind; what the provider says otherwise."""
    accounting, keyring = accounting_of(request), keyring_of(request)

    def before(_: Session, actor: Actor) -> str:
        require(actor, UPDATE)
        lost = BadRequest("This took too long, or somebody else began it. Connect again.", code="connection_lost")
        try:
            journey = orjson.loads(_signer(keyring).read(state))
        except BadSignature:
            raise lost from None
        if {name: journey[name] for name in ("user", "workspace")} != _whose(actor):
            raise lost
        return str(journey["back"])

    redirect_uri = await door_of(request).read(request, before)
    if error is not None or not code or not books_id:
        raise BadRequest(f"{accounting.label} was not connected.", code="connection_refused")

    def meet() -> tuple[Grant, Books]:
        grant = accounting.grant(code, redirect_uri=redirect_uri)
        try:
            return grant, accounting.books(Access(books_id, grant.access_token))
        except AccessExpired:
            message = f"{accounting.label} does not take the token that it gave."
            raise ProviderRejected(message, code="provider_key") from None

    grant, books = await ask(meet)
    door = door_of(request)
    credentials = door.credentials(request)
    await door.db.write(
        lambda session: keep_connection(session, door.enter(session, credentials), accounting, keyring, books, grant)
    )


def keep_connection(
    session: Session, actor: Actor, accounting: Accounting, keyring: Keyring, books: Books, grant: Grant
) -> AccountingConnection:
    """Connect these books in the place of any others. What waited or failed goes on when they were connected before."""
    require(actor, UPDATE)
    connection = connection_of(session, lock=True)
    if connection is None:
        connection = AccountingConnection(workspace_id=actor.workspace_id, books_id="", renewals=0)
    if connection.books_id != books.id:
        connection.sales_item_id = None
    connection.provider, connection.books_id, connection.books_name = accounting.name, books.id, books.name[:300]
    connection.currency, connection.error, connection.renewing_until = books.currency, None, None
    connection.tokens = seal(keyring, actor.workspace_id, grant)
    connection.expires_at = grant.expires_at
    connection.renewals += 1
    connection.connected_by = actor.user_id
    with unless_taken(session, lambda: None):
        session.add(connection)
    emit(
        session,
        actor,
        AccountingConnected(connection.books_name, accounting.name),
        subject=Ref("accounting", connection.id),
    )
    resume(session, connection)
    return connection


async def disconnect(request: Request) -> None:
    """Forget the way into the books, and have them forget us. NotFound when none are connected."""
    accounting, keyring = accounting_of(request), keyring_of(request)
    door = door_of(request)
    credentials = door.credentials(request)

    def work(session: Session) -> str | None:
        actor = door.enter(session, credentials)
        require(actor, UPDATE)
        connection = connection_of(session, lock=True)
        if connection is None:
            raise NotFound("connection")
        try:
            tokens = orjson.loads(box_of(keyring).open(connection.tokens, context=connection.workspace_id))
        except BadSecret:
            tokens = {"refresh": None}
        fact = AccountingDisconnected(connection.books_name, connection.provider)
        emit(session, actor, fact, subject=Ref("accounting", connection.id))
        session.delete(connection)
        return tokens["refresh"] if connection.provider == accounting.name else None

    refresh_token = await door.db.write(work)
    if refresh_token is not None:
        try:
            await ask(lambda: accounting.revoke(refresh_token))
        except QuintetError as problem:  # it ends by itself: nobody renews it any more
            log.warning("giving back the way into %s failed: %s", accounting.label, problem.message)


async def check_connection(request: Request) -> AccountingConnection | None:
    """How the workspace is connected, once the provider was asked whose books they are. None when it isn't."""
    accounting, keyring = accounting_of(request), keyring_of(request)
    door = door_of(request)

    def shown(session: Session, actor: Actor) -> tuple[str, AccountingConnection | None]:
        require(actor, READ)
        return actor.workspace_id, connection_of(session)

    workspace_id, connection = await door.read(request, shown)
    if connection is None or connection.error is not None:
        return connection
    try:
        await ask(lambda: Desk(door.db, accounting, keyring, workspace_id).ask(accounting.books))
    except (Conflict, ProviderRejected):
        return (await door.read(request, shown))[1]
    return connection


def _whose(actor: Actor) -> dict[str, str | None]:
    return {"user": actor.user_id, "workspace": actor.workspace_id}


def _signer(keyring: Keyring) -> Signer:
    return keyring.signer("accounting connection")


def _services(request: Request) -> Services:
    services: Services = request.app.state.house.services
    return services
