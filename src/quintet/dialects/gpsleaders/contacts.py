"""GPS Leaders: Contacts, and what providers know of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import Given, KnownAddress, Limit, Page, Search, data, listed
from quintet.dialects.lists import by_id, count
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import Row
from quintet.kit.errors import Conflict, Invalid
from quintet.records.public import CONTACTS, LEADS

routes = dialect_router("/api/contacts", "Contacts")
EVERY_CHANNEL = {"email", "sms", "call"}


def _number(row: Row) -> dict[str, Any]:
    return next((each for each in row["phones"] or () if each["primary"]), {})


FACE = RecordFace(
    service=CONTACTS,
    expand=("tags", "company", "owner"),
    derived={
        "emailNormalized": lambda row: row["email"],
        "phoneE164": lambda row: row["phone"],
        "phoneType": lambda row: _number(row).get("type"),
        "isSmsEligible": lambda row: _number(row).get("sms_eligible"),
        "isDnc": lambda row: set(row["do_not_contact"] or ()) >= EVERY_CHANNEL,
        "notes": lambda row: row["description"],
    },
    parsed=frozenset({"phones", "do_not_contact"}),
)


@routes.get("", operation_id="contacts.list")
async def list_(
    request: Request,
    search: Search = "",
    company: Annotated[str | None, Query(alias="companyId", max_length=36)] = None,
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    asked = [("sort", "-created_at"), ("q", search)] + ([("company_id", company)] if company is not None else [])

    def work(session: Session, actor: Actor) -> Reply:
        return listed(session, actor, FACE, asked, page=page, limit=limit)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="contacts.create")
async def create(request: Request, body: Given) -> Response:
    """With an e-mail address or a phone number; a known address is 409, naming who has it."""
    if not body.get("email") and not body.get("phone"):
        raise Invalid.one("email", "required", "Give an e-mail address or a phone number.")

    def work(session: Session, actor: Actor) -> Reply:
        with _naming_who_has_it(session, actor):
            return data(FACE.create(session, actor, _written(body)), 201)

    return await door_of(request).write(request, work)


@routes.get("/{id}", operation_id="contacts.get")
async def get(request: Request, id: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        shown = FACE.one(session, actor, id)
        return data({**shown, "leadCount": count(session, actor, LEADS.spec, [("contact_id", id)])})

    return (await door_of(request).read(request, work)).response()


@routes.patch("/{id}", operation_id="contacts.update")
async def update(request: Request, id: str, body: Given) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        with _naming_who_has_it(session, actor):
            return data(FACE.update(session, actor, id, _written(body)))

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="contacts.delete")
async def delete(request: Request, id: str) -> Response:
    """To the bin, from which `/api/v1` restores."""

    def work(session: Session, actor: Actor) -> Reply:
        CONTACTS.delete(session, actor, id)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


@contextmanager
def _naming_who_has_it(session: Session, actor: Actor) -> Iterator[None]:
    try:
        yield
    except Conflict as conflict:
        if conflict.field != "email":
            raise
        known = by_id(session, actor, CONTACTS.spec, [conflict.existing_id] if conflict.existing_id else [])
        company_id = next((row["company_id"] for row in known.values()), None)
        raise KnownAddress(conflict, company_id) from None


def _written(body: dict[str, Any]) -> dict[str, Any]:
    """Their notes on a contact are our description; whether a number takes SMS is said of the number."""
    given = {name: value for name, value in body.items() if name not in ("notes", "isSmsEligible")}
    if "notes" in body:
        given["description"] = body["notes"]
    if "isSmsEligible" in body and given.get("phone"):
        given["phones"] = [{"value": given.pop("phone"), "primary": True, "sms_eligible": body["isSmsEligible"]}]
    return given
