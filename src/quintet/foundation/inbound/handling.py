"""Handling stored events, and forgetting them when their time is over."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.foundation.inbound.models import InboundEvent, InboundStatus
from quintet.foundation.inbound.ports import InboundProviders
from quintet.kit import time

KEPT = timedelta(days=90)
_PURGED_AT_ONCE = 500


def handle(session: Session, providers: InboundProviders, event_id: str) -> None:
    """Have the provider take the event in, once: its effect and its end are one transaction."""
    event = session.scalar(select(InboundEvent).where(InboundEvent.id == event_id).with_for_update())
    if event is None or event.status == InboundStatus.handled:
        return
    providers.named(event.provider).handle(session, event)
    event.status = InboundStatus.handled
    event.handled_at = time.now()
    event.error = None


def give_up(session: Session, event_id: str, error: str) -> None:
    """Note that an event could not be handled."""
    event = session.get(InboundEvent, event_id)
    if event is not None and event.status != InboundStatus.handled:
        event.status = InboundStatus.failed
        event.error = error[:2000]


def purge(session: Session) -> bool:
    """Forget some events whose time is over; whether there may be more."""
    old = select(InboundEvent.id).where(InboundEvent.received_at < time.now() - KEPT).limit(_PURGED_AT_ONCE)
    gone = session.scalars(delete(InboundEvent).where(InboundEvent.id.in_(old)).returning(InboundEvent.id)).all()
    return len(gone) == _PURGED_AT_ONCE
