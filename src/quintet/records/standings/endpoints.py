"""How the standings of companies are reached."""

from datetime import datetime
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
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id
from quintet.records.standings.service import MOST, Standing, standings

routes = router("/company-standings", "Companies")


class Amount(BaseModel):
    currency: str
    amount_minor: int


class StandingRead(BaseModel):
    """How a company stands, of what you see. `lifetime_value` is what it paid."""

    company_id: str
    contacts: int
    open_leads: int
    open_deals: int
    open_value: list[Amount]
    won_deals: int
    won_value: list[Amount]
    lifetime_value: list[Amount]
    last_activity_at: datetime | None


class StandingList(BaseModel):
    data: list[StandingRead]


@routes.get("", operation_id="list_company_standings", response_model=StandingList, responses=ERRORS)
async def list_(request: Request, company_ids: Annotated[str, Query(min_length=1, max_length=37 * MOST)]) -> Response:
    """How these companies stand; those that you don't see are left out."""
    ids = list(dict.fromkeys(company_ids.split(",")))
    if len(ids) > MOST or not all(is_id(id_) for id_ in ids):
        raise Invalid.one("company_ids", "invalid", f"Give up to {MOST} ids of companies, with commas between them.")

    def work(session: Session, actor: Actor) -> Reply:
        found = standings(session, actor, ids)
        return Reply.json({"data": [_read(found[id_]) for id_ in ids if id_ in found]})

    return (await door_of(request).read(request, work)).response()


def _read(standing: Standing) -> StandingRead:
    return StandingRead(
        company_id=standing.company_id,
        contacts=standing.contacts,
        open_leads=standing.open_leads,
        open_deals=standing.open_deals,
        open_value=_amounts(standing.open_value),
        won_deals=standing.won_deals,
        won_value=_amounts(standing.won_value),
        lifetime_value=_amounts(standing.lifetime_value),
        last_activity_at=standing.last_activity_at,
    )


def _amounts(by_currency: dict[str, int]) -> list[Amount]:
    return [Amount(currency=currency, amount_minor=amount) for currency, amount in sorted(by_currency.items())]
