"""CRM Backend: Contacts."""

from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.crmbackend.envelope import Given, Page, PageSize, page_of, success
from quintet.dialects.crmbackend.pictures import Pictures, pictures_of
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import any_of
from quintet.dialects.records import RecordFace
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor
from quintet.foundation.events import Ref
from quintet.foundation.http import Reply, door_of
from quintet.foundation.realtime.timeline import timeline
from quintet.records.public import CONTACTS, deactivate_contact, tags_named

routes = dialect_router("/contacts", "Contacts")
RECORDS = RecordFace(service=CONTACTS, names={"avatar_file_id": "avatar"}, expand=("tags", "company", "owner"))
_KINDS = {"note": "note", "call": "call", "email": "email"}


@routes.get("", operation_id="contacts.list")
async def list_(
    request: Request,
    search: Annotated[str, Query(max_length=200)] = "",
    status: Literal["active", "inactive"] = "active",
    tags: Annotated[str, Query(max_length=2000)] = "",
    page: Page = 1,
    page_size: PageSize = 25,
) -> Response:
    """Newest first, without the inactive ones unless asked for. Of several tags a contact bears at least one."""
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("sort", "-created_at"), ("q", search), ("status", status)]
        if tags:
            named = tags_named(session, actor, tags.split(","), make=False)
            asked.append(("tag_ids[in]", any_of(named)))
        rows, found = RECORDS.page(session, actor, asked, page=page, limit=page_size)
        return page_of("contacts", [with_avatar(row, pictures) for row in rows], found)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="contacts.create")
async def create(request: Request, body: Given) -> Response:
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        return success(
            {"contact": with_avatar(RECORDS.create(session, actor, _with_file(body, pictures)), pictures)}, 201
        )

    return await door_of(request).write(request, work)


@routes.get("/{id}", operation_id="contacts.get")
async def get(request: Request, id: str) -> Response:
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        return success({"contact": with_avatar(RECORDS.one(session, actor, id), pictures)})

    return (await door_of(request).read(request, work)).response()


@routes.patch("/{id}", operation_id="contacts.update")
async def update(request: Request, id: str, body: Given) -> Response:
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        return success(
            {"contact": with_avatar(RECORDS.update(session, actor, id, _with_file(body, pictures)), pictures)}
        )

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="contacts.delete")
async def delete(request: Request, id: str) -> Response:
    """Marks it as inactive, no more."""

    def work(session: Session, actor: Actor) -> Reply:
        contact = deactivate_contact(session, actor, id)
        return success({"id": contact.id, "status": contact.status})

    return await door_of(request).write(request, work)


@routes.get("/{id}/timeline", operation_id="contacts.timeline")
async def timeline_(
    request: Request,
    id: str,
    before: Annotated[str | None, Query(max_length=36)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Response:
    """Notes, calls, mails and changes, newest first; `before` is the cursor of the page before."""

    def work(session: Session, actor: Actor) -> Reply:
        found = timeline(session, actor, Ref("contact", id), before=before, limit=limit)
        return success({"timeline": [_entry(each) for each in found.entries], "nextCursor": found.next_cursor})

    return (await door_of(request).read(request, work, heavy=True)).response()


def with_avatar(contact: dict[str, Any], pictures: Pictures) -> dict[str, Any]:
    return {**contact, "avatar": pictures.url(contact["avatar"])}


def _with_file(body: dict[str, Any], pictures: Pictures) -> dict[str, Any]:
    avatar = body.get("avatar")
    return {**body, "avatar": pictures.file(avatar)} if isinstance(avatar, str) else body


def _entry(event: dict[str, Any]) -> dict[str, Any]:
    kind = event["subject"]["type"]
    told = event["data"].get("type") if kind == "activity" else kind
    return {
        "id": event["id"],
        "type": _KINDS.get(str(told), "update"),
        "event": event["type"],
        "title": event["data"].get("title") or event["data"].get("subject"),
        "data": event["data"],
        "changes": event["changes"],
        "user": event["actor"]["label"],
        "createdAt": moment(event["at"]),
    }
