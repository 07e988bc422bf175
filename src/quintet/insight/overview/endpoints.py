"""How the numbers of a period are reached: `/api/v1/overview`."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.insight.overview.service import buckets_of, overview
from quintet.kit.errors import Invalid
from quintet.kit.values import timezone as known_zone

routes = router("/overview", "Insight")


class Added(BaseModel):
    """New records of an object in each span; `before` is how many there were in as long a period right before."""

    object: str
    counts: list[int]
    total: int
    before: int


class Won(BaseModel):
    """Deals won in each span. `win_rate` is the percentage of those that ended, null when none did."""

    counts: list[int]
    values_minor: list[int]
    count: int
    value_minor: int
    value_minor_before: int
    lost: int
    win_rate: int | None


class Done(BaseModel):
    """Calls, meetings, e-mails and finished tasks in each span."""

    kind: str
    counts: list[int]
    total: int


class StageNow(BaseModel):
    stage_id: str
    name: str
    color: str
    pipeline_id: str
    count: int
    value_minor: int
    weighted_minor: int


class FunnelStep(BaseModel):
    stage_id: str
    name: str
    color: str
    count: int


class OwnerWon(BaseModel):
    owner_id: str | None
    name: str | None
    count: int
    value_minor: int


class Overview(BaseModel):
    """A period in spans of a `unit` (day, week, month) that begin at `starts`; it ends before `end`. Sums are in
    `currency`. What you may not read is left out."""

    unit: str
    starts: list[str]
    end: str
    currency: str
    added: list[Added]
    won: Won | None
    done: list[Done]
    stages: list[StageNow]
    funnel: list[FunnelStep]
    owners: list[OwnerWon]


@routes.get("", operation_id="get_overview", response_model=Overview, responses=ERRORS)
async def read(
    request: Request,
    period: Annotated[str, Query(max_length=30)] = "last_30_days",
    timezone: Annotated[str, Query(max_length=60)] = "UTC",
) -> Response:
    """How a period went, of what you see: `this_month`, `last_quarter`, `last_90_days` and so on, up to three years."""
    try:
        zone = ZoneInfo(known_zone(timezone))
    except ValueError as error:
        raise Invalid.one("timezone", "invalid", str(error)) from None
    try:
        buckets = buckets_of(period, zone)
    except ValueError as error:
        raise Invalid.one("period", "invalid", str(error)) from None

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(overview(session, actor, buckets))

    return (await door_of(request).read(request, work, heavy=True)).response()
