"""How invoices are reached."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.documents.typesetting import in_a_thread
from quintet.commerce.invoices import jobs  # noqa: F401 - registers the schedule
from quintet.commerce.invoices.printing import PrintedInvoice, invoice_to_print
from quintet.commerce.invoices.schemas import InvoiceStats, Voiding
from quintet.commerce.invoices.service import INVOICES, duplicate_invoice, mark_sent, void_invoice
from quintet.commerce.invoices.stats import invoice_stats
from quintet.commerce.lines.schemas import Day
from quintet.foundation.access import Actor
from quintet.foundation.files import FileStore
from quintet.foundation.files.sniffing import content_disposition
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router

routes = record_router(INVOICES)
stats_routes = router("/invoice-stats", "Invoices")
_READ = read_model(INVOICES.spec)
PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The PDF", "content": {"application/pdf": {}}}}


@stats_routes.get("", operation_id="get_invoice_stats", response_model=InvoiceStats, responses=ERRORS)
async def stats(
    request: Request,
    since: Annotated[Day | None, Query()] = None,
    until: Annotated[Day | None, Query()] = None,
) -> Response:
    """What the invoices you see come to, by status and currency: those issued in the period, both days included."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(invoice_stats(session, actor, since=since, until=until))

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/{id}/pdf", operation_id="get_invoice_pdf", response_class=Response, responses=ERRORS | PDF)
async def pdf(request: Request, id: str, download: bool = False) -> Response:
    """The invoice on paper, as it is now: to be shown, or with `download` to be kept."""
    paper = await door_of(request).read(request, lambda session, actor: invoice_to_print(session, actor, id))
    return await pdf_response(request, paper, download=download, headers={"Cache-Control": "private, no-cache"})


@routes.post("/{id}/mark-sent", operation_id="mark_invoice_sent", response_model=_READ, responses=ERRORS)
async def sent(request: Request, id: str) -> Response:
    """Have a draft wait for money: you sent it, by whatever means. It can be paid and fall overdue from then on."""

    def work(session: Session, actor: Actor) -> Reply:
        mark_sent(session, actor, id)
        return record_reply(session, actor, INVOICES.spec, id)

    return await door_of(request).write(request, work)


@routes.post("/{id}/void", operation_id="void_invoice", response_model=_READ, responses=ERRORS)
async def void(request: Request, id: str, body: Voiding) -> Response:
    """Have an invoice no longer paid. This can't be taken back; duplicate it to bill anew."""

    def work(session: Session, actor: Actor) -> Reply:
        void_invoice(session, actor, id, body)
        return record_reply(session, actor, INVOICES.spec, id)

    return await door_of(request).write(request, work)


@routes.post(
    "/{id}/duplicate", status_code=201, operation_id="duplicate_invoice", response_model=_READ, responses=ERRORS
)
async def duplicate(request: Request, id: str) -> Response:
    """A new draft that says the same, issued today."""

    def work(session: Session, actor: Actor) -> Reply:
        return record_reply(session, actor, INVOICES.spec, duplicate_invoice(session, actor, id).id, 201)

    return await door_of(request).write(request, work)


async def pdf_response(request: Request, paper: PrintedInvoice, *, download: bool, headers: dict[str, str]) -> Response:
    """An invoice set beside the lanes, to be shown or to be kept."""
    store: FileStore = request.app.state.files
    content = await in_a_thread(lambda: paper.pdf(store))
    shown = content_disposition("attachment" if download else "inline", paper.file_name)
    headers = {"Content-Disposition": shown, "X-Content-Type-Options": "nosniff", **headers}
    return Response(content, headers=headers, media_type="application/pdf")
