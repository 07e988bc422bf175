"""Command Center: Duplicates."""

from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody
from quintet.dialects.dialect import dialect_router
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.stewardship.public import (
    Candidates,
    GroupFilter,
    get_group,
    list_groups,
    merge_group,
    separate_group,
    start_scan,
)

routes = dialect_router("/api/duplicates", "Duplicates")
OBJECTS = {"company": "company", "contact": "contact", "customer": "company"}
"""Customers are companies here."""
STATUSES = {"pending": "open", "merged": "merged", "marked_separate": "separate"}
WORDS = {ours: theirs for theirs, ours in STATUSES.items()}
Entity = Literal["company", "contact", "customer"]
MOST = 200


class Merging(CamelBody):
    primary_id: str | None = None


class Scanning(CamelBody):
    entity_type: Entity = "contact"


@routes.get("", operation_id="duplicates.list")
async def list_(
    request: Request,
    entity: Annotated[Entity | None, Query(alias="entityType")] = None,
    status: Literal["pending", "merged", "marked_separate"] = "pending",
    confidence: Literal["exact", "high", "medium", "low"] | None = None,
    group: Annotated[str | None, Query(alias="groupId", max_length=36)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Response:
    """The surest first; with `groupId` that one, whatever its status."""

    def work(session: Session, actor: Actor) -> Reply:
        if group is not None:
            found = [get_group(session, actor, group)]
        else:
            wanted = GroupFilter(OBJECTS[entity] if entity else None, STATUSES[status], confidence)
            found = list_groups(session, actor, wanted, limit=limit)
        return Reply.json({"groups": [_shown(each) for each in found], "count": len(found)})

    return (await door_of(request).read(request, work)).response()


@routes.post("/scan", operation_id="duplicates.scan")
async def scan(request: Request, body: Scanning | None = None) -> Response:
    """In the background; of contacts unless another type is named."""
    entity = body.entity_type if body is not None else "contact"

    def work(session: Session, actor: Actor) -> Reply:
        begun = start_scan(session, actor, OBJECTS[entity])
        return Reply.json({"success": True, "scanId": begun.id, "entityType": entity, "status": begun.state})

    return await door_of(request).write(request, work)


@routes.post("/{groupId}/merge", operation_id="duplicates.merge")
async def merge(request: Request, groupId: str, body: Merging | None = None) -> Response:  # noqa: N803
    """Into the one that is named, else the oldest."""
    winner = body.primary_id if body is not None else None

    def work(session: Session, actor: Actor) -> Reply:
        made = merge_group(session, actor, groupId, winner_id=winner)
        shown = _shown(get_group(session, actor, groupId))
        return Reply.json({"success": True, "group": shown, "mergedInto": made.winner_id, "mergeId": made.id})

    return await door_of(request).write(request, work)


@routes.post("/{groupId}/separate", operation_id="duplicates.separate")
async def separate(request: Request, groupId: str) -> Response:  # noqa: N803
    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"success": True, "group": _shown(separate_group(session, actor, groupId))})

    return await door_of(request).write(request, work)


def _shown(found: Candidates) -> dict[str, Any]:
    group = found.group
    return {
        "id": group.id,
        "entityType": group.object,
        "status": WORDS[group.status],
        "confidence": group.level,
        "score": round(group.score, 2),
        "reasons": group.reasons,
        "records": [{"id": id_, "name": title} for id_, title in found.members],
        "createdAt": moment(group.created_at),
    }
