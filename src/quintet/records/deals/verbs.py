"""Closing deals, going on with them, letting them wait, and learning from them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects.writing import change_record, record_to_change
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid
from quintet.records.deals.facts import DealReviewed, DealSnoozed, DealWoken
from quintet.records.deals.jobs import wake_deal
from quintet.records.deals.models import Deal
from quintet.records.deals.object import DEAL
from quintet.records.deals.schemas import DealStatus, Postmortem
from quintet.records.deals.service import STAGED, check_known, refs_of
from quintet.records.pipelines import ranks
from quintet.records.pipelines.entering import end_in_place, enter
from quintet.records.pipelines.models import Stage
from quintet.records.pipelines.schemas import PipelineKind, StageKind
from quintet.records.pipelines.staging import lock_stage, stage_of_kind


def close_deal(session: Session, actor: Actor, deal_id: str, outcome: StageKind, reason: str | None = None) -> Deal:
    """Win or lose a deal: it goes to its pipeline's first stage of that kind, or stays where none is.

    Closing again in the same way changes nothing but the reason of a loss.
    """
    check_known(session, actor, deal_id)
    pipeline_id = session.scalars(select(Deal.pipeline_id).where(Deal.id == deal_id)).one()
    stage_id = stage_of_kind(session, pipeline_id, outcome)
    stage = lock_stage(session, PipelineKind.deal, stage_id) if stage_id is not None else None
    deal: Deal = record_to_change(session, actor, DEAL, deal_id)
    people = refs_of(session, deal.id)
    deal.snoozed_until = None
    if deal.status == outcome:
        if outcome is StageKind.lost and reason is not None:
            change_record(session, actor, DEAL, deal, {"lost_reason": reason}, links=people)
    elif stage is None:
        end_in_place(session, actor, STAGED, deal, outcome, reason=reason, links=people)
    else:
        place = ranks.place(session, Deal, deal.id, stage.id)
        enter(session, actor, STAGED, deal, stage, position=place, reason=reason, links=people)
    return deal


def re_engage_deal(session: Session, actor: Actor, deal_id: str, stage_id: str | None = None) -> Deal:
    """Go on with a deal that is closed or waits: in this open stage, else the last it stood in, else the first.

    Conflict when it is open and does not wait; Invalid when the stage is not an open one.
    """
    check_known(session, actor, deal_id)
    stage = lock_stage(session, PipelineKind.deal, stage_id or _last_open(session, deal_id))
    if stage.kind != StageKind.open:
        raise Invalid.one("stage_id", "not_open", "This is no open stage.")
    deal: Deal = record_to_change(session, actor, DEAL, deal_id)
    if deal.status == DealStatus.open and deal.snoozed_until is None:
        raise Conflict("The deal is open already.", code="already_open")
    people = refs_of(session, deal.id)
    if deal.snoozed_until is not None:
        change_record(session, actor, DEAL, deal, {"snoozed_until": None}, fact=DealWoken(deal.title), links=people)
    if deal.status != DealStatus.open or (stage_id is not None and stage_id != deal.stage_id):
        place = ranks.place(session, Deal, deal.id, stage.id)
        enter(session, actor, STAGED, deal, stage, position=place, links=people)
    return deal


def snooze_deal(session: Session, actor: Actor, deal_id: str, until: datetime | None) -> Deal:
    """Let an open deal wait until a time to come, or wait no longer. Conflict when it is closed."""
    deal: Deal = record_to_change(session, actor, DEAL, deal_id)
    if until is not None and until <= time.now():
        raise Invalid.one("until", "past", "Must lie in the future.")
    if deal.status != DealStatus.open:
        raise Conflict("The deal is closed.", code="closed")
    before = deal.snoozed_until
    if until != before:
        fact = DealWoken(deal.title) if until is None else DealSnoozed(deal.title, time.to_text(until))
        links = refs_of(session, deal.id)
        change_record(session, actor, DEAL, deal, {"snoozed_until": until}, fact=fact, links=links)
    if until is not None and until != before:
        # One that was snoozed before stays queued, and finds another time than its own.
        wake = wake_deal(actor.workspace_id, deal.id, time.to_text(until))
        enqueue(session, wake, workspace_id=actor.workspace_id, delay=until - time.now())
    return deal


def write_postmortem(session: Session, actor: Actor, deal_id: str, data: Postmortem) -> Deal:
    """Keep what was learnt from a deal that is over; a later one replaces it. Conflict while it is open."""
    deal: Deal = record_to_change(session, actor, DEAL, deal_id)
    if deal.status == DealStatus.open:
        raise Conflict("The deal is still open.", code="not_closed")
    written = {**data.model_dump(), "written_at": time.to_text(time.now()), "written_by": actor.user_id}
    fact = DealReviewed(deal.title)
    links = refs_of(session, deal.id)
    change_record(session, actor, DEAL, deal, {"postmortem": written}, fact=fact, links=links)
    return deal


def _last_open(session: Session, deal_id: str) -> str:
    """The open stage that a deal stood in last, if it is still there, else its pipeline's first."""
    row = session.execute(select(Deal.pipeline_id, Deal.open_stage_id).where(Deal.id == deal_id)).one()
    last = select(Stage.id).where(
        Stage.id == row.open_stage_id,
        Stage.pipeline_id == row.pipeline_id,
        Stage.deleted_at.is_(None),
        Stage.kind == StageKind.open.value,
    )
    return session.scalar(last) or stage_of_kind(session, row.pipeline_id, StageKind.open) or ""
