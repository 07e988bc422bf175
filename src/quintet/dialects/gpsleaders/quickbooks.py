"""GPS Leaders: the books in QuickBooks."""

import logging
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quintet.commerce.public import (
    EntryKind,
    begin_connection,
    books_coverage,
    check_connection,
    disconnect,
    finish_connection,
    import_items,
    sync_now,
)
from quintet.dialects.bodies import CamelBody
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import data
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.settings import Settings
from quintet.kit.errors import QuintetError, Unauthenticated
from quintet.kit.values import RecordId

log = logging.getLogger(__name__)
routes = dialect_router("/api/quickbooks", "QuickBooks")
_BACK = "/gpsleaders/api/quickbooks/callback"
_PAGE = "/settings"
Word = Annotated[str | None, Query(max_length=2_000)]


class Wanted(CamelBody):
    type: Literal["customer", "invoice", "payment"]
    id: RecordId


@routes.get("/connect", operation_id="quickbooks.connect")
async def connect(request: Request) -> Response:
    """Where to send the browser."""
    settings: Settings = request.app.state.settings
    url = await begin_connection(request, settings.public_url.rstrip("/") + _BACK)
    return Reply.json({"url": url}).response()


@routes.get("/callback", operation_id="quickbooks.callback")
async def callback(
    request: Request,
    state: Word = None,
    code: Word = None,
    realm_id: Annotated[str | None, Query(alias="realmId", max_length=60)] = None,
    error: Word = None,
) -> Response:
    """Where QuickBooks sends the browser back to."""
    query = {"qb": "connected"}
    try:
        await finish_connection(request, code=code, state=state or "", books_id=realm_id, error=error)
    except Unauthenticated:
        query = {"error": "auth_required"}
    except QuintetError as problem:
        log.warning("connecting the books failed: %s", problem.message)
        query = {"error": problem.code}
    return RedirectResponse(f"{_PAGE}?{urlencode(query)}", 302, {"Cache-Control": "no-store"})


@routes.post("/disconnect", operation_id="quickbooks.disconnect")
async def close(request: Request) -> Response:
    await disconnect(request)
    return Reply.json({"success": True}).response()


@routes.get("/status", operation_id="quickbooks.status")
async def status(request: Request) -> Response:
    """Asks QuickBooks whether the connection works."""
    connection = await check_connection(request)
    if connection is None or connection.error is not None:
        return Reply.json({"connected": False}).response()
    return Reply.json({"connected": True, "companyName": connection.books_name}).response()


@routes.post("/sync", operation_id="quickbooks.sync")
async def sync(request: Request, body: Wanted) -> Response:
    """Tell QuickBooks of one record again, and wait for what it says."""
    entry = await sync_now(request, EntryKind(body.type), body.id)
    return data({"type": body.type, "id": body.id, "qbId": entry.theirs_id, "syncedAt": entry.synced_at}).response()


@routes.get("/sync", operation_id="quickbooks.syncStats")
async def stats(request: Request) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        found = books_coverage(session, actor)
        kinds = {"companies": found.companies, "invoices": found.invoices, "payments": found.payments}
        return data({kind: _counts(each.total, each.synced) for kind, each in kinds.items()})

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("/sync-items", operation_id="quickbooks.syncItems")
async def sync_items(request: Request) -> Response:
    report = await import_items(request)
    outcomes = ("created", "linked", "updated", "unchanged", "skipped")
    counts = {word: sum(item.outcome == word for item in report.items) for word in outcomes}
    left = [{"name": item.name, "reason": item.reason} for item in report.items if item.outcome == "skipped"]
    return data({**counts, "total": len(report.items), "leftOut": left, "more": report.more}).response()


def _counts(total: int, synced: int) -> dict[str, Any]:
    return {"total": total, "synced": synced, "unsynced": total - synced}
