"""Telling the provider of sequences."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import system_actor
from quintet.foundation.events import Ref, emit
from quintet.foundation.events.models import EventRow
from quintet.foundation.jobs import JobCall, JobContext, Retry, job, queue
from quintet.records.consequences.facts import OutreachFailed, OutreachOrdered
from quintet.records.consequences.ports import Order, Outreach, Step
from quintet.records.contacts.models import Contact
from quintet.records.leads.models import Lead

queue("outreach", concurrency=4)


def _give_up(session: Session, error: str, call: JobCall) -> None:
    lead_id, step, sequence, key = call.args
    lead = session.get(Lead, lead_id)
    if lead is not None:
        fact = OutreachFailed(key, step, sequence, error[:500])
        emit(session, system_actor(lead.workspace_id), fact, subject=Ref("lead", lead.id))


@job("records.order_outreach", queue="outreach", retry=Retry(attempts=5), timeout=60, on_failed=_give_up)
def order_outreach(ctx: JobContext, lead_id: str, step: str, sequence: str | None, key: str) -> None:
    """Have a lead's sequences started, paused or ended. The provider drops an order it was given before."""
    order = ctx.read(lambda session: _order(session, lead_id, step, sequence, key))
    if order is None:
        return
    ctx.service(Outreach).take(order)  # type: ignore[type-abstract]
    ctx.write(lambda session: _note(session, order))


def _order(session: Session, lead_id: str, step: str, sequence: str | None, key: str) -> Order | None:
    lead = session.get(Lead, lead_id)
    if lead is None or _noted(session, lead_id, key):
        return None
    contact = session.get(Contact, lead.contact_id) if lead.contact_id else None
    email = lead.email or (contact.email if contact is not None else None)
    return Order(key, Step(step), lead.workspace_id, lead.id, lead.name, email, sequence)


def _note(session: Session, order: Order) -> None:
    if not _noted(session, order.lead_id, order.key):
        fact = OutreachOrdered(order.key, order.step, order.sequence)
        emit(session, system_actor(order.workspace_id), fact, subject=Ref("lead", order.lead_id))


def _noted(session: Session, lead_id: str, key: str) -> bool:
    told = select(EventRow.data).where(
        EventRow.subject_type == "lead", EventRow.subject_id == lead_id, EventRow.type == OutreachOrdered.type
    )
    return any(data["key"] == key for data in session.scalars(told))
