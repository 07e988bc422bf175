"""How relationships are reached: below contacts and companies."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.insight.relationships.service import relationship
from quintet.insight.relationships.strength import Level, Trend, Why

contact_routes = router("/contacts", "Contacts")
company_routes = router("/companies", "Companies")


class ReasonRead(BaseModel):
    """`why` says what `value` is: `recency` days since the last activity, `frequency` activities in 90 days, `response`
    per cent that came from them in 180 days, `talks` meetings and calls in 180 days, `people` theirs that took part
    in 180 days. `points` of at most `of` are its part of the strength."""

    model_config = ConfigDict(from_attributes=True)
    why: Why
    value: int
    points: int
    of: int


class AcquaintanceRead(BaseModel):
    """A colleague, and how many activities of the last 180 days were theirs."""

    model_config = ConfigDict(from_attributes=True)
    user_id: str
    name: str
    count: int


class RelationshipRead(BaseModel):
    """How strong it is, from 0 to 100, by the activities that you see; `before` is what it was 30 days ago."""

    model_config = ConfigDict(from_attributes=True)
    strength: int
    level: Level
    before: int
    trend: Trend
    reasons: list[ReasonRead]
    last_at: datetime | None
    next_at: datetime | None
    known_by: list[AcquaintanceRead]


async def _read(request: Request, object_name: str, id: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(RelationshipRead.model_validate(relationship(session, actor, object_name, id)))

    return (await door_of(request).read(request, work, heavy=True)).response()


@contact_routes.get(
    "/{id}/relationship", operation_id="get_contact_relationship", response_model=RelationshipRead, responses=ERRORS
)
async def of_contact(request: Request, id: str) -> Response:
    """How strong the relationship with a contact is, and why."""
    return await _read(request, "contact", id)


@company_routes.get(
    "/{id}/relationship", operation_id="get_company_relationship", response_model=RelationshipRead, responses=ERRORS
)
async def of_company(request: Request, id: str) -> Response:
    """How strong the relationship with a company is, through all its people, deals and leads, and why."""
    return await _read(request, "company", id)
