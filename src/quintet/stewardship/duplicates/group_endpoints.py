"""`/api/v1/duplicates`: what may be the same, and deciding about it."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.kit.cursors import from_cursor, to_cursor
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id
from quintet.stewardship.duplicates import groups, scanning
from quintet.stewardship.duplicates.groups import Candidates, GroupFilter
from quintet.stewardship.duplicates.matching import Level
from quintet.stewardship.duplicates.models import GroupStatus
from quintet.stewardship.duplicates.schemas import (
    CandidateRead,
    GroupMerge,
    GroupPage,
    GroupRead,
    MergeRead,
    ScanCreate,
    ScanList,
    ScanRead,
)

routes = router("/duplicates", "Duplicates")


@routes.post("/scan", status_code=202, operation_id="scan_for_duplicates", response_model=ScanRead, responses=ERRORS)
async def scan(request: Request, body: ScanCreate) -> Response:
    """Look through all records of an object in the background. What was open and is found no more goes."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(ScanRead.of(scanning.start_scan(session, actor, body.object)), 202)

    return await door_of(request).write(request, work)


@routes.get("/scans", operation_id="list_duplicate_scans", response_model=ScanList, responses=ERRORS)
async def scans(request: Request) -> Response:
    """The last scan of each object."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"data": [ScanRead.of(scan) for scan in scanning.list_scans(session, actor)]})

    return (await door_of(request).read(request, work)).response()


@routes.get("", operation_id="list_duplicates", response_model=GroupPage, responses=ERRORS)
async def list_(
    request: Request,
    object: Annotated[str | None, Query(max_length=60)] = None,
    status: GroupStatus = GroupStatus.open,
    level: Level | None = None,
    record_id: Annotated[str | None, Query(max_length=36)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Groups of records that may be the same, the surest first."""
    if record_id is not None and not is_id(record_id):
        raise Invalid.one("record_id", "invalid", "Not an id.")
    after = _after(cursor)

    def work(session: Session, actor: Actor) -> Reply:
        wanted = GroupFilter(object, status.value, level.value if level is not None else None, record_id)
        found = groups.list_groups(session, actor, wanted, after=after, limit=limit + 1)
        page = found[:limit]
        return Reply.json({"data": [_read(each) for each in page], "next_cursor": _cursor(page, len(found) > limit)})

    return (await door_of(request).read(request, work)).response()


@routes.get("/{id}", operation_id="get_duplicates", response_model=GroupRead, responses=ERRORS)
async def read(request: Request, id: str) -> Response:
    """One group."""
    found = await door_of(request).read(request, lambda s, a: _read(groups.get_group(s, a, id)))
    return Reply.json(found).response()


@routes.post("/{id}/merge", operation_id="merge_duplicates", response_model=MergeRead, responses=ERRORS)
async def merge(request: Request, id: str, body: GroupMerge) -> Response:
    """Make the members one. Undone like every merge, by `POST /api/v1/merges/{id}/undo`; the group is open again."""

    def work(session: Session, actor: Actor) -> Reply:
        made = groups.merge_group(session, actor, id, winner_id=body.winner_id, choose=body.choose)
        return Reply.json(MergeRead.of(made))

    return await door_of(request).write(request, work)


@routes.post("/{id}/separate", operation_id="separate_duplicates", response_model=GroupRead, responses=ERRORS)
async def separate(request: Request, id: str) -> Response:
    """Say that they are not the same."""
    return await door_of(request).write(request, lambda s, a: Reply.json(_read(groups.separate_group(s, a, id))))


@routes.post("/{id}/reopen", operation_id="reopen_duplicates", response_model=GroupRead, responses=ERRORS)
async def reopen(request: Request, id: str) -> Response:
    """Take back that they are not the same."""
    return await door_of(request).write(request, lambda s, a: Reply.json(_read(groups.reopen_group(s, a, id))))


def _read(found: Candidates) -> GroupRead:
    group = found.group
    return GroupRead(
        id=group.id,
        object=group.object,
        level=Level(group.level),
        score=round(group.score, 2),
        reasons=group.reasons,
        status=GroupStatus(group.status),
        members=[CandidateRead(id=id_, title=title) for id_, title in found.members],
        merge_id=group.merge_id,
        created_at=group.created_at,
        decided_at=group.decided_at,
    )


def _cursor(page: list[Candidates], more: bool) -> str | None:
    if not more or not page:
        return None
    last = page[-1].group
    return to_cursor([last.score, last.id])


def _after(cursor: str | None) -> tuple[float, str] | None:
    if cursor is None:
        return None
    try:
        score, id_ = from_cursor(cursor)
        if not isinstance(score, (int, float)) or not is_id(id_):
            raise ValueError
    except (ValueError, TypeError):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.") from None
    return float(score), id_
