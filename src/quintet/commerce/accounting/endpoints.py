"""How the books are reached: `/api/v1/accounting`, and `/api/v1/invoices/{id}/accounting`."""

import logging
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quintet.commerce.accounting import connecting, service, subscribers, waiting  # noqa: F401 - registers the subscribers
from quintet.commerce.accounting.connecting import accounting_of
from quintet.commerce.accounting.entries import connection_of
from quintet.commerce.accounting.models import EntryKind, EntryStatus
from quintet.commerce.accounting.schemas import (
    BooksCoverageRead,
    ConnectionRead,
    ConnectRead,
    EntryPage,
    EntryRead,
    InvoiceEntriesRead,
    ItemReportRead,
    ResyncRead,
    ResyncRequest,
    ShownCode,
    SyncRequest,
)
from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.settings import Settings
from quintet.kit.errors import QuintetError
from quintet.kit.values import RecordId

log = logging.getLogger(__name__)
routes = router("/accounting", "Accounting")
invoice_routes = router("/invoices", "Invoices")
PAGE = "/settings/accounting"


@routes.get("", operation_id="get_accounting", response_model=ConnectionRead, responses=ERRORS)
async def get(request: Request) -> Response:
    """Whose books are connected."""
    accounting = accounting_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        require(actor, service.READ)
        return Reply.json(ConnectionRead.of(connection_of(session), accounting.name, accounting.label))

    return (await door_of(request).read(request, work)).response()


@routes.post("/connect", operation_id="connect_accounting", response_model=ConnectRead, responses=ERRORS)
async def connect(request: Request) -> Response:
    """Begin to connect the workspace's books: send the browser to the `url`. It comes back to Settings."""
    settings: Settings = request.app.state.settings
    back = f"{settings.public_url.rstrip('/')}/api/v1/accounting/callback"
    return Reply.json(ConnectRead(url=await connecting.begin_connection(request, back))).response()


@routes.get(
    "/callback",
    status_code=303,
    operation_id="finish_accounting",
    response_class=Response,
    responses={**ERRORS, 303: {"description": "To Settings, with `?error=` when it is not connected"}},
)
async def callback(
    request: Request,
    state: Annotated[ShownCode, Query()] = "",
    code: Annotated[ShownCode | None, Query()] = None,
    realm_id: Annotated[str | None, Query(alias="realmId", max_length=60)] = None,
    error: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Where the provider sends the browser back to."""
    door_of(request).credentials(request)
    try:
        await connecting.finish_connection(request, code=code, state=state, books_id=realm_id, error=error)
    except QuintetError as problem:
        if problem.status == 401:
            raise
        log.warning("connecting the books failed: %s", problem.message)
        return RedirectResponse(f"{PAGE}?{urlencode({'error': problem.code})}", 303, {"Cache-Control": "no-store"})
    return RedirectResponse(f"{PAGE}?connected=true", 303, {"Cache-Control": "no-store"})


@routes.delete("", status_code=204, operation_id="disconnect_accounting", responses=ERRORS)
async def disconnect(request: Request) -> Response:
    """Let the books alone. Which of their entries are whose is kept, so connecting them again doubles nothing."""
    await connecting.disconnect(request)
    return Reply.empty().response()


@routes.post("/check", operation_id="check_accounting", response_model=ConnectionRead, responses=ERRORS)
async def check(request: Request) -> Response:
    """Whether the connection works: asks the provider."""
    accounting = accounting_of(request)
    connection = await connecting.check_connection(request)
    return Reply.json(ConnectionRead.of(connection, accounting.name, accounting.label)).response()


@routes.get("/coverage", operation_id="get_accounting_coverage", response_model=BooksCoverageRead, responses=ERRORS)
async def coverage(request: Request) -> Response:
    """How much of ours is in the books."""

    def work(session: Session, actor: Actor) -> Reply:
        found = service.coverage(session, actor)
        return Reply.json(BooksCoverageRead.model_validate(found, from_attributes=True))

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/entries", operation_id="list_accounting_entries", response_model=EntryPage, responses=ERRORS)
async def entries(
    request: Request,
    status: Annotated[EntryStatus | None, Query()] = None,
    kind: Annotated[EntryKind | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: RecordId | None = None,
) -> Response:
    """What is in the books, or is to be; newest first."""

    def work(session: Session, actor: Actor) -> Reply:
        found = service.list_entries(session, actor, status=status, kind=kind, before=cursor, limit=limit + 1)
        page = [EntryRead.of(row) for row in found[:limit]]
        return Reply.json({"data": page, "next_cursor": page[-1].id if len(found) > limit else None})

    return (await door_of(request).read(request, work)).response()


@routes.post(
    "/entries/{id}/retry",
    status_code=202,
    operation_id="retry_accounting_entry",
    response_model=EntryRead,
    responses=ERRORS,
)
async def retry(request: Request, id: str) -> Response:
    """Try again what failed. What was deleted there is made anew."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(EntryRead.of(service.retry_entry(session, actor, id)), 202)

    return await door_of(request).write(request, work)


@routes.post("/sync", status_code=202, operation_id="sync_accounting", response_model=EntryRead, responses=ERRORS)
async def sync(request: Request, body: SyncRequest) -> Response:
    """Tell the books of one record again, whatever they were told before."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(EntryRead.of(service.sync_record(session, actor, body.kind, body.record_id)), 202)

    return await door_of(request).write(request, work)


@routes.post("/resync", status_code=202, operation_id="resync_accounting", response_model=ResyncRead, responses=ERRORS)
async def resync(request: Request, body: ResyncRequest) -> Response:
    """Bring invoices, their customers and payments into the books: those missing there, or all again."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(ResyncRead(job_id=service.resync(session, actor, everything=body.everything)), 202)

    return await door_of(request).write(request, work)


@routes.post("/import-items", operation_id="import_accounting_items", response_model=ItemReportRead, responses=ERRORS)
async def import_items(request: Request) -> Response:
    """Make products of their items: by what was linked before, by SKU, by name, or new ones."""
    report = await waiting.import_items(request)
    return Reply.json(ItemReportRead.of(report.items, report.more)).response()


@invoice_routes.get(
    "/{id}/accounting/pdf",
    operation_id="get_invoice_accounting_pdf",
    response_class=Response,
    responses={**ERRORS, 200: {"content": {"application/pdf": {}}}},
)
async def pdf(request: Request, id: str) -> Response:
    """The invoice as the accounting program prints it."""
    content = await waiting.invoice_pdf(request, id)
    headers = {"Content-Disposition": 'inline; filename="invoice.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


@invoice_routes.get(
    "/{id}/accounting", operation_id="get_invoice_accounting", response_model=InvoiceEntriesRead, responses=ERRORS
)
async def of_invoice(request: Request, id: str) -> Response:
    """How the invoice, who pays it and what came for it stand in the books."""
    label = accounting_of(request).label

    def work(session: Session, actor: Actor) -> Reply:
        found = service.invoice_entries(session, actor, id)
        return Reply.json(
            InvoiceEntriesRead(
                connected=found.connected,
                label=label,
                invoice=EntryRead.of(found.invoice) if found.invoice else None,
                customer=EntryRead.of(found.customer) if found.customer else None,
                payments=[EntryRead.of(row) for row in found.payments],
            )
        )

    return (await door_of(request).read(request, work)).response()
