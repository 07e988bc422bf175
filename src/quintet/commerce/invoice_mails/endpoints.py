"""How invoices are mailed: `/api/v1/invoices/{id}/send`, `…/remind`, `…/mails`."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.invoice_mails import service
from quintet.commerce.invoice_mails.models import InvoiceMailKind
from quintet.commerce.invoice_mails.schemas import InvoiceMailList, InvoiceMailRead, MailDraft, Sending
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS

routes = router("/invoices", "Invoices")


@routes.post(
    "/{id}/send", status_code=202, operation_id="send_invoice", response_model=InvoiceMailRead, responses=ERRORS
)
async def send(request: Request, id: str, body: Sending) -> Response:
    """Mail an invoice with its PDF, in the background. Once it went out, a draft waits for money."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(InvoiceMailRead.of(service.send_invoice(session, actor, id, body)), 202)

    return await door_of(request).write(request, work)


@routes.post(
    "/{id}/remind", status_code=202, operation_id="remind_of_invoice", response_model=InvoiceMailRead, responses=ERRORS
)
async def remind(request: Request, id: str, body: Sending) -> Response:
    """Mail a reminder of an overdue invoice, with its PDF, in the background."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(InvoiceMailRead.of(service.remind_of_invoice(session, actor, id, body)), 202)

    return await door_of(request).write(request, work)


@routes.get("/{id}/mail-draft", operation_id="draft_invoice_mail", response_model=MailDraft, responses=ERRORS)
async def draft(request: Request, id: str, kind: InvoiceMailKind = InvoiceMailKind.invoice) -> Response:
    """What a mail with the invoice would say, and to whom it would go, if nothing else is said."""
    found = await door_of(request).read(request, lambda session, actor: service.draft_mail(session, actor, id, kind))
    return Reply.json(found).response()


@routes.get("/{id}/mails", operation_id="list_invoice_mails", response_model=InvoiceMailList, responses=ERRORS)
async def mails(request: Request, id: str) -> Response:
    """The mails with the invoice, newest first, and what became of them."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"data": [InvoiceMailRead.of(mail) for mail in service.list_mails(session, actor, id)]})

    return (await door_of(request).read(request, work)).response()


@routes.post(
    "/{id}/mails/{mail_id}/retry",
    status_code=202,
    operation_id="retry_invoice_mail",
    response_model=InvoiceMailRead,
    responses=ERRORS,
)
async def retry(request: Request, id: str, mail_id: str) -> Response:
    """Send a mail that failed after all."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(InvoiceMailRead.of(service.retry_mail(session, actor, id, mail_id)), 202)

    return await door_of(request).write(request, work)
