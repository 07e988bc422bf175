"""Whoever is given somebody else's deal or lead is told so."""

from sqlalchemy.orm import Session

from quintet.foundation.events import Delivered, subscribe
from quintet.foundation.objects.facts import RecordUpdated, facts_of
from quintet.identity.public import Notice, active_user_ids, notify


@subscribe(facts_of("deal").updated, facts_of("lead").updated, name="records.tell_owner")
def tell_owner(session: Session, delivered: Delivered[RecordUpdated]) -> None:
    """Not those who took it themselves."""
    owner = ((delivered.changes or {}).get("owner_id") or (None, None))[1]
    if owner is None or owner == delivered.actor_id or not active_user_ids(session, delivered.workspace_id, [owner]):
        return
    kind = delivered.subject.type
    text = f"{delivered.actor_label} gave you this {kind}"
    notify(session, [Notice(owner, "record_assigned", delivered.fact.title, delivered.id, text, delivered.subject)])
