"""`/api/v1/search`."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.registry import spec_named
from quintet.foundation.objects.search import search

routes = router("/search", "Search")


class Found(BaseModel):
    """A record that was found; `object` and `label` say what it is."""

    object: str
    label: str
    id: str
    title: str
    subtitle: str


class FoundList(BaseModel):
    data: list[Found]


@routes.get("", operation_id="search", response_model=FoundList, responses={s: ERRORS[s] for s in (401, 403, 422)})
async def search_records(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="Words, parts of words, addresses, phone numbers.")],
    types: Annotated[str, Query(max_length=1000, description="Objects, separated by commas; all when empty.")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Records of all objects that have all the words, best first: by the beginning of the title, then newest."""

    def work(session: Session, actor: Actor) -> Reply:
        names = [name for part in types.split(",") if (name := part.strip())]
        hits = search(session, actor, q, names, limit)
        return Reply.json(
            {
                "data": [
                    {
                        "object": hit.record_type,
                        "label": spec_named(hit.record_type).label,
                        "id": hit.record_id,
                        "title": hit.title,
                        "subtitle": hit.subtitle,
                    }
                    for hit in hits
                ]
            }
        )

    return (await door_of(request).read(request, work)).response()
