"""Waking deals at the end of their waiting."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access.actor import system_actor
from quintet.foundation.jobs import JobContext, job
from quintet.foundation.objects.writing import change_record
from quintet.kit import time
from quintet.records.deals.facts import DealWoken
from quintet.records.deals.models import Deal
from quintet.records.deals.object import DEAL
from quintet.records.deals.service import refs_of


@job("records.wake_deal")
def wake_deal(ctx: JobContext, workspace_id: str, deal_id: str, until: str) -> None:
    """End the waiting of a deal that waits until this time; nothing when it was woken or snoozed anew meanwhile."""
    ctx.write(lambda session: _wake(session, workspace_id, deal_id, until))


def _wake(session: Session, workspace_id: str, deal_id: str, until: str) -> None:
    # In the bin it wakes too: who restores it later finds none that waits for a time gone by.
    deal = session.scalar(select(Deal).where(Deal.id == deal_id).with_for_update())
    if deal is None or deal.snoozed_until is None or time.to_text(deal.snoozed_until) != until:
        return
    links = refs_of(session, deal.id)
    change_record(
        session,
        system_actor(workspace_id),
        DEAL,
        deal,
        {"snoozed_until": None},
        fact=DealWoken(deal.title),
        links=links,
    )
