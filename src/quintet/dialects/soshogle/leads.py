"""Soshogle: Leads, which are businesses."""

from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody, build, in_their_names
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import numbered
from quintet.dialects.shapes import moment
from quintet.dialects.stages import StageWord, StageWords
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import Row, read_record
from quintet.kit.errors import Invalid
from quintet.records.public import LEADS, Conversion, LeadCreate, LeadUpdate, PipelineKind, convert_lead

routes = dialect_router("/api/leads", "Leads")
MOST = 200
CONVERTED = "CONVERTED"
REAL = ("status[in]", "open,won,lost,converted")
"""Those that are listed."""
NAMES = {
    "business_name": "businessName",
    "region": "state",
    "postal_code": "zipCode",
    "place_id": "googlePlaceId",
    "stage_id": "status",
}
OF_THE_PERSON = {
    "first_name": "contactData.firstName",
    "last_name": "contactData.lastName",
    "email": "contactData.email",
    "phone": "contactData.phone",
}
WORDS = StageWords(
    PipelineKind.lead,
    (StageWord("NEW", 10), StageWord("CONTACTED", 25, ("engaged",)), StageWord("QUALIFIED", 75, ("won",))),
)


class LeadBody(CamelBody):
    business_name: str | None = None
    address: str | None = None
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None
    phone: str | None = None
    website: str | None = None
    category: str | None = None
    status: str = "NEW"
    source: str | None = None
    rating: float | None = None
    google_place_id: str | None = None


class Person(CamelBody):
    first_name: str = ""
    last_name: str = ""
    email: str | None = None
    phone: str | None = None


class Converting(CamelBody):
    contact_data: Person = Person()


@routes.get("", operation_id="leads.list")
async def list_(
    request: Request,
    status: Literal["NEW", "CONTACTED", "QUALIFIED", "CONVERTED"] | None = None,
    category: Annotated[str, Query(max_length=200)] = "",
    city: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1)] = 1,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> Response:
    """Newest first; those that turned out not to be real are left out."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("category", category), ("city", city)]
        asked = [(name, text) for name, text in asked if text]
        if status == CONVERTED:
            asked.append(("status", "converted"))
        else:
            asked.append(REAL if status is None else ("status[in]", "open,won,lost"))
            if status is not None:
                asked.append(("stage_id[in]", WORDS.ids_of(session, status)))
        found = numbered(session, actor, LEADS.spec, [*asked, ("sort", "-created_at")], page=page, limit=limit)
        words = WORDS.by_id(session)
        return Reply.json({"leads": [shown(row, words) for row in found.rows], "total": found.total})

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="leads.create")
async def create(request: Request, body: LeadBody) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        values = body.given()
        word = values.pop("status", "NEW")
        if word == CONVERTED:
            raise Invalid.one("status", "not_converted", "A lead is converted by POST /api/leads/{id}/convert.")
        renamed = {"state": "region", "zip_code": "postal_code", "google_place_id": "place_id"}
        values = {renamed.get(name, name): value for name, value in values.items()}
        values["stage_id"] = WORDS.stage_id(session, actor, word, field="status")
        with in_their_names(NAMES):
            lead = LEADS.create(session, actor, build(LeadCreate, values))
        row = read_record(session, actor, LEADS.spec, lead.id, parsed=True)
        return Reply.json(shown(row, WORDS.by_id(session)), 201)

    return await door_of(request).write(request, work)


@routes.post("/{id}/convert", operation_id="leads.convert")
async def convert(request: Request, id: str, body: Converting) -> Response:
    """The person becomes a contact, or the contact who has that e-mail address already; the business its company."""

    def work(session: Session, actor: Actor) -> Reply:
        person = {name: value for name, value in body.contact_data.given().items() if value}
        if person:
            with in_their_names(OF_THE_PERSON):
                LEADS.update(session, actor, id, build(LeadUpdate, person))
        lead = convert_lead(session, actor, id, Conversion())
        content = {"success": True, "contactId": lead.contact_id, "message": "Lead converted to contact"}
        return Reply.json(content)

    return await door_of(request).write(request, work)


def shown(row: Row, words: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "businessName": row["business_name"] or row["name"],
        "address": row["address"],
        "city": row["city"],
        "state": row["region"],
        "zipCode": row["postal_code"],
        "phone": row["phone"],
        "website": row["website"],
        "rating": row["rating"],
        "category": row["category"],
        "status": CONVERTED if row["status"] == "converted" else words.get(row["stage_id"], "NEW"),
        "googlePlaceId": row["place_id"],
        "source": row["source"],
        "createdAt": moment(row["created_at"]),
    }
