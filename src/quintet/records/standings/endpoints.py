"""How the standings of companies are reached."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id
from quintet.records.standings.schemas import StandingList, StandingRead
from quintet.records.standings.service import MOST, standings

routes = router("/company-standings", "Companies")


@routes.get("", operation_id="list_company_standings", response_model=StandingList, responses=ERRORS)
async def list_(request: Request, company_ids: Annotated[str, Query(min_length=1, max_length=37 * MOST)]) -> Response:
    """How these companies stand; those that you don't see are left out."""
    ids = list(dict.fromkeys(company_ids.split(",")))
    if len(ids) > MOST or not all(is_id(id_) for id_ in ids):
        raise Invalid.one("company_ids", "invalid", f"Give up to {MOST} ids of companies, with commas between them.")

    def work(session: Session, actor: Actor) -> Reply:
        found = standings(session, actor, ids)
        return Reply.json({"data": [StandingRead.of(found[id_]) for id_ in ids if id_ in found]})

    return (await door_of(request).read(request, work)).response()
