"""How proposals are reached by those who make them."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.invoices.service import INVOICES
from quintet.commerce.proposals import jobs  # noqa: F401 - registers the schedule
from quintet.commerce.proposals.schemas import ProposalLink, Sending, Signature
from quintet.commerce.proposals.sending import (
    invoice_proposal,
    link_of,
    mark_sent,
    reopen_proposal,
    send_proposal,
    signature_of,
)
from quintet.commerce.proposals.service import PROPOSALS, duplicate_proposal
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router

routes = record_router(PROPOSALS)
_READ = read_model(PROPOSALS.spec)


@routes.post("/{id}/send", operation_id="send_proposal", response_model=_READ, responses=ERRORS)
async def send(request: Request, id: str, body: Sending) -> Response:
    """Mail a draft with the link of its page to the customer, or once more what waits for an answer."""

    def work(session: Session, actor: Actor) -> Reply:
        send_proposal(session, actor, id, body)
        return record_reply(session, actor, PROPOSALS.spec, id)

    return await door_of(request).write(request, work)


@routes.post("/{id}/mark-sent", operation_id="mark_proposal_sent", response_model=_READ, responses=ERRORS)
async def sent(request: Request, id: str) -> Response:
    """Have a draft wait for an answer: you sent its link, by whatever means."""

    def work(session: Session, actor: Actor) -> Reply:
        mark_sent(session, actor, id)
        return record_reply(session, actor, PROPOSALS.spec, id)

    return await door_of(request).write(request, work)


@routes.post("/{id}/reopen", operation_id="reopen_proposal", response_model=_READ, responses=ERRORS)
async def reopen(request: Request, id: str) -> Response:
    """Make a draft of what was sent, declined or expired, to change it. Its page shows nothing until it is sent."""

    def work(session: Session, actor: Actor) -> Reply:
        reopen_proposal(session, actor, id)
        return record_reply(session, actor, PROPOSALS.spec, id)

    return await door_of(request).write(request, work)


@routes.post(
    "/{id}/invoice",
    status_code=201,
    operation_id="invoice_proposal",
    response_model=read_model(INVOICES.spec),
    responses=ERRORS,
)
async def invoice(request: Request, id: str) -> Response:
    """Draw up an invoice that bills what was offered, once. A proposal that waits for an answer is accepted by that."""

    def work(session: Session, actor: Actor) -> Reply:
        return record_reply(session, actor, INVOICES.spec, invoice_proposal(session, actor, id).id, 201)

    return await door_of(request).write(request, work)


@routes.post(
    "/{id}/duplicate", status_code=201, operation_id="duplicate_proposal", response_model=_READ, responses=ERRORS
)
async def duplicate(request: Request, id: str) -> Response:
    """A new draft that says the same."""

    def work(session: Session, actor: Actor) -> Reply:
        return record_reply(session, actor, PROPOSALS.spec, duplicate_proposal(session, actor, id).id, 201)

    return await door_of(request).write(request, work)


@routes.get("/{id}/link", operation_id="get_proposal_link", response_model=ProposalLink, responses=ERRORS)
async def link(request: Request, id: str) -> Response:
    """The address of the page on which the customer reads and answers it."""
    public_url = str(request.app.state.settings.public_url)

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(link_of(session, actor, id, public_url), headers={"Cache-Control": "no-store"})

    return (await door_of(request).read(request, work)).response()


@routes.get("/{id}/signature", operation_id="get_proposal_signature", response_model=Signature, responses=ERRORS)
async def signature(request: Request, id: str) -> Response:
    """Who accepted it, when, from where, and what they saw then. 404 for one that nobody signed."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(signature_of(session, actor, id))

    return (await door_of(request).read(request, work)).response()
