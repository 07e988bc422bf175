"""How mail accounts are reached: `/api/v1/mail-accounts`."""

import logging
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.settings import Settings
from quintet.kit.errors import QuintetError, Unauthenticated
from quintet.messaging.mail_accounts import connecting, service
from quintet.messaging.mail_accounts.schemas import (
    MailAccountList,
    MailAccountRead,
    MailAccountUpdate,
    MailConnectRead,
    MailHostRead,
)

log = logging.getLogger(__name__)
routes = router("/mail-accounts", "Mail accounts")
PAGE = "/settings/messaging"
Provider = Annotated[str, Path(max_length=40)]
Word = Annotated[str | None, Query(max_length=2_000)]


@routes.get("", operation_id="list_mail_accounts", response_model=MailAccountList, responses=ERRORS)
async def list_(request: Request) -> Response:
    """One's own mailboxes and those one connected; for administrators all."""
    offered = [MailHostRead(name=host.name, label=host.label) for host in connecting.hosts_of(request).all()]

    def work(session: Session, actor: Actor) -> Reply:
        found = [MailAccountRead.of(account) for account in service.list_accounts(session, actor)]
        return Reply.json(MailAccountList(data=found, offered=offered))

    return (await door_of(request).read(request, work)).response()


@routes.post(
    "/connect/{provider}", operation_id="connect_mail_account", response_model=MailConnectRead, responses=ERRORS
)
async def connect(request: Request, provider: Provider) -> Response:
    """Begin to connect a mailbox: send the browser to the `url`."""
    settings: Settings = request.app.state.settings
    back = f"{settings.public_url.rstrip('/')}/api/v1/mail-accounts/callback/{provider}"
    journey = await connecting.begin(request, provider, back)
    return Reply.json(MailConnectRead(url=connecting.hosts_of(request).get(provider).connect_url(journey))).response()


@routes.get(
    "/callback/{provider}",
    operation_id="finish_mail_account",
    status_code=303,
    response_class=Response,
    responses={**ERRORS, 303: {"description": "To the settings"}},
)
async def come_back(
    request: Request,
    provider: Provider,
    code: Word = None,
    state: Word = None,
    error: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Where the provider sends the browser back to."""
    query = {"mail": "connected"}
    try:
        await connecting.finish(request, provider, code=code, state=state or "", error=error)
    except Unauthenticated:
        raise
    except QuintetError as problem:
        log.warning("connecting a mailbox at %s failed: %s", provider, problem.message)
        query = {"error": problem.code}
    return RedirectResponse(f"{PAGE}?{urlencode(query)}", 303, {"Cache-Control": "no-store"})


@routes.post("/{id}/check", operation_id="check_mail_account", response_model=MailAccountRead, responses=ERRORS)
async def check(request: Request, id: str) -> Response:
    """Ask the provider whether it still lets us in."""
    return Reply.json(MailAccountRead.of(await connecting.check(request, id))).response()


@routes.patch("/{id}", operation_id="assign_mail_account", response_model=MailAccountRead, responses=ERRORS)
async def assign(request: Request, id: str, body: MailAccountUpdate) -> Response:
    """Say whose a mailbox is. Whoever gets it has no other then."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(MailAccountRead.of(service.assign_account(session, actor, id, body.user_id)))

    return await door_of(request).write(request, work)


@routes.delete("/{id}", status_code=204, operation_id="disconnect_mail_account", responses=ERRORS)
async def disconnect(request: Request, id: str) -> Response:
    """Forget the way into a mailbox, and give it back to its provider."""
    await connecting.disconnect(request, id)
    return Reply.empty().response()
