"""Soshogle: Contacts."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody, build, in_their_names
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import any_of, numbered
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.custom_fields import labelled_values, labels_of
from quintet.foundation.objects.reading import Row, read_record
from quintet.records.public import (
    ACTIVITIES,
    CONTACTS,
    NOTES,
    ContactCreate,
    ContactUpdate,
    company_named,
    tags_named,
)

routes = dialect_router("/api/contacts", "Contacts")
EXPAND = ("company", "tags")
BESIDE = 50
"""Mails, meetings and notes that a contact is shown with."""


class ContactBody(CamelBody):
    """A contact as it is sent; every field may be left out."""

    first_name: str = ""
    last_name: str = ""
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    tags: Annotated[list[str], Field(max_length=100)] = []
    custom_fields: Annotated[dict[str, Any], Field(max_length=200)] = {}


@routes.get("", operation_id="contacts.list")
async def list_(
    request: Request,
    page: Annotated[int, Query(ge=1)] = 1,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    search: str = "",
    tags: str = "",
) -> Response:
    """Newest first. Of several tags, a contact bears at least one."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("expand", ",".join(EXPAND)), ("q", search[:200])]
        if tags:
            asked.append(("tag_ids[in]", any_of(tags_named(session, actor, tags.split(","), make=False))))
        found = numbered(session, actor, CONTACTS.spec, asked, page=page, limit=limit, parsed=False)
        listed = [listed_contact(row) for row in found.rows]
        return Reply.json({"contacts": listed, "total": found.total, "page": page, "totalPages": found.pages})

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="contacts.create")
async def create(request: Request, body: ContactBody) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        with in_their_names(NAMES):
            contact = CONTACTS.create(session, actor, build(ContactCreate, _values(session, actor, body)))
        return Reply.json(_shown(session, actor, contact.id), 201)

    return await door_of(request).write(request, work)


@routes.get("/{id}", operation_id="contacts.get")
async def get(request: Request, id: str) -> Response:
    """A contact with the newest of what happened with them: mails, meetings, notes."""

    def work(session: Session, actor: Actor) -> Reply:
        content = _shown(session, actor, id)
        with_them = [("participant_ids", id), ("sort", "-starts_at")]
        mails = numbered(session, actor, ACTIVITIES.spec, [*with_them, ("type", "email")], limit=BESIDE)
        meetings = numbered(session, actor, ACTIVITIES.spec, [*with_them, ("type", "meeting")], limit=BESIDE)
        on_them = [("related_id", id), ("sort", "-created_at")]
        notes = numbered(session, actor, NOTES.spec, on_them, limit=BESIDE)
        content["messages"] = [_message(row) for row in mails.rows]
        content["appointments"] = [_appointment(row) for row in meetings.rows]
        content["notes"] = [_note(row) for row in notes.rows]
        return Reply.json(content)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.put("/{id}", operation_id="contacts.update")
async def update(request: Request, id: str, body: ContactBody) -> Response:
    """What is sent is replaced, all else stays."""

    def work(session: Session, actor: Actor) -> Reply:
        with in_their_names(NAMES):
            CONTACTS.update(session, actor, id, build(ContactUpdate, _values(session, actor, body)))
        return Reply.json(_shown(session, actor, id))

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="contacts.delete")
async def delete(request: Request, id: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        CONTACTS.delete(session, actor, id)
        return Reply.json({"success": True, "message": "Contact deleted"})

    return await door_of(request).write(request, work)


NAMES = {
    "first_name": "firstName",
    "last_name": "lastName",
    "company_id": "company",
    "custom": "customFields",
    "tag_ids": "tags",
}


def listed_contact(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "firstName": row["first_name"],
        "lastName": row["last_name"],
        "email": row["email"],
        "phone": row["phone"],
        "company": row["company"]["title"] if row["company"] else None,
        "tags": [tag["title"] for tag in row["tags"]],
        "source": row["source"],
        "createdAt": moment(row["created_at"]),
        "updatedAt": moment(row["updated_at"]),
    }


def whole_contact(row: Row, labels: dict[str, str]) -> dict[str, Any]:
    custom = {labels.get(key, key): value for key, value in (row["custom"] or {}).items()}
    return {**listed_contact(row), "customFields": custom, "userId": row["owner_id"]}


def _message(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "content": row["body"] or row["subject"],
        "direction": (row["direction"] or "outbound").upper(),
        "createdAt": moment(row["starts_at"]),
    }


def _appointment(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["subject"],
        "location": row["location"],
        "startTime": moment(row["starts_at"]),
        "endTime": moment(row["ends_at"]),
    }


def _note(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "content": row["body"],
        "userId": row["author_id"],
        "createdAt": moment(row["created_at"]),
    }


def _shown(session: Session, actor: Actor, id_: str) -> dict[str, Any]:
    row = read_record(session, actor, CONTACTS.spec, id_, EXPAND, parsed=True)
    return whole_contact(row, labels_of(session, "contact"))


def _values(session: Session, actor: Actor, body: ContactBody) -> dict[str, Any]:
    """The body in the service's words: names of companies, tags and custom fields become what they name."""
    values = body.given()
    if "company" in values:
        name = (values.pop("company") or "").strip()
        values["company_id"] = company_named(session, actor, name) if name else None
    if "tags" in values:
        values["tag_ids"] = tags_named(session, actor, values.pop("tags"))
    if "custom_fields" in values:
        values["custom"] = labelled_values(session, actor, "contact", values.pop("custom_fields"))
    return values
