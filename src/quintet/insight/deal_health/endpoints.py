"""How the health of deals is reached: below deals."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.insight.deal_health.health import Advice, Level, Why
from quintet.insight.deal_health.service import deal_health

routes = router("/deals", "Deals")


class HealthReasonRead(BaseModel):
    """`why` says what `value` is; `points` of at most `of` are its part of the health.

    Days since the last activity (`contact`; `no_contact`: there never was one), days until the next planned step
    (`next_step`), how many steps (`someday`: planned without a date, `overdue`: all of them late), days in the stage
    (`stage`), days until the expected close (`closes_in`) or after it (`closes_late`), days since the deal came
    (`pace`), contacts (`people`).
    """

    model_config = ConfigDict(from_attributes=True)
    why: Why
    value: int
    points: int
    of: int


class DealHealthRead(BaseModel):
    """How well a deal stands, 0 to 100, by the activities and tasks that you see. A deal that is over has an `outcome`,
    won or lost, instead of a score. `typical_days`: the median in which the last `typical_of` won deals of its
    pipeline were won, null with fewer than five; `likely_close`: when it would be won if it took as long."""

    model_config = ConfigDict(from_attributes=True)
    outcome: str | None
    score: int | None
    level: Level | None
    reasons: list[HealthReasonRead]
    advice: list[Advice]
    days_in_stage: int
    days_open: int
    typical_days: int | None
    typical_of: int
    likely_close: date | None
    last_at: datetime | None
    next_at: datetime | None


@routes.get("/{id}/health", operation_id="get_deal_health", response_model=DealHealthRead, responses=ERRORS)
async def of_deal(request: Request, id: str) -> Response:
    """How well a deal stands, why, and what would help it."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(DealHealthRead.model_validate(deal_health(session, actor, id)))

    return (await door_of(request).read(request, work, heavy=True)).response()
