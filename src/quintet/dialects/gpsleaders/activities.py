"""GPS Leaders: the activity feed. Activities are the log of what happened, in the reference's own words."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import Limit, Page, data_page
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor
from quintet.foundation.events import Ref
from quintet.foundation.http import Reply, door_of
from quintet.foundation.realtime.history import History, history
from quintet.foundation.realtime.sight import SeenEvent
from quintet.kit.errors import Invalid

routes = dialect_router("/api/activities", "Pipeline & Dashboard")
WORDS = {
    "accounting.resync_requested": "invoice_qb_resync_requested",
    "company.enriched": "company_enrich",
    "contact.created": "contact_added",
    "contact.email_found": "owner_email_discovered",
    "contact.email_verified": "contact_email_verified",
    "contact.mobile_found": "owner_mobile_discovered",
    "contact.phone_verified": "contact_phone_verified",
    "fulfilment_order.device_assigned": "device_assigned",
    "fulfilment_order.device_shipped": "device_shipped",
    "invoice.agreement_signed": "agreement_signed",
    "lead.bogus": "stage_changed",
    "lead.stage_changed": "stage_changed",
    "note.deleted": "note_deleted",
    "note.updated": "note_edited",
    "payment.recorded": "payment_received",
}
"""Its words where they are not ours with an underscore, as invoice_sent is."""
Id = Annotated[str | None, Query(max_length=36)]


@routes.get("", operation_id="activities.list")
async def list_(
    request: Request,
    lead_id: Annotated[Id, Query(alias="leadId")] = None,
    company_id: Annotated[Id, Query(alias="companyId")] = None,
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    """Of a lead, of a company or of all that the caller sees; what happened last comes first."""
    if lead_id is not None and company_id is not None:
        raise Invalid.one("companyId", "contradiction", "Ask for a lead or for a company.")
    about = Ref("lead", lead_id) if lead_id is not None else None
    if company_id is not None:
        about = Ref("company", company_id)

    def work(session: Session, actor: Actor) -> Reply:
        found = history(session, actor, about, page=page, limit=limit)
        return data_page(shown_activities(found), page=page, limit=limit, total=found.total)

    return (await door_of(request).read(request, work, heavy=True)).response()


def shown_activities(found: History) -> list[dict[str, Any]]:
    return [_shown(event) for event in found.events]


def word_of(event: SeenEvent) -> str:
    """What the reference calls it."""
    data = event.data or {}
    if event.type == "company.updated" and "status" in (event.changes or {}):
        return "status_changed"
    if event.type == "outreach.failed":
        return f"plusvibe_{data.get('step', 'order')}_failed"
    if event.type == "outreach.ordered" and data.get("step") == "start":
        return "sequence_started"
    if event.type == "invoice.charge_begun" and event.actor_kind == "member":
        return "admin_charge_initiated"
    if event.type == "invoice.viewed" and data.get("told"):
        return "invoice_viewed_notified"
    return WORDS.get(event.type) or event.type.replace(".", "_")


def _shown(event: SeenEvent) -> dict[str, Any]:
    on = {ref.type: ref.id for ref in reversed(event.links)}
    data = dict(event.data or {})
    return {
        "id": event.id,
        "type": word_of(event),
        "title": data.get("title") or data.get("name"),
        "leadId": on.get("lead"),
        "companyId": on.get("company"),
        "contactId": on.get("contact"),
        "userId": event.actor_id if event.actor_kind == "member" else None,
        "user": event.actor_label,
        "metadata": data,
        "changes": event.changes,
        "createdAt": moment(event.at),
    }
