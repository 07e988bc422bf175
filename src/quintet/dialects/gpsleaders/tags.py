"""GPS Leaders: Tags, and those of leads."""

from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import Given, admin_only, data
from quintet.dialects.lists import any_of, every
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import read_record
from quintet.kit.errors import Conflict, Forbidden, Invalid
from quintet.records.public import (
    LEADS,
    TAGS,
    TagCategory,
    ensure_system_tags,
    have_system_tags,
    tag_by_slug,
    tag_record,
)

routes = dialect_router("/api/tags", "Tags")
of_leads = dialect_router("/api/leads", "Leads")
CATEGORIES = {category.value: category.value.upper() for category in TagCategory}
FACE = RecordFace(
    service=TAGS,
    names={"position": "sortOrder", "active": "isActive"},
    expand=(),
    without=frozenset({"custom", "system"}),
    words={"category": CATEGORIES},
)
Active = Literal["true", "false", "all"]


class Applying(CamelBody):
    tag_slug: str


@routes.get("", operation_id="tags.list")
async def list_(
    request: Request, category: Annotated[str | None, Query(max_length=20)] = None, active: Active = "true"
) -> Response:
    """By category, each in its order. The first who asks gives the workspace the tags that have consequences."""
    asked = [("sort", "category,position,name")]
    if category is not None:
        ours = next((word for word, theirs in CATEGORIES.items() if theirs == category), None)
        if ours is None:
            raise Invalid.one("category", "invalid", "Must be one of: " + ", ".join(CATEGORIES.values()) + ".")
        asked.append(("category", ours))
    if active != "all":
        asked.append(("active", active))
    door = door_of(request)
    if not await door.read(request, lambda session, _: have_system_tags(session)):
        await door.write(request, _give_system_tags)

    def work(session: Session, actor: Actor) -> Reply:
        return data([_shown(row) for row in every(session, actor, TAGS.spec, asked)])

    return (await door.read(request, work)).response()


@routes.post("", operation_id="tags.create")
async def create(request: Request, body: Given) -> Response:
    """A tag of one's own, without consequences."""
    for name in ("slug", "name"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise Invalid.one(name, "required", "Give the tag a slug and a name.")

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        return data(_one(session, actor, FACE.create(session, actor, body)["id"]), 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}", operation_id="tags.update")
async def update(request: Request, id: str, body: Given) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        given = {name: value for name, value in body.items() if name != "slug"}
        FACE.update(session, actor, id, given)
        return data(_one(session, actor, id))

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="tags.delete")
async def delete(request: Request, id: str) -> Response:
    """403 for a tag with consequences, 409 while a lead bears it."""

    def work(session: Session, actor: Actor) -> Reply:
        tag = read_record(session, actor, TAGS.spec, id, parsed=True)
        if tag["system"] is not None:
            raise Forbidden("A system tag can't be deleted.", code="system_tag")
        if every(session, actor, LEADS.spec, [("tag_ids", id)]):
            raise Conflict("Leads bear this tag.", code="in_use")
        TAGS.delete(session, actor, id)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


@of_leads.get("/{id}/tags", operation_id="leads.tags.list")
async def list_of_lead(request: Request, id: str) -> Response:
    """Those that are in use."""

    def work(session: Session, actor: Actor) -> Reply:
        ids = read_record(session, actor, LEADS.spec, id, parsed=True)["tag_ids"]
        asked = [("id[in]", any_of(ids)), ("active", "true"), ("sort", "category,position,name")]
        return data([_shown(row) for row in every(session, actor, TAGS.spec, asked)])

    return (await door_of(request).read(request, work)).response()


@of_leads.post("/{id}/tags", operation_id="leads.tags.apply")
async def apply(request: Request, id: str, body: Applying) -> Response:
    """What follows from the tag comes a moment later."""

    def work(session: Session, actor: Actor) -> Reply:
        if not have_system_tags(session):
            ensure_system_tags(session, actor)
        tag = tag_by_slug(session, body.tag_slug, field="tagSlug")
        tag_record(session, actor, LEADS.spec, id, add=[tag])
        return data(_one(session, actor, tag.id), 201)

    return await door_of(request).write(request, work)


@of_leads.delete("/{id}/tags", operation_id="leads.tags.remove")
async def remove(request: Request, id: str, slug: Annotated[str, Query(alias="tagSlug", max_length=100)]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        tag = tag_by_slug(session, slug, field="tagSlug")
        tag_record(session, actor, LEADS.spec, id, remove=[tag])
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


def _give_system_tags(session: Session, actor: Actor) -> Reply:
    ensure_system_tags(session, actor)
    return Reply.empty()


def _one(session: Session, actor: Actor, tag_id: str) -> dict[str, Any]:
    return _shown(read_record(session, actor, TAGS.spec, tag_id, parsed=True))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**FACE.shown(row), "isSystem": row["system"] is not None}
