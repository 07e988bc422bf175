"""`POST /api/v1/<plural>/{id}/merge`, and `/api/v1/merges`."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.registry import AnyService
from quintet.records.public import COMPANIES, CONTACTS
from quintet.stewardship.duplicates import service
from quintet.stewardship.duplicates.facts import merge_facts_of
from quintet.stewardship.duplicates.schemas import MergeCreate, MergeRead

routes = router("/merges", "Merges")


@routes.get("/{id}", operation_id="get_merge", response_model=MergeRead, responses=ERRORS)
async def read(request: Request, id: str) -> Response:
    """Read one merge."""
    return (
        await door_of(request).read(request, lambda s, a: Reply.json(MergeRead.of(service.get_merge(s, a, id))))
    ).response()


@routes.post("/{id}/undo", operation_id="undo_merge", response_model=MergeRead, responses=ERRORS)
async def undo(request: Request, id: str) -> Response:
    """Make records of their own again of those that were merged. `left` says what was changed since and stays."""
    return await door_of(request).write(request, lambda s, a: Reply.json(MergeRead.of(service.undo_merge(s, a, id))))


def _merge_routes(kind: AnyService) -> APIRouter:
    spec = kind.spec
    merge_facts_of(spec.name)
    found = router(f"/{spec.plural}", spec.label_plural)

    async def merge(request: Request, id: str, body: MergeCreate) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            return Reply.json(MergeRead.of(service.merge_records(session, actor, kind, id, body)))

        return await door_of(request).write(request, work)

    found.add_api_route(
        "/{id}/merge",
        merge,
        methods=["POST"],
        operation_id=f"merge_{spec.name}",
        summary=f"Merge other {spec.label_plural.lower()} into this one",
        response_model=MergeRead,
        responses=ERRORS,
    )
    return found


MERGE_ROUTES = [_merge_routes(COMPANIES), _merge_routes(CONTACTS)]
