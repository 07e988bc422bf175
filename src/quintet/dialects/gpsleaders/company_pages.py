"""GPS Leaders: lists of companies and one company whole, as its pages show them."""

from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.activities import word_of
from quintet.dialects.gpsleaders.companies import FACE, STATUS, addresses_of
from quintet.dialects.gpsleaders.contacts import FACE as CONTACT
from quintet.dialects.gpsleaders.envelope import Limit, Page, Search, data, page_of
from quintet.dialects.gpsleaders.inventory import FACE as DEVICE
from quintet.dialects.gpsleaders.inventory import shown_device
from quintet.dialects.gpsleaders.invoice_shapes import FACE as INVOICE
from quintet.dialects.gpsleaders.invoice_shapes import shown_invoices
from quintet.dialects.gpsleaders.leads import FACE as LEAD
from quintet.dialects.gpsleaders.leads import WORDS, shown_lead
from quintet.dialects.gpsleaders.tasks import FACE as TASK
from quintet.dialects.gpsleaders.tasks import shown_task
from quintet.dialects.shapes import amount, moment
from quintet.foundation.access import Actor
from quintet.foundation.events import Ref
from quintet.foundation.http import Reply, door_of
from quintet.foundation.realtime.history import history
from quintet.kit.errors import Invalid
from quintet.records.public import Standing, currency_of, standings

routes = dialect_router("/api/companies", "Companies")
MOST = 200
MOST_EVENTS = 50


@routes.get("", operation_id="companies.list")
async def list_(
    request: Request,
    search: Search = "",
    status: Annotated[str | None, Query(max_length=20)] = None,
    partner: Annotated[Literal["true"] | None, Query()] = None,
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    """With how each stands: seven statements for any page."""
    asked = [("sort", "name"), ("q", search)]
    wanted = STATUS["partner"] if partner else status
    if wanted is not None:
        ours = next((word for word, theirs in STATUS.items() if theirs == wanted), None)
        if ours is None:
            raise Invalid.one("status", "invalid", "Must be one of: " + ", ".join(STATUS.values()) + ".")
        asked.append(("status", ours))

    def work(session: Session, actor: Actor) -> Reply:
        rows, found = FACE.page(session, actor, asked, page=page, limit=limit)
        how = standings(session, actor, [row["id"] for row in rows])
        currency = currency_of(session)
        return page_of([{**row, **_standing(how[row["id"]], currency)} for row in rows], found)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/{id}", operation_id="companies.get")
async def get(request: Request, id: str) -> Response:
    """With all that hangs on it, and what happened to its newest open lead."""

    def work(session: Session, actor: Actor) -> Reply:
        company = FACE.one(session, actor, id)
        theirs = [("company_id", id), ("sort", "-created_at")]
        words = WORDS.by_id(session)
        leads = [shown_lead(words, each) for each in LEAD.page(session, actor, theirs, page=1, limit=MOST)[0]]
        on = [("related_type", "company"), ("related_id", id), ("status", "open"), ("sort", "due_at")]
        tasks, _ = TASK.page(session, actor, on, page=1, limit=MOST)
        bills, _ = INVOICE.page(session, actor, theirs, page=1, limit=MOST)
        devices, _ = DEVICE.page(session, actor, theirs, page=1, limit=MOST)
        return data(
            {
                **company,
                **_standing(standings(session, actor, [id])[id], currency_of(session)),
                "addresses": addresses_of(session, actor, id),
                "contacts": CONTACT.page(session, actor, theirs, page=1, limit=MOST)[0],
                "leads": leads,
                "tasks": [shown_task(task) for task in tasks],
                "assignedRep": company["owner"],
                "devices": [shown_device(each) for each in devices],
                "invoices": shown_invoices(session, actor, bills),
                "openLeadTimeline": _open_lead_timeline(session, actor, leads),
            }
        )

    return (await door_of(request).read(request, work, heavy=True)).response()


def _standing(standing: Standing, currency: str) -> dict[str, Any]:
    return {
        "lifetimeValue": amount(standing.lifetime_value.get(currency, 0), currency),
        "activeDeals": standing.open_leads,
        "lastActivityAt": moment(standing.last_activity_at),
    }


def _open_lead_timeline(session: Session, actor: Actor, leads: list[dict[str, Any]]) -> dict[str, Any] | None:
    lead = next((each for each in leads if each["status"] == "open"), None)
    if lead is None:
        return None
    found = history(session, actor, Ref("lead", lead["id"]), limit=MOST_EVENTS)
    shown = [
        {"id": each.id, "type": word_of(each), "at": moment(each.at), "by": each.actor_label} for each in found.events
    ]
    return {"leadId": lead["id"], "stage": lead["stage"], "events": shown}
