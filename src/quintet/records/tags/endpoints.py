"""How tags are reached, and the routes by which they are put on records of other objects."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects import ObjectRow
from quintet.foundation.objects.bulk import BulkResult
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import record_to_change
from quintet.kit.errors import NotFound
from quintet.kit.ids import is_id
from quintet.records.consequences import subscribers  # noqa: F401 - registers them
from quintet.records.tags.models import Tag
from quintet.records.tags.schemas import BulkTagging, Tagging
from quintet.records.tags.service import TAGS, tags_named
from quintet.records.tags.tagging import change_tags, tag_record, tags_to_apply

routes = record_router(TAGS)


def add_tag_routes(routes: APIRouter, spec: AnySpec) -> None:
    """`POST /{id}/tags`, `DELETE /{id}/tags/{tag_id}` and `POST /bulk-tags` for an object with `tag_ids`."""

    async def apply(request: Request, id: str, body: Tagging) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            record_to_change(session, actor, spec, id)
            tags = [*tags_to_apply(session, body.tag_ids), *tags_named(session, actor, body.names)]
            tag_record(session, actor, spec, id, add=list({tag.id: tag for tag in tags}.values()))
            return record_reply(session, actor, spec, id)

        return await door_of(request).write(request, work)

    async def remove(request: Request, id: str, tag_id: str) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            record_to_change(session, actor, spec, id)
            tag = session.get(Tag, tag_id) if is_id(tag_id) else None
            if tag is None or tag.deleted_at is not None:
                raise NotFound("tag")
            tag_record(session, actor, spec, id, remove=[tag])
            return Reply.empty()

        return await door_of(request).write(request, work)

    async def bulk(request: Request, body: BulkTagging) -> Response:
        return await door_of(request).write(
            request, lambda session, actor: Reply.json(tag_many(session, actor, spec, body))
        )

    name, label = spec.name, spec.label.lower()
    routes.add_api_route(
        "/{id}/tags",
        apply,
        methods=["POST"],
        operation_id=f"apply_tags_to_{name}",
        summary=f"Put tags on a {label}",
        response_model=read_model(spec),
        responses=ERRORS,
    )
    routes.add_api_route(
        "/{id}/tags/{tag_id}",
        remove,
        methods=["DELETE"],
        status_code=204,
        operation_id=f"remove_tag_from_{name}",
        summary=f"Take a tag from a {label}",
        responses=ERRORS,
    )
    routes.add_api_route(
        "/bulk-tags",
        bulk,
        methods=["POST"],
        operation_id=f"bulk_tag_{spec.plural}",
        summary=f"Put tags on many {spec.label_plural.lower()}, take others from them",
        response_model=BulkResult,
        responses=ERRORS,
    )


def tag_many(session: Session, actor: Actor, spec: AnySpec, data: BulkTagging) -> dict[str, Any]:
    """Change the tags of those records that the actor sees; an outcome for each, in the order given."""
    require(actor, spec.right("update"))
    add = tags_to_apply(session, data.add, "add")
    remove = tags_to_apply(session, data.remove, "remove")
    ids = list(dict.fromkeys(data.ids))
    seen = visible_ids(session, actor, spec, ids)
    model = spec.model
    locked = select(model).where(model.id.in_(sorted(seen)), model.deleted_at.is_(None)).order_by(model.id)
    rows: Sequence[ObjectRow] = session.scalars(locked.with_for_update()).all()
    change_tags(session, actor, spec, rows, add=add, remove=remove)
    changed = {row.id for row in rows}
    missing = {"code": "not_found", "detail": str(NotFound(spec.name)), "errors": []}
    results = [
        {"status": 200, "id": id_, "error": None} if id_ in changed else {"status": 404, "id": id_, "error": missing}
        for id_ in ids
    ]
    return {"results": results, "succeeded": len(changed), "failed": len(ids) - len(changed)}
